import type { Problem } from '../../contract/base.ts'

/** The first wait, the longest, and how often it is tried, in ms and tries. */
const FIRST_MS = 15_000
const LONGEST_MS = 30 * 60_000
export const MAX_TRIES = 10
/** No try is further away; one that is was put off before the clock was set back. */
export const LONGEST_RETRY_MS = LONGEST_MS * 1.2

/** Refusals that may pass: the peer's disk was not there, or it would not serve just now. */
const PASSING = new Set(['unreadable', 'refused'])

/**
 * True for a failure that may go away by itself: silence, a disk that was away, a peer that would not. Lies and changed
 * files stay.
 */
export function mayPass(problem: Problem | null): boolean {
  if (problem?.code === 'TIMEOUT') return true
  return problem?.code === 'REFUSED' && PASSING.has(String(problem.details.reason))
}

/**
 * How long to wait after the try number `tries` (from 1) in vain, in ms: doubling, with up to a fifth more by `luck` in
 * [0, 1); null: give up.
 */
export function retryDelay(tries: number, luck: number): number | null {
  if (tries >= MAX_TRIES) return null
  return Math.round(Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)) * (1 + luck / 5))
}
