import type { Overrides } from '../../reputation/decision.ts'
import type { Explanation } from '../../reputation/paper/explanation.ts'
import type { Held } from '../../reputation/robust/decision.ts'
import type { Ignored, RobustExplanation } from '../../reputation/robust/explanation.ts'
import type { StoredRating } from '../ports.ts'
import type { Point } from './subject.ts'

/**
 * A peer's score as lists show it; u, total and recent are null without evidence, low and high also where the mode has
 * no interval.
 */
export interface Scored {
  u: number | null
  total: number | null
  recent: number | null
  low: number | null
  high: number | null
  count: number
  raters: number
}

/** Of the subject's bad evidence this fraction (0 .. 1) counts against its inviter too. */
export interface BlameShare {
  subject: string
  inviter: string
  fraction: number
}

/** One way to turn evidence into scores and standings: the modes of reputation/, as this room uses them. */
export interface TrustModel {
  readonly mode: 'robust' | 'paper'
  /** Takes in a rating that the store holds; `corrected`: in place of an earlier one for the same receipt. */
  fold(rating: StoredRating, corrected: boolean): void
  /** Notes the score that a peer has at `time` (ms), for its course. */
  mark(peer: string, time: number): void
  /** Peers whose score may have changed since the last call. */
  takeChanged(): string[]
  score(peer: string): Scored
  /** The rule's standing, given the one before. */
  stand(peer: string, before: Readonly<Held>): Readonly<Held>
  explain(peer: string, before: Readonly<Held>, overrides: Overrides): Explanation | RobustExplanation
  /** u after the latest changes, oldest first, at most 32. */
  history(peer: string): number[]
  /** Oldest first, at most 500. */
  timeline(peer: string): Point[]
  /** How many ratings count as recent. */
  recentCount(peer: string): number
  /** Says who shares the blame for whose bad evidence; a mode that knows no shared blame ignores it. */
  shareBlame(shares: readonly BlameShare[]): void
  /** Why how many ratings of a peer are in the store and count nothing all the same. */
  ignored(peer: string): Ignored[]
  /** Everybody that there is evidence on. */
  peers(): Iterable<string>
  /** Writes down what is only in memory. */
  save(): void
}
