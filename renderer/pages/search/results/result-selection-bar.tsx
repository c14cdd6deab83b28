import { Button, CloseButton } from '@mantine/core'
import { IconDownload, IconPlayerPause } from '@tabler/icons-react'
import type { SearchHit } from '../../../../main/contract/search.ts'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { asProblem } from '../../../client/problem.ts'
import { useAction } from '../../../client/queries.ts'
import { notifyDone, notifyProblem } from '../../../components/feedback/notify.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { pickSource, rankSources } from './source-ranking.ts'
import classes from '../search.module.css'

const MAX_PEERS = 64

/** Commands for the selected results. */
export function ResultSelectionBar({
  hits,
  downloads,
  onClear,
}: {
  hits: ReadonlyMap<string, SearchHit>
  downloads: ReadonlyMap<string, Transfer>
  onClear: () => void
}) {
  const { t, i18n } = useText()
  const format = useFormat()
  const chosen = [...hits.values()]
  // Skip what is in the library or already being downloaded.
  const isFetched = (root: string): boolean => (downloads.get(root)?.state ?? 'failed') !== 'failed'
  const wanted = chosen.filter((hit) => !hit.own && !isFetched(hit.root) && pickSource(hit.sources) !== null)
  const size = wanted.reduce((sum, hit) => sum + hit.size, 0)
  const download = useAction(async (client, paused: boolean) => {
    let [added, problem] = [0, undefined as unknown]
    for (const hit of wanted) {
      const peers = rankSources(hit.sources)
        .filter(({ trust }) => trust.decision !== 'bad')
        .slice(0, MAX_PEERS)
        .map(({ publicKey }) => publicKey)
      try {
        await client.transfers.download({ root: hit.root, name: hit.name, size: hit.size, peers, paused })
        added++
      } catch (error) {
        // One failure must not stop the others.
        problem ??= error
      }
    }
    if (added > 0) notifyDone(t('search:picks.started', { count: added }))
    if (problem !== undefined) notifyProblem(asProblem(problem), t, i18n.language)
    if (added > 0) onClear()
  })
  if (chosen.length === 0) return null
  return (
    <div className={classes.picks} role="group" aria-label={t('search:picks.label')} data-testid="picks">
      <span className="tabular">
        {t('search:picks.count', { count: chosen.length, number: format.number(chosen.length) })}
      </span>
      {wanted.length < chosen.length && (
        <span className="quiet">{t('search:picks.cannot', { count: chosen.length - wanted.length })}</span>
      )}
      <Button
        size="xs"
        leftSection={<IconDownload size={15} aria-hidden />}
        disabled={wanted.length === 0}
        loading={download.isPending}
        onClick={() => download.mutate(false)}
        data-testid="picks-download"
      >
        {t('search:picks.download', { count: wanted.length, size: format.bytes(size) })}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlayerPause size={15} aria-hidden />}
        disabled={wanted.length === 0 || download.isPending}
        onClick={() => download.mutate(true)}
      >
        {t('search:addPaused')}
      </Button>
      <CloseButton size="sm" onClick={onClear} aria-label={t('search:picks.clear')} />
    </div>
  )
}
