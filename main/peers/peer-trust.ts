import type { Subscribable } from '../base/emitter.ts'
import type { DecisionRow, ExplanationView, NamedPeer, PeerDetail, RatingView, ReceiptView } from '../contract/peers.ts'
import type { Trust } from '../contract/trust.ts'

type ReasonIgnored = ExplanationView['sources']['ignored']['reasons'][number]['reason']

/** A rating of a peer, with its rater's key. */
type SeenRating = Omit<RatingView, 'rater' | 'own'> & { rater: string }

/** Trust in peers for their pages; the ratings room implements it. */
export interface PeerTrust {
  readonly mode: 'robust' | 'paper'
  trustOf(key: string): Trust
  /** u after each of the latest ratings, oldest first, at most 32. */
  history(key: string): number[]
  /** Oldest first, at most 500. */
  timeline(key: string): PeerDetail['timeline']
  /** Newest first, at most 200. */
  ratingsOf(key: string): SeenRating[]
  readonly formula: Omit<PeerDetail['formula'], 'recentCount'>
  /** Number of the peer's ratings in its recent window. */
  recentCount(key: string): number
  rateByHand(subject: string, score: number, comment: string, reason?: RatingView['reason']): Promise<void>
  /** The number in the own log of the rating of a transfer; null if there is none. */
  ratedTransfer(transfer: string): number | null
  correct(seq: number, score: number, comment: string, reason: RatingView['reason']): Promise<void>
  /** Since when a peer is excluded; null if it is not. */
  excludedSince(key: string): number | null
  explain(key: string, named: (key: string) => NamedPeer): ExplanationView
  graph(): { nodes: string[]; edges: { from: string; to: string; mean: number; count: number }[]; more: number }
  open(rater: string, seq: number, named: (key: string) => NamedPeer): Promise<ReceiptView>
  /** Blocks ignored in all logs, by reason. */
  ignored(): Partial<Record<ReasonIgnored, number>>
  readonly decisions: DecisionsView
  onTrust(changed: (subject: string) => void): () => void
}

/** Decisions on peers for their pages. */
interface DecisionsView {
  decide(key: string, decision: 'allow' | 'block' | 'rule', until: number | null): void
  decision(key: string): { by: 'rule' | 'user' | 'proof' }
  override(key: string): { decision: 'allow' | 'block'; since: number; until: number | null } | null
  conflict(key: string): { length: number; fork: number; time: number } | null
  excluded(): string[]
  history(key: string | null, limit: number): (Omit<DecisionRow, 'peer'> & { peer: string })[]
}

/** The rating logs that peers have begun after the first one; `LogRestarts` implements it. */
export interface DeclaredRestarts {
  readonly events: Subscribable<{ accepted: { peer: string } }>
  /** `epoch`: when it was declared, ms since the epoch. */
  of(key: string): readonly { epoch: number }[]
}

/** Number and size of a peer's shared files, according to its catalogue. */
export interface ShareCounts {
  sharesOf(key: string): { files: number; bytes: number }
}
