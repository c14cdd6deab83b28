import type { Random } from '../base/random.ts'

/** How often a demo peer trades; all in milliseconds. */
export interface DemoPace {
  /** Before the first trade. */
  start: number
  /** Between two trades at the beginning. */
  lively: number
  /** Between two trades in the long run. */
  calm: number
  /** After so long the pause has doubled. */
  slowing: number
  /** Between two new notes. */
  notes: number
}

/** Lively while a new user looks on, calm enough to run for hours. */
export const GENTLE: DemoPace = { start: 900, lively: 1700, calm: 12_000, slowing: 75_000, notes: 400_000 }

/**
 * The viewer's own node tries a file of everybody in the first half minute and seldom afterwards: who has no experience
 * of their own knows nobody whose word counts, and would see nobody excluded.
 */
export const CURIOUS: DemoPace = { start: 400, lively: 600, calm: 15_000, slowing: 30_000, notes: 400_000 }

/**
 * The pause before the next trade, `elapsed` ms after the start: random within 40 % of its mean, so that peers do not
 * march in step.
 */
export function pauseAfter(pace: DemoPace, elapsed: number, random: Random): number {
  const mean = Math.min(pace.calm, pace.lively * (1 + elapsed / pace.slowing))
  return mean * (0.6 + 0.8 * random.next())
}
