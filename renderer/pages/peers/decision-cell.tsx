import type { PeerRow } from '../../../main/contract/peers.ts'
import { DecisionChip } from '../../components/trust/decision-chip.tsx'
import { TrustBadge } from '../../components/trust/trust-badge.tsx'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import { useLimitedText } from './limited-text.ts'
import classes from './peers.module.css'

/** The decision on a peer, with the date if excluded, by whom if not by the rule, and whether it is limited. */
export function DecisionCell({ peer }: { peer: PeerRow }) {
  const { t } = useText()
  const format = useFormat()
  const limitedText = useLimitedText()
  const since =
    peer.excludedSince === null ? undefined : t('peers:since', { time: format.dateTime(peer.excludedSince) })
  return (
    <span className={classes.standing} title={since} data-testid="peer-decision" data-decision={peer.trust.decision}>
      <DecisionChip override={peer.trust.override} />
      <TrustBadge trust={peer.trust} />
      {peer.limited.length > 0 && (
        <span className={classes.small} title={limitedText(peer.limited)} data-testid="peer-limited">
          {t('peers:limitedShort')}
        </span>
      )}
      {peer.trust.by === 'proof' && <span className={classes.small}>{t('trust:by.proof')}</span>}
    </span>
  )
}
