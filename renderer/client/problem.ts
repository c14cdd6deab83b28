import { ORPCError } from '@orpc/client'
import { problem, type Problem } from '../../main/contract/base.ts'

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** True for what a cancelled call or stream throws; nobody needs to hear of it. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}

/**
 * Whatever a call or a stream threw, as a Problem that can be shown: the node's own words where it sent any, else
 * BAD_INPUT for what the contract refused, CANCELLED for an abort, OFFLINE for a lost connection.
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
