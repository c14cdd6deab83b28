import type { ConnectionStore } from './connection-store.ts'
import type { TokenChannel } from './token-channel.ts'

interface TabSession {
  /** This tab's token; empty in a tab that was opened from another one. */
  token: string
  /** Keeps a token for reloads of this tab. */
  keep: (token: string) => void
  /** Keeps a connection with this token; returns a function that reconnects at once. */
  connect: (token: string) => () => void
  reload: () => void
  channel: TokenChannel
  store: ConnectionStore
}

/**
 * Connects a tab with its token, or with one from another tab that is connected. Once connected, it answers other tabs.
 * Returns a function that tries again at once.
 */
export function keepTab({ token, keep, connect, reload, channel, store }: TabSession): () => void {
  let current = token
  let retry = reload
  const start = (): void => {
    retry = connect(current)
  }
  // only over a living connection: another server may have taken the port since
  channel.offer(() => (store.get().state === 'open' ? current : ''))
  store.subscribe(() => {
    if (store.get().state === 'open') channel.announce(current)
  })
  channel.onToken((heard) => {
    if (heard === current || (current && !store.get().refused)) return
    const first = current === ''
    current = heard
    keep(heard)
    if (first) start()
    else reload()
  })
  if (current) start()
  else channel.ask(() => current || store.set('lost', 'no-token'))
  return () => retry()
}
