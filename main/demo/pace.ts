import type { Random } from '../base/random.ts'

/** How often a demo peer trades; all values in milliseconds. */
export interface DemoPace {
  /** Delay before the first trade. */
  start: number
  /** Mean pause between trades at first. */
  lively: number
  /** Upper limit of the mean pause. */
  calm: number
  /** The mean pause grows by its initial value per this much elapsed time. */
  slowing: number
  /** Mean pause between new notes. */
  notes: number
}

/** Lively while a new user watches, calm enough to run for hours. */
export const GENTLE: DemoPace = { start: 900, lively: 1700, calm: 12_000, slowing: 75_000, notes: 400_000 }

/**
 * The viewer's node tries a file from every peer in the first half minute, and rarely afterwards. Without first-hand
 * experience it would trust nobody's ratings and never see an exclusion.
 */
export const CURIOUS: DemoPace = { start: 400, lively: 600, calm: 15_000, slowing: 30_000, notes: 400_000 }

/**
 * The pause before the next trade, `elapsed` ms after the start; jittered by 40 %, so that peers do not synchronise.
 */
export function pauseAfter(pace: DemoPace, elapsed: number, random: Random): number {
  const mean = Math.min(pace.calm, pace.lively * (1 + elapsed / pace.slowing))
  return mean * (0.6 + 0.8 * random.next())
}
