import type { Overrides } from '../../reputation/decision.ts'
import type { Explanation } from '../../reputation/paper/explanation.ts'
import type { Held } from '../../reputation/robust/decision.ts'
import type { Ignored, RobustExplanation } from '../../reputation/robust/explanation.ts'
import type { StoredRating, TrustMode, TrustPoint } from '../ports.ts'

/**
 * A peer's score for lists. `u`, `total` and `recent` are null without evidence, `low` and `high` also in a mode
 * without an interval.
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

/** This fraction (0 .. 1) of the bad evidence against `subject` counts against its inviter, too. */
export interface BlameShare {
  subject: string
  inviter: string
  fraction: number
}

/** Turns evidence into scores and standings: a mode of reputation/ as this room uses it. */
export interface TrustModel {
  readonly mode: TrustMode
  /** Adds a stored rating; `corrected`: it replaces an earlier one for the same receipt. */
  fold(rating: StoredRating, corrected: boolean): void
  /** Records the score of a peer at `time` (ms) in its course. */
  mark(peer: string, time: number): void
  /** Peers whose score may have changed since the last call. */
  takeChanged(): string[]
  score(peer: string): Scored
  /** The standing by the rule, given the one before. */
  stand(peer: string, before: Readonly<Held>): Readonly<Held>
  explain(peer: string, before: Readonly<Held>, overrides: Overrides): Explanation | RobustExplanation
  /** u after the latest changes, oldest first, at most 32. */
  history(peer: string): number[]
  /** Oldest first, at most 500. */
  timeline(peer: string): TrustPoint[]
  /** How many ratings count as recent. */
  recentCount(peer: string): number
  /** Replaces the shares of blame; a mode without shared blame ignores it. */
  shareBlame(shares: readonly BlameShare[]): void
  /** Stored ratings of a peer that do not count, by reason. */
  ignored(peer: string): Ignored[]
  /** All peers with evidence on them. */
  peers(): Iterable<string>
  /** Saves changes that are only in memory. */
  save(): void
}
