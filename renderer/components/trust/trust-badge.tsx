import type { Trust } from '../../../main/contract/trust.ts'
import { Tag } from '../tag.tsx'
import { TrustDot } from './trust-dot.tsx'
import { useText } from '../../hooks/use-text.ts'

/** What the evidence says about a peer, in a word. Where the user decided otherwise, it says what the rule would do. */
export function TrustBadge({ trust: { standing, override } }: { trust: Pick<Trust, 'standing' | 'override'> }) {
  const { t } = useText()
  return (
    <span data-testid="trust-badge" data-standing={standing} style={{ display: 'inline-flex', minWidth: 0 }}>
      <Tag tone={standing} icon={<TrustDot standing={standing} size={9} />}>
        {override ? t(`common:standing.${standing}`) : t(`common:decision.${standing}`)}
      </Tag>
    </span>
  )
}
