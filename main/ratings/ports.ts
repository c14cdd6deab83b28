import type { Rating } from '../reputation/rating.ts'
import type { CourseStore } from './scoring/robust-model.ts'
import type { RatingReason } from '../domain/reasons.ts'

/** My own rating log. */
export interface OwnLog {
  readonly length: number
  /** Resolves once the log may be appended to; left out: at any time. Rejects with CANCELLED if the node closes. */
  readonly ready?: Promise<void>
  /** When it resolves the block survives a killed process; returns its number. */
  append(block: Uint8Array): Promise<number>
  read(from?: number, to?: number): AsyncIterable<{ seq: number; block: Uint8Array }>
}

/** What stands behind a rating: nothing, a receipt that only the rater signed, or one signed by both. */
export type ReceiptKind = 'none' | 'half' | 'full'

/** A valid rating as the store keeps it. `nonce` names its receipt. */
export interface StoredRating extends Rating {
  comment: string
  receipt: ReceiptKind
  nonce: Uint8Array | null
}

/** What a log's new blocks come to. */
export interface IngestedBatch {
  rater: string
  ratings: StoredRating[]
  ignored: Map<IgnoredReason, number>
  /** The first block not read yet. */
  position: number
}

/** Why a block of a rating log counts nothing. */
export type IgnoredReason =
  | 'malformed'
  | 'oversized'
  | 'future'
  | 'self'
  | 'duplicate'
  | 'no-receipt'
  | 'wrong-subject'
  | 'wrong-rater'
  | 'wrong-signature'
  | 'conflict'
  | 'over-budget'
  | 'stalled'

/**
 * The cache of ratings; everything in it can be built again from the logs, but for the courses and the link from
 * transfers to ratings.
 */
export interface RatingStore extends CourseStore {
  /** Every rating, by subject, then in the one order of ratings. */
  all(): Iterable<StoredRating>
  /** One subject's ratings, oldest first. */
  of(subject: string): Iterable<StoredRating>
  /** One subject's ratings, newest first. */
  latest(subject: string, limit: number): StoredRating[]
  /** The rating that this rater gave for the receipt with this nonce. */
  byNonce(rater: string, nonce: Uint8Array): StoredRating | null
  /** A rating with exactly this subject, time and reason by this rater. */
  find(rater: string, subject: string, time: number, reason: RatingReason): StoredRating | null
  /** The rating at this place of a rater's log, if it counts. */
  at(rater: string, seq: number): StoredRating | null
  /** How many ratings of a subject each rater gave for each reason, and how many of them have a full receipt. */
  reasons(subject: string): { rater: string; reason: RatingReason; count: number; full: number }[]
  position(rater: string): number
  /** The same for every log that was read. */
  positions(): Map<string, number>
  /**
   * In one transaction. A rating for a receipt that the same rater has rated before takes the place of the earlier one.
   */
  commit(batches: readonly IngestedBatch[]): void
  /** Counts what was ignored outside of reading blocks. */
  ignore(rater: string, reason: IgnoredReason, count: number): void
  /** The place in my log of the rating that I gave for a transfer; null if there is none. */
  ratedTransfer(transfer: string): number | null
  saveRatedTransfer(transfer: string, seq: number): void
  ignored(): { rater: string; reason: IgnoredReason; count: number }[]
  /** Forgets what the logs can tell again; what the logs of `kept` said stays. */
  clear(kept: readonly string[]): void
}

/** A transfer attempt that ended by the provider's doing; see transfers. */
export interface EndedTransfer {
  /** Its id in the list of transfers. */
  transfer?: string
  peer: string
  root: string
  reason: 'served' | 'stalled' | 'corrupt' | 'abusive' | 'refused'
  /** ms since the epoch. */
  ended: number
  /** Encoded receipt; null for a refusal. */
  receipt: Uint8Array | null
}
