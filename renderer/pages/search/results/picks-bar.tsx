import { Button, CloseButton } from '@mantine/core'
import { IconDownload, IconPlayerPause } from '@tabler/icons-react'
import type { SearchHit } from '../../../../main/contract/search.ts'
import { useAction } from '../../../client/queries.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { pickSource, rankSources } from './pick-source.ts'
import classes from '../search.module.css'

/** What can be done with the results that were picked. */
export function PicksBar({ hits, onClear }: { hits: readonly SearchHit[]; onClear: () => void }) {
  const { t } = useText()
  const format = useFormat()
  const wanted = hits.filter((hit) => !hit.own && pickSource(hit.sources) !== null)
  const size = wanted.reduce((sum, hit) => sum + hit.size, 0)
  const download = useAction(
    async (client, paused: boolean) => {
      for (const hit of wanted) {
        const peers = rankSources(hit.sources).filter(({ trust }) => trust.decision !== 'bad').slice(0, 64).map(({ publicKey }) => publicKey)
        await client.transfers.download({ root: hit.root, name: hit.name, size: hit.size, peers, paused })
      }
    },
    { done: t('search:picks.started', { count: wanted.length }), then: onClear },
  )
  if (hits.length === 0) return null
  return (
    <div className={classes.picks} role="group" aria-label={t('search:picks.label')} data-testid="picks">
      <span className="tabular">{t('search:picks.count', { count: hits.length })}</span>
      {wanted.length < hits.length && <span className="quiet">{t('search:picks.cannot', { count: hits.length - wanted.length })}</span>}
      <Button size="xs" leftSection={<IconDownload size={15} aria-hidden />} disabled={wanted.length === 0} loading={download.isPending} onClick={() => download.mutate(false)} data-testid="picks-download">
        {t('search:picks.download', { count: wanted.length, size: format.bytes(size) })}
      </Button>
      <Button size="xs" variant="default" leftSection={<IconPlayerPause size={15} aria-hidden />} disabled={wanted.length === 0} onClick={() => download.mutate(true)}>
        {t('search:addPaused')}
      </Button>
      <CloseButton size="sm" onClick={onClear} aria-label={t('search:picks.clear')} />
    </div>
  )
}
