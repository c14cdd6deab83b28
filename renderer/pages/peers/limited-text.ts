import type { PeerRow } from '../../../main/contract/peers.ts'
import { useText } from '../../hooks/use-text.ts'

/** Says what a peer wanted more of than it may use; empty if nothing. */
export function useLimitedText(): (limited: PeerRow['limited']) => string {
  const { t } = useText()
  return (limited) =>
    limited.length === 0
      ? ''
      : t('peers:limited', {
          budgets: limited.map((budget) => t(`peers:budgets.${budget}`)).join(t('peers:limitedJoin')),
        })
}
