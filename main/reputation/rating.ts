import { HyobanError } from '../base/errors.ts'
import type { RatingReason } from '../domain/reasons.ts'

/** The rating of one peer by another after a transaction. */
export interface Rating {
  /** Key of the rater, hex. */
  rater: string
  /** Key of the rated peer, hex. */
  subject: string
  /** Sequence number in the rater's log; (rater, seq) identifies a rating. */
  seq: number
  /** 0 (worst) .. 1 (best). */
  score: number
  /** Milliseconds since the Unix epoch, by the rater's clock. */
  time: number
  reason: RatingReason
}

/**
 * The order of ratings: by time, rater, and sequence number. Negative if `a` comes first; 0 only for
 * the same rating. Independent of the order of arrival.
 */
export function compareRatings(a: Rating, b: Rating): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1
  if (a.rater !== b.rater) return a.rater < b.rater ? -1 : 1
  return a.seq - b.seq
}

/** Throws HyobanError BAD_INPUT unless score is in [0, 1], time is finite, and seq is a non-negative integer. */
export function checkRating(rating: Rating): void {
  const good =
    rating.score >= 0 &&
    rating.score <= 1 &&
    Number.isFinite(rating.time) &&
    Number.isSafeInteger(rating.seq) &&
    rating.seq >= 0
  if (!good) {
    throw new HyobanError(
      'BAD_INPUT',
      `This is no rating: score ${rating.score}, time ${rating.time}, position ${rating.seq}.`,
    )
  }
}
