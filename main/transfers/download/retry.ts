import type { Problem } from '../../contract/base.ts'

/** Delay before the first retry, and the longest, in ms; doubled in between. */
const FIRST_MS = 15_000
const LONGEST_MS = 30 * 60_000
const MAX_TRIES = 10
/** Longest delay with jitter; a retry further away was scheduled before the clock was set back. */
export const MAX_RETRY_MS = LONGEST_MS * 1.2

/** Refusals that may pass: the provider's disk was away, or it would not serve just now. */
const PASSING = new Set(['unreadable', 'refused'])

/** True for a failure that may go away by itself: silence or a passing refusal, not lies or changed files. */
export function mayPass(problem: Problem | null): boolean {
  if (problem?.code === 'TIMEOUT') return true
  return problem?.code === 'REFUSED' && PASSING.has(String(problem.details.reason))
}

/** Delay in ms after `tries` failures, with up to a fifth more by `jitter` in [0, 1); null: give up. */
export function retryDelay(tries: number, jitter: number): number | null {
  if (tries >= MAX_TRIES) return null
  return Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)) * (1 + jitter / 5))
}
