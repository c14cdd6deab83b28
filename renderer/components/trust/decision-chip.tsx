import { IconHandStop, IconUserCheck } from '@tabler/icons-react'
import type { Trust } from '../../../main/contract/trust.ts'
import { useText } from '../../hooks/use-text.ts'
import { Tag } from '../tag.tsx'

const ICONS = { allow: IconUserCheck, block: IconHandStop }

/** The user's own decision about a peer; nothing where the rule decides. `short` leaves the icon alone. */
export function DecisionChip({ override, short = false }: Pick<Trust, 'override'> & { short?: boolean }) {
  const { t } = useText()
  if (!override) return null
  const Icon = ICONS[override]
  const text = t(`common:byYou.${override}`)
  return (
    <span data-testid="decision-chip" data-decision={override} title={text} style={{ display: 'inline-flex' }}>
      {short ? (
        <Icon size={14} role="img" aria-label={text} />
      ) : (
        <Tag tone="decision" icon={<Icon size={13} aria-hidden />}>
          {text}
        </Tag>
      )}
    </span>
  )
}
