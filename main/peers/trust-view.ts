import type { PeerDetail, RatingView } from '../contract/peers.ts'
import type { Trust } from '../contract/trust.ts'

/** A rating as the ratings room remembers it. */
export type SeenRating = Omit<RatingView, 'rater' | 'own'> & { rater: string }

/** What the peers' pages need to know of trust: the ratings room gives it. */
export interface TrustView {
  trustOf(key: string): Trust
  /** u after each of the latest ratings, oldest first, at most 32. */
  history(key: string): number[]
  /** Oldest first, at most 500. */
  timeline(key: string): PeerDetail['timeline']
  /** Newest first, at most 200. */
  ratingsOf(key: string): SeenRating[]
  readonly formula: Omit<PeerDetail['formula'], 'recentCount'>
  /** How many of the subject's ratings are in its recent window now. */
  recentCount(key: string): number
  rateByHand(subject: string, score: number, comment: string): Promise<void>
  onTrust(changed: (subject: string) => void): () => void
}

/** How much a peer shares, from its catalogue. */
export interface ShareCounts {
  sharesOf(key: string): { files: number; bytes: number }
}
