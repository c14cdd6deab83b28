import { IconTicket, IconWorld } from '@tabler/icons-react'
import type { Policy } from '../../main/contract/communities.ts'
import { Tag } from './tag.tsx'
import { useText } from '../hooks/use-text.ts'

const ICON = { open: IconWorld, invitation: IconTicket } as const

/** A tag with the policy of a community. */
export function PolicyTag({ policy }: { policy: Policy }) {
  const { t } = useText()
  const Icon = ICON[policy]
  return (
    <Tag tone={policy === 'invitation' ? 'accent' : 'new'} icon={<Icon size={13} aria-hidden />}>
      {t(`communities:policy.${policy}`)}
    </Tag>
  )
}
