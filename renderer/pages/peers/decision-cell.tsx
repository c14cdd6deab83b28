import type { PeerRow } from '../../../main/contract/peers.ts'
import { TrustBadge } from '../../components/trust-badge.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'

/** The decision about a peer, with since when if it is excluded. */
export function DecisionCell({ peer }: { peer: PeerRow }) {
  const { t } = useText()
  const format = useFormat()
  const since = peer.excludedSince === null ? undefined : t('peers:since', { time: format.dateTime(peer.excludedSince) })
  return (
    <span title={since} data-testid="peer-decision" data-decision={peer.trust.decision}>
      <TrustBadge decision={peer.trust.decision} />
    </span>
  )
}
