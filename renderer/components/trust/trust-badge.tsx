import type { Trust } from '../../../main/contract/trust.ts'
import { Tag } from '../tag.tsx'
import { TrustDot } from './trust-dot.tsx'
import { useText } from '../../hooks/use-text.ts'

/** The decision about a peer in a word: new, good or excluded. */
export function TrustBadge({ decision }: { decision: Trust['decision'] }) {
  const { t } = useText()
  return (
    <Tag tone={decision} icon={<TrustDot decision={decision} size={9} />}>
      {t(`common:decision.${decision}`)}
    </Tag>
  )
}
