import { SCORE_STEPS } from './paper/state.ts'

/** A transfer of this many bytes counts in full as evidence, unless the parameters say otherwise. */
export const EVIDENCE_BYTES = 1024 * 1024
/** What a transfer lacks to a full one is counted in this many steps. */
export const DUST_STEPS = 1024
/** One of these steps, in 1 / SCORE_STEPS of a transfer. */
export const DUST_SCORE = SCORE_STEPS / DUST_STEPS

/**
 * What a transfer of this many bytes lacks to a full one, 0 to DUST_STEPS: its weight is min(1, bytes / full). The
 * curve is straight below its maximum, so that no weight is gained by many small transfers instead of a large one. Null
 * lacks nothing: a rating without a receipt, or stored before receipts were weighed.
 */
export function dustOf(bytes: number | null, full = EVIDENCE_BYTES): number {
  return bytes === null ? 0 : DUST_STEPS - Math.floor(DUST_STEPS * Math.min(1, bytes / full))
}

/** The part of it that takes from a good rating of `steps` / SCORE_STEPS; a bad one counts in full. */
export function goodDust(steps: number, dust: number): number {
  return dust === 0 ? 0 : Math.round((Math.max(0, 2 * steps - SCORE_STEPS) / SCORE_STEPS) * dust)
}
