import { isDefinedError, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { asHyobanError, HyobanError } from '../../base/errors.ts'
import type { Problem } from '../../contract/base.ts'
import { remoteHandlers } from './remote-handlers.ts'
import type { NodeClient } from '../../node.ts'
import { SUBPROTOCOL } from '../limits.ts'
import { readControlFile } from './control-file.ts'

/** A node that runs in another process. */
export interface RunningNode extends NodeClient {
  /** Hangs up; the node goes on. */
  close(): void
}

/** Connects to the node that runs on a data directory; null if there is none that answers. */
export async function connectToRunning(dataDir: string): Promise<RunningNode | null> {
  const address = await readControlFile(dataDir)
  if (!address) return null
  const socket = new WebSocket(`ws://127.0.0.1:${address.port}/`, [SUBPROTOCOL, address.token])
  // listens first: it fails the running calls when the socket closes
  const link = new RPCLink({ websocket: socket })
  if (!(await isOpen(socket))) return null
  const call = async (path: readonly string[], input: unknown, signal: AbortSignal): Promise<unknown> => {
    try {
      return await link.call(path, input, { signal, context: {} })
    } catch (error) {
      throw problemOf(error, signal, socket)
    }
  }
  const handlers = remoteHandlers(call, (error, signal) => problemOf(error, signal, socket))
  return { handlers, goesOn: true, close: () => socket.close() }
}

function isOpen(socket: WebSocket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.addEventListener('open', () => resolve(true))
    socket.addEventListener('close', () => resolve(false))
    // 'close' follows
    socket.addEventListener('error', () => {})
  })
}

/** What a call of the node threw, as if it had been called in this process. */
function problemOf(error: unknown, signal: AbortSignal, socket: WebSocket): unknown {
  if (signal.aborted) return signal.reason
  if (error instanceof ORPCError && isDefinedError(error)) {
    const { code, message, hint, details } = error.data as Problem
    return new HyobanError(code, message, { hint, details })
  }
  if (socket.readyState !== WebSocket.OPEN)
    return new HyobanError('OFFLINE', 'The node that runs on this data directory has ended.', {
      hint: 'Start it again, or run the command again to do without it.',
      cause: error,
    })
  return asHyobanError(error)
}
