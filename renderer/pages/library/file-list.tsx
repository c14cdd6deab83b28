import { useCallback, useEffect, useMemo, useState } from 'react'
import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, keepPreviousData } from '@tanstack/react-query'
import { IconFileSearch, IconSearch } from '@tabler/icons-react'
import type { SharedFile } from '../../../main/contract/library.ts'
import { asProblem } from '../../client/problem.ts'
import { useClient } from '../../client/provider.tsx'
import { Copy } from '../../components/copy.tsx'
import { DataGrid, type Column } from '../../components/data-grid.tsx'
import { FileIcon } from '../../components/file-icon.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../components/state-panel.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from './library.module.css'

const PAGE = 200
const keyOf = (file: SharedFile): string => `${file.folderId}/${file.path}`

/** My shared files, page by page as the list is scrolled. `version` changes when the folders did, and reads them again. */
export function FileList({ folderId, version }: { folderId: number | undefined; version: string }) {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 120)
  const query = useInfiniteQuery({
    queryKey: ['files', folderId, wanted],
    queryFn: ({ pageParam, signal }) =>
      client.library.files({ folderId, text: wanted, offset: pageParam, limit: PAGE }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.rows.length, 0)
      return last.rows.length > 0 && read < last.total ? read : undefined
    },
    placeholderData: keepPreviousData,
  })
  const { refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = query
  useEffect(() => {
    void refetch()
  }, [version, refetch])
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data])
  const total = query.data?.pages[0]?.total ?? 0
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  const columns: Column<SharedFile>[] = [
    {
      id: 'name',
      header: t('common:name'),
      width: 'minmax(0, 1fr)',
      cell: (row) => (
        <span className={classes.cell}>
          <span title={t(`common:kinds.${row.kind}`)} style={{ display: 'inline-flex' }}>
            <FileIcon kind={row.kind} size={16} />
          </span>
          <span className="truncate" title={row.path}>
            {row.path}
          </span>
        </span>
      ),
    },
    { id: 'size', header: t('common:size'), width: '84px', align: 'end', cell: (row) => format.bytes(row.size) },
    {
      id: 'modified',
      header: t('common:modified'),
      width: '168px',
      align: 'end',
      from: 640,
      cell: (row) => (
        <span className="quiet" title={format.dateTime(row.modified)}>
          {format.moment(row.modified, Date.now())}
        </span>
      ),
    },
    {
      id: 'root',
      header: t('library:root'),
      width: '132px',
      from: 760,
      cell: (row) =>
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
    },
  ]

  const body = (() => {
    if (query.isError) return <ProblemPanel problem={asProblem(query.error)} retry={() => void refetch()} />
    if (query.isPending) return <LoadingPanel />
    if (rows.length > 0)
      return (
        <DataGrid
          label={t('library:filesLabel')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          rowHeight={34}
          testId="file-row"
          freezeKey={`${folderId}:${wanted}`}
          onEnd={more}
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
    return <StatePanel icon={<IconFileSearch size={24} />} title={t('library:noFiles.title')} text={t('library:noFiles.text')} />
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
          rightSection={text ? <CloseButton size="xs" aria-label={t('common:clear')} onClick={() => setText('')} /> : null}
        />
        <span className="quiet tabular" style={{ fontSize: 12 }} role="status">
          {t('library:shown', { count: total, shown: format.number(rows.length), total: format.number(total) })}
        </span>
      </div>
      {body}
    </div>
  )
}
