import { SCORE_STEPS } from './paper/state.ts'

/** Indices into `Statistics`. */
export const COUNT = 0
export const SUM = 1
export const WEAK_COUNT = 2
export const WEAK_SUM = 3
export const DUST = 4
export const WEAK_DUST = 5
export const STATISTICS = 6

/**
 * Numbers of a pair: count and sum of scores (in 1 / SCORE_STEPS) of ratings with a full receipt, at COUNT and SUM, and
 * of the others, at WEAK_COUNT and WEAK_SUM; at DUST and WEAK_DUST what their good ratings lack to full transfers, see
 * `goodDust`.
 */
export type Statistics = Float64Array

/** The change by the last `Ledger.add`: statistics of the pair (rater, subject) before and after. */
export interface Change {
  pair: number
  rater: number
  subject: number
  readonly was: Statistics
  readonly is: Statistics
}

/** The mean score in 1 / SCORE_STEPS; -1 without ratings. */
export function meanOf(count: number, sum: number): number {
  return count === 0 ? -1 : Math.round(sum / count)
}

/** Good minus bad, in 1 / SCORE_STEPS. */
export function netOf(count: number, sum: number): number {
  return 2 * sum - count * SCORE_STEPS
}
