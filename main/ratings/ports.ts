import type { Clock } from '../base/clock.ts'
import type { LogName } from '../domain/rating-log/log-name.ts'
import type { RatingReason } from '../domain/reasons.ts'
import type { Signer } from '../domain/signer.ts'
import type { ReceiptKind } from '../reputation/evidence.ts'
import type { Parameters } from '../reputation/parameters.ts'
import type { Rating } from '../reputation/rating.ts'
import type { DecisionStore } from './decisions.ts'
import type { OwnContents } from './receipts/own-contents.ts'

/** How the ratings of a peer are numbered across its logs; `LogRestarts` implements it. */
export interface LogPlaces {
  /** The number of the first rating of a log. */
  firstNumber(log: LogName): number
  /** The log that a rating is in, and its block there. */
  locate(rater: string, number: number): { log: LogName; seq: number }
}

/** Peers with their first logs alone. */
export const FIRST_LOGS: LogPlaces = { firstNumber: () => 0, locate: (rater, seq) => ({ log: rater, seq }) }

export type TrustMode = 'robust' | 'paper'

/** The rating log of this node. */
export interface OwnLog {
  /** Another one after a restart. */
  readonly name: LogName
  readonly length: number
  /** Whether appends are refused for now, as newer blocks may be missing here; left out: never. */
  readonly held?: boolean
  /** Resolves once the log can be appended to; left out: always. Rejects with CANCELLED if the node closes. */
  readonly ready?: Promise<void>
  /** Returns the number of the block. Once it resolves, the block survives a killed process. */
  append(block: Uint8Array): Promise<number>
  read(from?: number, to?: number): AsyncIterable<{ seq: number; block: Uint8Array }>
}

/** Rating logs fetched from any peer that has them; the logs room implements it. */
export interface FollowableLogs {
  /** Reads a log from block `from` on. Calls are awaited; if one throws, the same blocks come again later. */
  follow(
    log: LogName,
    from: number,
    onBlocks: (log: LogName, from: number, blocks: Uint8Array[]) => void | Promise<void>,
  ): void
  unfollow(log: LogName): Promise<void>
}

/** A rating given by the user while the log was held. */
export interface WaitingRating {
  id: number
  subject: string
  score: number
  comment: string
  reason: RatingReason
  /** ms since the epoch. */
  time: number
  /** Number of the own rating that it replaces; null for a new one. */
  corrects: number | null
}

/** Ratings given by the user that wait until the log can be written; they survive a restart. */
export interface WaitingRatingStore {
  add(rating: Omit<WaitingRating, 'id'>): void
  /** In the order in which they were given. */
  all(): WaitingRating[]
  remove(id: number): void
}

/** The score written for a truthful one, 0 .. 1; see Behaviour in node.ts. */
export interface RatingBehaviour {
  rates(truthful: number): number
}

/**
 * A valid rating as the store keeps it. `nonce` names its receipt, `bytes` is what that covers, `file` the first 16
 * digits of the root: null without a receipt, or if the rating was stored before they were kept.
 */
export interface StoredRating extends Rating {
  comment: string
  receipt: ReceiptKind
  nonce: Uint8Array | null
  bytes: number | null
  file: string | null
}

/** A block dated in the future; from `due` on (ms since the epoch) it counts. */
export interface FutureBlock {
  rater: string
  seq: number
  due: number
  block: Uint8Array
}

/** Blocks dated in the future, until the clock has reached them. */
export interface FutureRatingStore {
  /** Blocks due at `now`, in order of their logs. */
  due(now: number, limit: number): FutureBlock[]
}

/** The result of inspecting blocks of one log. */
export interface IngestedBatch {
  rater: string
  log: LogName
  ratings: StoredRating[]
  ignored: Map<BlockRefusal, number>
  /** Blocks to be judged again later; counted as ignored until then. */
  future: FutureBlock[]
  /** Blocks that have been judged again. */
  settled: FutureBlock[]
  /** The first block not read yet. */
  position: number
  /** Bytes of these blocks, counted or not. */
  bytes: number
}

/** Why a block of a rating log does not count. */
export type BlockRefusal =
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

/** Trust after one of the ratings; `time` in ms since the epoch. */
export interface TrustPoint {
  time: number
  u: number
  total: number
  recent: number
}

