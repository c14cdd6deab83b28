import type { Problem } from '../../contract/base.ts'

/** Delay before the first retry, in ms, doubled each time up to the maximum. */
const FIRST_MS = 15_000
const MAX_DELAY_MS = 30 * 60_000
const MAX_TRIES = 10
/** Maximum delay with jitter; a later retry was scheduled before the clock was set back. */
export const MAX_RETRY_MS = MAX_DELAY_MS * 1.2

/** Temporary refusals: the provider's disk was disconnected, or it was unwilling to serve. */
const TEMPORARY = new Set(['unreadable', 'refused'])

/** True for a failure that may be temporary: silence or a temporary refusal, but not lies or changed files. */
export function mayPass(problem: Problem | null): boolean {
  if (problem?.code === 'TIMEOUT') return true
  return problem?.code === 'REFUSED' && TEMPORARY.has(String(problem.details.reason))
}

/** Delay in ms after `tries` failures, with up to a fifth more by `jitter` in [0, 1); null: give up. */
export function retryDelay(tries: number, jitter: number): number | null {
  if (tries >= MAX_TRIES) return null
  return Math.round(Math.min(MAX_DELAY_MS, FIRST_MS * 2 ** (tries - 1)) * (1 + jitter / 5))
}
