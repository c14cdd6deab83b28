import type { ConnectionStatus } from '../client/connection/connection-store.ts'
import type { Translate } from '../hooks/use-text.ts'

/** Why there is no connection to the node, and what to do: a wrong token, what the desktop says, or just gone. */
export function connectionLostText(wire: ConnectionStatus, t: Translate): { title: string; text: string } {
  if (wire.refused === 'old-token') return { title: t('common:wire.restarted'), text: t('common:wire.restartedHint') }
  if (wire.refused) return { title: t('common:wire.refused'), text: t('common:wire.refusedHint') }
  return { title: t('common:wire.lost'), text: wire.message || t('common:wire.lostHint') }
}
