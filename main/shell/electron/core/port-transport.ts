import type { AnyRouter } from '@orpc/server'
import { createRpcServer } from '../../rpc-server.ts'

/** A MessagePort of Electron (messages are wrapped in an event), Node or the DOM. */
export interface PortLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

const unwrap = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'data' in message ? message.data : message

/** Serves contract routers over message ports; closes a port that sends something else. */
export function createPortServer(router: AnyRouter): (port: PortLike) => void {
  const serve = createRpcServer(router)
  return (port) => {
    const peer = serve({ send: (message) => port.postMessage(message), refuse: () => port.close() })
    port.on('message', (message) => void peer.message(unwrap(message)))
    port.on('close', () => peer.closed())
    port.start()
  }
}
