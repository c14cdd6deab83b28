import type { WebSocket } from 'ws'
import type { RpcTransport } from '../rpc-server.ts'

/** Above this many bytes waiting in the socket, streams wait until it has drained. */
const HIGH_WATER_BYTES = 1024 * 1024

/** The code of RFC 6455 for a message that breaks the receiver's rules. */
const POLICY_VIOLATION = 1008

/** A WebSocket as the contract's wire: a reader that is slow slows its streams down instead of filling our memory. */
export function socketWire(socket: WebSocket): RpcTransport {
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount < HIGH_WATER_BYTES) {
        socket.send(message)
        return
      }
      // The callback comes when this message has left, also with an error when the socket is gone.
      return new Promise((resolve) => socket.send(message, () => resolve()))
    },
    refuse: (reason) => socket.close(POLICY_VIOLATION, reason),
  }
}
