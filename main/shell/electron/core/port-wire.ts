import type { AnyRouter } from '@orpc/server'
import { createRpcServer } from '../../rpc-server.ts'

/** A MessagePort of either kind: Electron's (messages come wrapped in an event) or Node's and the DOM's. */
export interface PortLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

const unwrap = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'data' in message ? message.data : message

/** Serves contract routers over message ports; whoever sends what is no message loses the port. */
export function createPortServer(router: AnyRouter): (port: PortLike) => void {
  const serve = createRpcServer(router)
  return (port) => {
    const peer = serve({ send: (message) => port.postMessage(message), refuse: () => port.close() })
    port.on('message', (message) => void peer.message(unwrap(message)))
    port.on('close', () => peer.closed())
    port.start()
  }
}
