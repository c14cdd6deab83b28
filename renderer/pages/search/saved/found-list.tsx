import { useEffect, useMemo } from 'react'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { SavedSearch } from '../../../../main/contract/search.ts'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { useAction } from '../../../client/queries.ts'
import { FileIcon } from '../../../components/files/file-icon.tsx'
import { FileName } from '../../../components/files/file-name.tsx'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { ActionCell, SourcesCell } from '../results/hit-cells.tsx'
import { useDownloads, useHitExtras } from '../results/hit-extras.tsx'
import { hitPhrases } from '../results/hit-phrases.ts'
import classes from './saved.module.css'

const PAGE = 50

/** Results of a watched query, newest first. Viewing marks them as seen; dismissed ones never return. */
export function FoundList({ saved }: { saved: SavedSearch }) {
  const { t } = useText()
  const format = useFormat()
  const client = useClient()
  const { id, found, unseen } = saved
  const { actions, near, floats } = useHitExtras()
  const downloads = useDownloads()
  const phrases = useMemo(() => hitPhrases(t), [t])
  const query = useInfiniteQuery({
    queryKey: ['found', id, found],
    queryFn: ({ pageParam, signal }) => client.search.saved.found({ id, offset: pageParam, limit: PAGE }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (pages.length * PAGE < last.total ? pages.length * PAGE : undefined),
  })
  const discard = useAction((node, root: string) => node.search.saved.discard({ id, root }), { invalidates: ['found'] })
  const { mutate: markSeen } = useAction((node, _input: void) => node.search.saved.markSeen({ id }), { quiet: true })
  const shown = query.data !== undefined
  useEffect(() => {
    if (shown && unseen > 0) markSeen()
  }, [shown, unseen, markSeen])
  if (query.error) return <ProblemPanel problem={asProblem(query.error)} retry={() => void query.refetch()} />
  if (!query.data) return <LoadingPanel />
  const rows = query.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return <p className={classes.none}>{t('search:saved.nothing')}</p>
  return (
    <>
      <ul className={classes.found}>
        {rows.map((hit) => (
          <li key={hit.root} data-new={!hit.seen || undefined}>
            <FileIcon kind={hit.kind} size={16} />
            <FileName name={hit.name} />
            <span className={classes.size}>{format.bytes(hit.size)}</span>
            <SourcesCell hit={hit} phrases={phrases} format={format} onNear={near} />
            <ActionCell
              hit={hit}
              transfer={downloads.get(hit.root)}
              tabIndex={0}
              phrases={phrases}
              format={format}
              actions={actions}
            />
            <Tooltip label={t('search:saved.discard')}>
              <ActionIcon
                onClick={() => discard.mutate(hit.root)}
                aria-label={`${t('search:saved.discard')}: ${hit.name}`}
              >
                <IconX size={15} />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
      {floats}
      {query.hasNextPage && (
        <Button
          variant="subtle"
          size="xs"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('search:saved.more')}
        </Button>
      )}
    </>
  )
}
