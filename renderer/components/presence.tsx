import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react'
import { useText } from '../hooks/use-text.ts'

/**
 * Whether a peer is connected: a plug, joined or parted, in no colour of trust. `word` adds the word; otherwise it is
 * the mark's name.
 */
export function Presence({ online, word = false }: { online: boolean; word?: boolean }) {
  const { t } = useText()
  const text = t(online ? 'common:online' : 'common:away')
  const Icon = online ? IconPlugConnected : IconPlugConnectedX
  const name = word ? { 'aria-hidden': true } : { role: 'img', 'aria-label': text }
  return (
    <span
      data-testid="presence"
      data-online={online}
      title={text}
      style={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 5,
        flex: 'none',
        color: online ? 'var(--mantine-color-text)' : 'var(--hy-quiet)',
      }}
    >
      <Icon size={15} stroke={1.7} {...name} />
      {word && <span>{text}</span>}
    </span>
  )
}
