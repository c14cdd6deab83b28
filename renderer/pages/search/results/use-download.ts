import type { SearchHit } from '../../../../main/contract/search.ts'
import { useAction } from '../../../client/queries.ts'
import { notifyRenaming } from '../../../components/feedback/notify.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { rankSources, type HitSource } from './source-ranking.ts'

/** Maximum number of additional sources passed to a download. */
const MAX_OTHERS = 64

/**
 * Starts a download of `hit`: first from `source` if given, else from a source that the node picks by trust; the
 * others help.
 */
export function useDownload() {
  const { t } = useText()
  return useAction(
    async (client, { hit, source, paused = false }: { hit: SearchHit; source?: HitSource; paused?: boolean }) => {
      const others = rankSources(hit.sources).filter(
        ({ trust, publicKey }) => trust.decision !== 'bad' && publicKey !== source?.publicKey,
      )
      const { name } = await client.transfers.download({
        root: hit.root,
        name: hit.name,
        size: hit.size,
        paused,
        peers: others.slice(0, MAX_OTHERS).map(({ publicKey }) => publicKey),
        ...(source && { peer: source.publicKey }),
      })
      notifyRenaming(hit.name, name, t)
    },
  )
}