/** Courses of trust between two runs: how this node's view changed over time, which the logs do not contain. */
export interface CourseStore {
  course(peer: string): TrustPoint[]
  saveCourses(courses: Iterable<[string, TrustPoint[]]>): void
}

/** The cache of ratings, rebuilt from the logs at any time, except courses and the links of transfers to ratings. */
export interface RatingStore extends CourseStore {
  readonly future: FutureRatingStore
  /** Every rating, by subject, then in rating order (`compareRatings`). */
  all(): Iterable<StoredRating>
  /** Part of `all`: the next ratings after one of them (null: from the start). */
  page(after: StoredRating | null, limit: number): StoredRating[]
  /** Ratings of one subject, oldest first. */
  of(subject: string): Iterable<StoredRating>
  /** Ratings of one subject, newest first. */
  latest(subject: string, limit: number): StoredRating[]
  /** The rating that this rater gave for the receipt with this nonce. */
  byNonce(rater: string, nonce: Uint8Array): StoredRating | null
  /** A rating with exactly this subject, time and reason by this rater. */
  find(rater: string, subject: string, time: number, reason: RatingReason): StoredRating | null
  /** A rater's rating number `seq`, if it counts. */
  at(rater: string, seq: number): StoredRating | null
  /** How many ratings of a subject each rater gave for each reason, and how many of them have a full receipt. */
  reasons(subject: string): { rater: string; reason: RatingReason; count: number; full: number }[]
  position(log: LogName): number
  /** The positions of all logs read so far. */
  positions(): Map<LogName, number>
  /** Bytes of the blocks read of all logs of one rater, and of each rater. */
  sizeOf(rater: string): number
  sizes(): Map<string, number>
  /** Whom a rater has rated. */
  subjectsOf(rater: string): string[]
  /** Deletes at most `limit` ratings by one rater; true if none are left, and its positions are deleted, too. */
  forgetSome(rater: string, limit: number): boolean
  /** Stores batches in one transaction. A rating replaces an earlier one by the same rater for the same receipt. */
  commit(batches: readonly IngestedBatch[]): void
  /** Counts refusals other than those of inspected blocks. */
  ignore(rater: string, reason: BlockRefusal, count: number): void
  /** The number of the own rating of a transfer; null if there is none. */
  ratedTransfer(transfer: string): number | null
  saveRatedTransfer(transfer: string, seq: number): void
  ignored(): { rater: string; reason: BlockRefusal; count: number }[]
  /** Deletes everything that can be read from the logs again; ratings by the peers in `kept` stay. */
  clear(kept: readonly string[]): void
}

/** A transfer attempt that the provider ended, by serving or by failing. */
export interface EndedTransfer {
  /** Id of the transfer. */
  transfer?: string
  peer: string
  root: string
  reason: 'served' | 'stalled' | 'corrupt' | 'abusive' | 'refused'
  /** ms since the epoch. */
  ended: number
  /** Encoded receipt; null for a refusal. */
  receipt: Uint8Array | null
}

export interface TrustOptions {
  /** Left out: the paper's formula. */
  mode?: TrustMode
  /** Of the paper mode. */
  parameters?: Parameters
  /** Bytes of a transfer that counts in full in robust mode; left out: 1 MiB. */
  evidenceBytes?: number | undefined
}

export interface RatingsOptions {
  stores: { ratings: RatingStore; decisions: DecisionStore; waiting: WaitingRatingStore }
  logs: {
    own: OwnLog
    /** A block of any rating log; null if it is not on this disk. */
    block?(log: LogName, seq: number): Promise<Uint8Array | null>
    /** The logs that peers have begun after the first one; left out: none. */
    places?: LogPlaces
  }
  trust?: TrustOptions
  /** Contents of this node's own receipts that hide the root; left out: none is known. */
  contents?: Pick<OwnContents, 'find'>
  signer: Signer
  behaviour: RatingBehaviour
  clock: Clock
  log(line: string): void
}

export interface RatingEvents extends Record<string, unknown> {
  /** A peer's trust changed. */
  trust: { subject: string }
  rating: { rater: string; subject: string; score: number; reason: RatingReason; time: number; own: boolean }
  /** The decision on a peer changed, by the rule, the user or a proof. */
  excluded: { subject: string }
  readmitted: { subject: string }
  /** The cache was cleared: these logs are to be read again, each from `position`. */
  rebuilt: { reason: string; logs: string[] }
}
