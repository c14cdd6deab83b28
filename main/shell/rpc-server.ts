import type { AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/websocket'
import { MAX_MESSAGE_BYTES } from './limits.ts'

/** One side of a message transport, as little of it as serving the contract needs. */
export interface RpcTransport {
  /** Sends one message; may resolve late to slow streams down to what the reader takes. */
  send(message: string | ArrayBufferLike | ArrayBufferView): void | Promise<void>
  /** Ends the transport because of what the other side sent. */
  refuse(reason: string): void
}

export interface RpcConnection {
  /** Hand each arriving message in. */
  message(data: unknown): Promise<void>
  /** Tell when the transport is gone: every running call's signal aborts. */
  closed(): void
}

type PeerSocket = Parameters<RPCHandler<Record<never, never>>['message']>[0]

/**
 * Serves a contract router over any message transport. Whoever sends what is too large or not a message is refused.
 * One handler can serve many peers: `createRpcServer(router)(wire)`.
 */
export function createRpcServer(
  router: AnyRouter,
  maxBytes = MAX_MESSAGE_BYTES,
): (wire: RpcTransport) => RpcConnection {
  const handler = new RPCHandler(router)
  return (wire) => {
    // oRPC's handler only ever calls `send`, and awaits what it returns.
    const socket = { send: wire.send } as unknown as PeerSocket
    return {
      async message(data) {
        const size = sizeOf(data)
        if (size > maxBytes) return wire.refuse(size === Infinity ? 'not a message' : 'message too large')
        try {
          await handler.message(socket, data as string | ArrayBuffer)
        } catch {
          wire.refuse('not a message')
        }
      },
      closed: () => handler.close(socket),
    }
  }
}

/** Characters of a text, bytes of binary data, infinite for anything else. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : Infinity
}
