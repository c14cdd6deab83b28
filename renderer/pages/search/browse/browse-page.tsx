import { useCallback, useMemo, useState } from 'react'
import { Button, Breadcrumbs } from '@mantine/core'
import { IconFolder, IconFolderDown, IconFolderOff } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import type { BrowseRow } from '../../../../main/contract/search.ts'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { DataGrid } from '../../../components/grid/data-grid.tsx'
import type { Column } from '../../../components/grid/grid-row.tsx'
import { FileIcon } from '../../../components/files/file-icon.tsx'
import { FileName } from '../../../components/files/file-name.tsx'
import { Page } from '../../../components/page/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { Tag } from '../../../components/tag.tsx'
import { TrustBadge } from '../../../components/trust/trust-badge.tsx'
import { usePeer } from '../../../client/streams/streams.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { FolderPicker } from './folder-picker.tsx'
import { browseLink } from '../../../components/files/browse-link.ts'
import classes from '../search.module.css'

const PAGE = 200
const keyOf = (row: BrowseRow): string => `${row.type}/${row.key}`

/** Breadcrumbs: the peer with its trust (visible before any download), then each folder down to this one. */
function Trail({ peer, path }: { peer: string; path: string }) {
  const { t } = useText()
  const known = usePeer(peer).data?.peer
  const parts = path === '' ? [] : path.split('/')
  return (
    <Breadcrumbs className={classes.trail} aria-label={t('search:browse.trail')}>
      <span className={classes.whose}>
        <Link href={`/peers/${peer}`}>{known?.name || t('common:unnamed')}</Link>
        {known && <TrustBadge trust={known.trust} />}
      </span>
      <Link href={browseLink(peer)}>{t('search:browse.root')}</Link>
      {parts.map((part, index) => (
        <Link
          key={index}
          href={browseLink(peer, parts.slice(0, index + 1).join('/'))}
          aria-current={index === parts.length - 1 ? 'page' : undefined}
        >
          {part}
        </Link>
      ))}
    </Breadcrumbs>
  )
}

/** A peer's catalogue, folder by folder; downloads a whole folder or selected files. */
export function BrowsePage({ peer, path }: { peer: string; path: string }) {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const [, navigate] = useLocation()
  const [picking, setPicking] = useState(false)
  const query = useInfiniteQuery({
    queryKey: ['browse', peer, path],
    queryFn: ({ pageParam, signal }) =>
      client.search.browse({ peer, path, offset: pageParam, limit: PAGE }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.rows.length, 0)
      return last.rows.length > 0 && read < last.total ? read : undefined
    },
    retry: false,
  })
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data])
  const head = query.data?.pages[0]
  const self =
    useQuery({ queryKey: ['info'], queryFn: ({ signal }) => client.node.info(undefined, { signal }) }).data?.identity
      .publicKey === peer

  const columns: Column<BrowseRow>[] = [
    {
      id: 'name',
      header: t('common:name'),
      width: 'minmax(0, 1fr)',
      cell: (row, active) => (
        <span className={classes.name}>
          {row.type === 'folder' ? (
            <IconFolder size={17} stroke={1.7} color="var(--hy-quiet)" aria-hidden />
          ) : (
            <FileIcon kind={row.kind} size={17} />
          )}
          {row.type === 'folder' ? (
            <Link href={browseLink(peer, row.key)} className="truncate" tabIndex={active ? 0 : -1}>
              {row.name}
            </Link>
          ) : (
            <FileName name={row.name} />
          )}
        </span>
      ),
    },
    {
      id: 'files',
      header: t('search:browse.files'),
      card: 'none',
      width: '92px',
      align: 'end',
      cell: (row) => (row.type === 'folder' ? format.number(row.files) : ''),
    },
    {
      id: 'size',
      header: t('common:size'),
      width: '92px',
      align: 'end',
      cell: (row) => format.bytes(row.type === 'folder' ? row.bytes : row.size),
    },
    {
      id: 'have',
      header: t('search:browse.have'),
      width: '118px',
      from: 640,
      cell: (row) =>
        row.type === 'file' &&
        (row.own ? (
          <Tag tone="accent">{t('search:own')}</Tag>
        ) : row.downloaded ? (
          <Tag>{t('search:fetched')}</Tag>
        ) : null),
    },
  ]
  const body = (() => {
    if (query.error) return <ProblemPanel problem={asProblem(query.error)} retry={() => void query.refetch()} />
    if (!head) return <LoadingPanel />
    if (rows.length === 0)
      return (
        <StatePanel
          icon={<IconFolderOff size={24} />}
          title={t('search:browse.emptyTitle')}
          text={t('search:browse.emptyText')}
        />
      )
    return (
      <DataGrid
        label={t('search:browse.title')}
        name="browse"
        columns={columns}
        rows={rows}
        rowKey={keyOf}
        testId="browse-row"
        freezeKey={`${peer}/${path}`}
        onOpen={(row) => row.type === 'folder' && navigate(browseLink(peer, row.key))}
        onEnd={more}
      />
    )
  })()
  return (
    <Page
      title={t('search:browse.title')}
      head={<Trail peer={peer} path={path} />}
      tools={
        !self && (
          <Button
            leftSection={<IconFolderDown size={16} aria-hidden />}
            disabled={!head || head.files === 0}
            onClick={() => setPicking(true)}
            data-testid="folder-download"
          >
            {t('search:browse.download')}
          </Button>
        )
      }
      foot={head && <span>{t('search:browse.total', { count: head.files, size: format.bytes(head.bytes) })}</span>}
    >
      {body}
      <FolderPicker
        peer={peer}
        path={path}
        name={head?.name ?? ''}
        opened={picking}
        onClose={() => setPicking(false)}
      />
    </Page>
  )
}
