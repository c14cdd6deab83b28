import { useMemo } from 'react'
import { Skeleton } from '@mantine/core'
import type { SearchHit } from '../../../../main/contract/search.ts'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import type { Column } from '../../../components/data-grid.tsx'
import { FileIcon } from '../../../components/file-icon.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText, type Translate } from '../../../hooks/use-text.ts'
import type { Formats } from '../../../locales/format.ts'
import { DownloadCell } from './download-cell.tsx'
import { factsOf } from './facts.ts'
import { SourcesCell } from './source-cells.tsx'
import type { Slot } from './use-rows.ts'
import classes from '../search.module.css'

interface HitColumnsOptions {
  /** The newest download of each root. */
  downloads: ReadonlyMap<string, Transfer>
  picked: ReadonlyMap<string, SearchHit>
  /** The same function at each call: the columns stay while nothing changes. */
  onPick: (slot: Slot, range: boolean) => void
}

function Name({ hit, t, format }: { hit: SearchHit; t: Translate; format: Formats }) {
  const facts = hit.metadata ? factsOf(hit.metadata, format) : ''
  const also =
    hit.otherNames.length > 0
      ? t(hit.otherNames.length > 1 ? 'search:alsoCalledMore' : 'search:alsoCalled', { name: hit.otherNames[0], count: hit.otherNames.length - 1 })
      : ''
  const second = [facts, also].filter(Boolean).join(' · ')
  return (
    <span className={classes.name}>
      <span title={t(`common:kinds.${hit.kind}`)} style={{ display: 'inline-flex' }}>
        <FileIcon kind={hit.kind} />
      </span>
      <span className={classes.names}>
        <span className="truncate" title={hit.name}>
          {hit.name}
        </span>
        {second && (
          <span className={`${classes.more} truncate`} title={[facts, ...hit.otherNames].filter(Boolean).join('\n')}>
            {second}
          </span>
        )}
      </span>
    </span>
  )
}

/** The columns of the results; rows on their way show as grey lines. */
export function useHitColumns({ downloads, picked, onPick }: HitColumnsOptions): Column<Slot>[] {
  const { t } = useText()
  const format = useFormat()
  return useMemo(() => [
    {
      id: 'pick',
      header: t('search:picks.column'),
      quietHeader: true,
      width: '18px',
      cell: (slot, active) =>
        slot.hit && (
          <input
            type="checkbox"
            className={classes.pick}
            tabIndex={active ? 0 : -1}
            checked={picked.has(slot.hit.root)}
            aria-label={t('search:picks.pick', { name: slot.hit.name })}
            onChange={(event) => onPick(slot, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
            data-testid="pick"
          />
        ),
    },
    { id: 'name', header: t('common:name'), width: 'minmax(0, 1fr)', sortable: true, cell: ({ hit }) => (hit ? <Name hit={hit} t={t} format={format} /> : <Skeleton height={12} width="60%" aria-label={t('common:loading')} />) },
    { id: 'size', header: t('common:size'), width: '84px', narrow: '62px', align: 'end', sortable: true, cell: ({ hit }) => hit && format.bytes(hit.size) },
    {
      id: 'date',
      header: t('common:modified'),
      width: '112px',
      align: 'end',
      from: 860,
      sortable: true,
      cell: ({ hit }) =>
        hit && (
          <span className="quiet" title={format.dateTime(hit.modified)}>
            {format.relative(hit.modified, Date.now())}
          </span>
        ),
    },
    { id: 'sources', header: t('search:sources'), width: '176px', narrow: '100px', sortable: true, cell: ({ hit }) => hit && <SourcesCell sources={hit.sources} /> },
    {
      id: 'actions',
      header: t('common:actions'),
      quietHeader: true,
      width: '112px',
      narrow: '108px',
      align: 'end',
      cell: ({ hit }, active) => hit && <DownloadCell hit={hit} transfer={downloads.get(hit.root)} tabIndex={active ? 0 : -1} />,
    },
  ], [t, format, downloads, picked, onPick])
}
