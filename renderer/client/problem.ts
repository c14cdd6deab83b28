import { ORPCError } from '@orpc/client'
import { problem, type Problem } from '../../main/contract/base.ts'

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** True for the error of a cancelled call or stream, which is not reported. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

/**
 * Converts anything thrown by a call or stream to a Problem: the node's own if it sent one, else BAD_INPUT when the
 * contract rejected the input, CANCELLED for an abort, OFFLINE for a lost connection.
 */
export function asProblem(error: unknown): Problem {
  const message = messageOf(error)
  if (error instanceof ORPCError) {
    const sent = problem.safeParse(error.data)
    if (sent.success) return sent.data
    return { code: error.code === 'BAD_REQUEST' ? 'BAD_INPUT' : 'INTERNAL', message, hint: '', details: {} }
  }
  return { code: isAbort(error) ? 'CANCELLED' : 'OFFLINE', message, hint: '', details: {} }
}
