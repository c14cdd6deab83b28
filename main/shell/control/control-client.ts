import { isDefinedError, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { type Clock, systemClock } from '../../base/clock.ts'
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

/** A node that is suspended, as by Ctrl+Z, takes calls and never answers; it is waited for this many ms. */
const PATIENCE_MS = 10_000

interface ConnectOptions {
  clock?: Clock
  /** Ends the attempt. */
  signal?: AbortSignal
}

/**
 * Connects to the node that runs on a data directory; null if none runs. Throws HyobanError TIMEOUT if it does not
 * answer, and the reason of `signal` once that aborts.
 */
export async function connectToRunning(
  dataDir: string,
  { clock = systemClock, signal }: ConnectOptions = {},
): Promise<RunningNode | null> {
  const address = await readControlFile(dataDir)
  if (!address) return null
  const socket = new WebSocket(`ws://127.0.0.1:${address.port}/`, [SUBPROTOCOL, address.token])
  // listens first: it fails the running calls when the socket closes
  const link = new RPCLink({ websocket: socket })
  if (!(await isOpen(socket, dataDir, clock, signal))) return null
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

async function isOpen(socket: WebSocket, dataDir: string, clock: Clock, signal?: AbortSignal): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const abort = (): void => reject(signal?.reason as Error)
  const cancel = clock.after(PATIENCE_MS, () => reject(notAnswering(dataDir)))
  signal?.addEventListener('abort', abort)
  if (signal?.aborted) abort()
  socket.addEventListener('open', () => resolve(true))
  socket.addEventListener('close', () => resolve(false))
  // 'close' follows
  socket.addEventListener('error', () => {})
  try {
    return await promise
  } catch (error) {
    socket.close()
    throw error
  } finally {
    cancel()
    signal?.removeEventListener('abort', abort)
  }
}

function notAnswering(dataDir: string): HyobanError {
  return new HyobanError('TIMEOUT', `The node that runs on ${dataDir} does not answer.`, {
    hint: 'If it is suspended, let it go on (fg, or kill -CONT); otherwise end it and start it again.',
    details: { path: dataDir },
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
