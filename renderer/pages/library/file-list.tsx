import { useEffect, useState, type ReactNode } from 'react'
import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { IconFileSearch, IconSearch } from '@tabler/icons-react'
import type { SharedFile } from '../../../main/contract/library.ts'
import { asProblem } from '../../client/problem.ts'
import { useClient } from '../../client/provider.tsx'
import { Copy } from '../../components/copy.tsx'
import { DataGrid } from '../../components/grid/data-grid.tsx'
import type { Column } from '../../components/grid/grid-row.tsx'
import { FileIcon } from '../../components/files/file-icon.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/feedback/state-panel.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { pagedRowKey, usePagedRows, type PagedRow } from '../../hooks/use-paged-rows.ts'
import { useText } from '../../hooks/use-text.ts'
import { FileMenu } from './file-menu.tsx'
import classes from './library.module.css'

/** Shared files; only the pages in view are fetched. A new `version` (the folders changed) reloads them. */
export function FileList({ folderId, version }: { folderId: number | undefined; version: string }) {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 120)
  const { query, total, places, onRange } = usePagedRows<SharedFile>(
    ['files', folderId, wanted],
    (offset, limit, signal) => client.library.files({ folderId, text: wanted, offset, limit }, { signal }),
  )
  const queries = useQueryClient()
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['files'] })
  }, [version, queries])

  const place =
    (cell: (file: SharedFile) => ReactNode) =>
    ({ row }: PagedRow<SharedFile>) =>
      row && cell(row)
  const columns: Column<PagedRow<SharedFile>>[] = [
    {
      id: 'name',
      header: t('common:name'),
      width: 'minmax(0, 1fr)',
      cell: place((row) => (
        <span className={classes.cell}>
          <span title={t(`common:kinds.${row.kind}`)} style={{ display: 'inline-flex' }}>
            <FileIcon kind={row.kind} size={16} />
          </span>
          <span className="truncate" title={row.path}>
            {row.path}
          </span>
        </span>
      )),
    },
    { id: 'size', header: t('common:size'), width: '84px', align: 'end', cell: place((row) => format.bytes(row.size)) },
    {
      id: 'modified',
      header: t('common:modified'),
      width: '168px',
      align: 'end',
      from: 640,
      cell: place((row) => (
        <span className="quiet" title={format.dateTime(row.modified)}>
          {format.moment(row.modified, Date.now())}
        </span>
      )),
    },
    {
      id: 'root',
      header: t('library:root'),
      card: 'none',
      width: '132px',
      from: 760,
      cell: place((row) =>
        row.root === null ? (
          <span className="quiet">{t('library:notHashed')}</span>
        ) : (
          <span className={classes.cell} style={{ gap: 2 }}>
            <span className="mono quiet" title={row.root}>
              {row.root.slice(0, 10)}
            </span>
            <Copy value={row.root} label={t('library:copyRoot', { name: row.path })} />
          </span>
        ),
      ),
    },
    {
      id: 'actions',
      header: t('common:actions'),
      quietHeader: true,
      width: '28px',
      align: 'end',
      cell: ({ row }, active) =>
        row && row.root !== null && <FileMenu file={row} root={row.root} tabIndex={active ? 0 : -1} />,
    },
  ]

  const body = (() => {
    if (query?.isError) return <ProblemPanel problem={asProblem(query.error)} retry={() => void query.refetch()} />
    if (!query || query.isPending) return <LoadingPanel />
    if (places.length > 0)
      return (
        <DataGrid
          label={t('library:filesLabel')}
          name="library"
          columns={columns}
          rows={places}
          rowKey={pagedRowKey}
          testId="file-row"
          freezeKey={`${folderId}:${wanted}`}
          onRange={onRange}
        />
      )
    if (wanted)
      return (
        <StatePanel
          icon={<IconFileSearch size={24} />}
          title={t('library:noMatch.title', { text: wanted })}
          text={t('library:noMatch.text')}
        />
      )
    return (
      <StatePanel
        icon={<IconFileSearch size={24} />}
        title={t('library:noFiles.title')}
        text={t('library:noFiles.text')}
      />
    )
  })()

  return (
    <div className={classes.files}>
      <div className={classes.filter}>
        <TextInput
          size="xs"
          w={280}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder={t('library:filter')}
          aria-label={t('library:filter')}
          maxLength={256}
          leftSection={<IconSearch size={14} aria-hidden />}
          data-testid="library-filter"
          spellCheck={false}
          rightSection={
            text ? <CloseButton size="xs" aria-label={t('common:clear')} onClick={() => setText('')} /> : null
          }
        />
        <span className="quiet tabular" style={{ fontSize: 12 }} role="status">
          {t('library:files', { count: total })}
        </span>
      </div>
      {body}
    </div>
  )
}
