import type { AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/websocket'
import { MAX_MESSAGE_BYTES } from './limits.ts'

/** The server's end of a message transport. */
export interface RpcTransport {
  /** Sends a message; may resolve late to apply back-pressure. */
  send(message: string | ArrayBufferLike | ArrayBufferView): void | Promise<void>
  /** Closes the transport because the peer sent an invalid message. */
  refuse(reason: string): void
}

export interface RpcConnection {
  /** Call with each incoming message. */
  message(data: unknown): Promise<void>
  /** Call when the transport is closed; aborts all running calls. */
  closed(): void
}

type PeerSocket = Parameters<RPCHandler<Record<never, never>>['message']>[0]

/**
 * Serves a contract router over any message transport: `createRpcServer(router)(transport)`, once per connection.
 * Messages that are too large or malformed close the transport.
 */
export function createRpcServer(
  router: AnyRouter,
  maxBytes = MAX_MESSAGE_BYTES,
): (transport: RpcTransport) => RpcConnection {
  const handler = new RPCHandler(router)
  return (transport) => {
    // oRPC's handler only calls `send`, and awaits its result
    const socket = { send: transport.send } as unknown as PeerSocket
    return {
      async message(data) {
        const size = sizeOf(data)
        if (size > maxBytes) return transport.refuse(size === Infinity ? 'not a message' : 'message too large')
        try {
          await handler.message(socket, data as string | ArrayBuffer)
        } catch {
          transport.refuse('not a message')
        }
      },
      closed: () => handler.close(socket),
    }
  }
}

/** Characters of text, bytes of binary data, infinite for anything else. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : Infinity
}
