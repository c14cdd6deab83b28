import type { SearchHit } from '../../../main/contract/search.ts'
import type { Transfer } from '../../../main/contract/transfers.ts'
import type { Column } from '../../components/data-grid.tsx'
import { FileIcon } from '../../components/file-icon.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { DownloadCell } from './download-cell.tsx'
import { SourcesCell } from './source-cells.tsx'
import classes from './search.module.css'

/** The columns of the results; `downloads` holds the newest download of each root. */
export function useHitColumns(downloads: ReadonlyMap<string, Transfer>): Column<SearchHit>[] {
  const { t } = useText()
  const format = useFormat()
  return [
    {
      id: 'name',
      header: t('common:name'),
      width: 'minmax(0, 1fr)',
      cell: (row) => (
        <span className={classes.name}>
          <span title={t(`common:kinds.${row.kind}`)} style={{ display: 'inline-flex' }}>
            <FileIcon kind={row.kind} />
          </span>
          <span className={classes.names}>
            <span className="truncate" title={row.name}>
              {row.name}
            </span>
            {row.otherNames.length > 0 && (
              <span className={`${classes.more} truncate`} title={row.otherNames.join('\n')}>
                {t(row.otherNames.length > 1 ? 'search:alsoCalledMore' : 'search:alsoCalled', {
                  name: row.otherNames[0],
                  count: row.otherNames.length - 1,
                })}
              </span>
            )}
          </span>
        </span>
      ),
    },
    { id: 'size', header: t('common:size'), width: '84px', narrow: '62px', align: 'end', cell: (row) => format.bytes(row.size) },
    {
      id: 'modified',
      header: t('common:modified'),
      width: '112px',
      align: 'end',
      from: 860,
      cell: (row) => (
        <span className="quiet" title={format.dateTime(row.modified)}>
          {format.relative(row.modified, Date.now())}
        </span>
      ),
    },
    {
      id: 'sources',
      header: t('search:sources'),
      width: '176px',
      narrow: '100px',
      cell: (row) => <SourcesCell sources={row.sources} />,
    },
    {
      id: 'actions',
      header: t('common:actions'),
      quietHeader: true,
      width: '104px',
      narrow: '102px',
      align: 'end',
      cell: (row, active) => <DownloadCell hit={row} transfer={downloads.get(row.root)} tabIndex={active ? 0 : -1} />,
    },
  ]
}
