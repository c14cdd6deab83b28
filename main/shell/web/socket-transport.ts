import type { WebSocket } from 'ws'
import type { RpcTransport } from '../rpc-server.ts'

/** Streams pause while more than this many bytes are buffered in the socket. */
const HIGH_WATER_BYTES = 1024 * 1024

/** RFC 6455 status code 1008. */
const POLICY_VIOLATION = 1008

/** Adapts a WebSocket; a slow reader slows its streams down instead of filling memory. */
export function socketTransport(socket: WebSocket): RpcTransport {
  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount < HIGH_WATER_BYTES) {
        socket.send(message)
        return
      }
      // called once the message is sent, or with an error if the socket is gone
      return new Promise((resolve) => socket.send(message, () => resolve()))
    },
    refuse: (reason) => socket.close(POLICY_VIOLATION, reason),
  }
}
