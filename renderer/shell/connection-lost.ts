import type { ConnectionStatus } from '../client/connection/connection-store.ts'
import type { Translate } from '../hooks/use-text.ts'

/** Why there is no connection to the node and what to do: a rejected token, the desktop's message, or simply lost. */
export function connectionLostText(status: ConnectionStatus, t: Translate): { title: string; text: string } {
  if (status.refused === 'old-token')
    return { title: t('common:disconnected.restarted'), text: t('common:disconnected.restartedHint') }
  if (status.refused) return { title: t('common:disconnected.refused'), text: t('common:disconnected.refusedHint') }
  return { title: t('common:disconnected.lost'), text: status.message || t('common:disconnected.lostHint') }
}
