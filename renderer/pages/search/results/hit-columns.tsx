import { useMemo, type PointerEvent, type ReactNode } from 'react'
import type { SearchHit } from '../../../../main/contract/search.ts'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import type { Column } from '../../../components/grid/grid-row.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { ActionCell, NameCell, SourcesCell, type HitActions } from './hit-cells.tsx'
import { hitPhrases } from './hit-phrases.ts'
import type { ResultRow } from './use-result-rows.ts'
import classes from './hit-cells.module.css'

interface HitColumnsOptions {
  /** The latest download of each root. */
  downloads: ReadonlyMap<string, Transfer>
  selected: ReadonlyMap<string, SearchHit>
  /** The "select all" checkbox. */
  selectAll: ReactNode
  // Stable callbacks, so that the columns keep their identity.
  onSelect: (index: number, range: boolean) => void
  onNear: (hit: SearchHit, event: PointerEvent<HTMLElement>) => void
  actions: HitActions
}

/** Columns of the results; rows not fetched yet are shown as placeholders. */
export function useHitColumns({
  downloads,
  selected,
  selectAll,
  onSelect,
  onNear,
  actions,
}: HitColumnsOptions): Column<ResultRow>[] {
  const { t } = useText()
  const format = useFormat()
  const phrases = useMemo(() => hitPhrases(t), [t])
  return useMemo(
    () => [
      {
        id: 'pick',
        header: t('search:picks.column'),
        head: selectAll,
        width: '18px',
        from: 440,
        cell: ({ hit, index }, active) =>
          hit && (
            <input
              type="checkbox"
              className={classes.pick}
              tabIndex={active ? 0 : -1}
              checked={selected.has(hit.root)}
              aria-label={phrases.pick({ name: hit.name })}
              onChange={(event) =>
                onSelect(index, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
              }
              data-testid="pick"
            />
          ),
      },
      {
        id: 'name',
        header: t('common:name'),
        width: 'minmax(0, 1fr)',
        sortable: true,
        cell: ({ hit }) =>
          hit ? (
            <NameCell hit={hit} phrases={phrases} format={format} />
          ) : (
            <span className={classes.blank} role="img" aria-label={phrases.loading} />
          ),
      },
      {
        id: 'size',
        header: t('common:size'),
        width: '84px',
        narrow: '62px',
        from: 440,
        align: 'end',
        sortable: true,
        downFirst: true,
        cell: ({ hit }) => hit && format.bytes(hit.size),
      },
      {
        id: 'date',
        header: t('common:modified'),
        card: 'none',
        width: '112px',
        align: 'end',
        from: 860,
        sortable: true,
        downFirst: true,
        cell: ({ hit }) =>
          hit && (
            <span className="quiet" title={format.dateTime(hit.modified)}>
              {format.relative(hit.modified, Date.now())}
            </span>
          ),
      },
      {
        id: 'sources',
        header: t('search:sources'),
        width: '176px',
        narrow: '100px',
        phone: '52px',
        sortable: true,
        downFirst: true,
        cell: ({ hit }) => hit && <SourcesCell hit={hit} phrases={phrases} format={format} onNear={onNear} />,
      },
      {
        id: 'actions',
        header: t('common:actions'),
        quietHeader: true,
        width: '112px',
        narrow: '108px',
        align: 'end',
        cell: ({ hit }, active) =>
          hit && (
            <ActionCell
              hit={hit}
              transfer={downloads.get(hit.root)}
              tabIndex={active ? 0 : -1}
              phrases={phrases}
              format={format}
              actions={actions}
            />
          ),
      },
    ],
    [t, format, phrases, downloads, selected, selectAll, onSelect, onNear, actions],
  )
}
