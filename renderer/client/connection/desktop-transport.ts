import { RPCLink } from '@orpc/client/message-port'
import type { ConnectionStore } from './connection-store.ts'
import type { ReconnectingLink } from './reconnecting-link.ts'

/**
 * Keeps a MessagePort to the desktop's core; the main process sends a new one whenever the core restarts. Returns a
 * function that requests a port again.
 */
export function keepPort(
  bridge: HyobanBridge,
  page: Window,
  link: ReconnectingLink,
  state: ConnectionStore,
): () => void {
  let current: MessagePort | undefined
  const lost = (message: string): void => {
    link.use(undefined)
    current = undefined
    state.set('lost', false, message)
  }
  page.addEventListener('message', (event) => {
    const port = event.ports[0]
    if (event.source !== page || event.data !== 'hyoban:port' || !port) return
    current?.close()
    current = port
    const transport = new RPCLink({ port })
    port.addEventListener('close', () => {
      if (current === port) lost('')
    })
    port.start()
    link.use(transport)
    state.set('open')
  })
  bridge.onCore((core) => {
    if (core.state === 'restarting' || core.state === 'stopped') lost(core.message)
  })
  bridge.requestPort()
  return () => {
    if (!current) bridge.requestPort()
  }
}
