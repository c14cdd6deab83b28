import { z } from 'zod'
import { BUDGETS } from '../../domain/budgets.ts'
import { EXCLUSION_REASONS, RATING_REASONS } from '../../domain/reasons.ts'
import { bytes, hex32, time } from '../base.ts'
import { decidedBy, peerBadge } from '../trust.ts'

export const ratingReason = z.enum(RATING_REASONS)

/** A peer's name and key, without its trust. */
export const namedPeer = peerBadge.omit({ trust: true })
export type NamedPeer = z.infer<typeof namedPeer>

/** Numbers of ratings of a peer: mine, by people I trust, and ignored. */
const sourceCounts = z.object({ you: z.number().int(), trusted: z.number().int(), ignored: z.number().int() })

/**
 * Translation key of the sentence that explains a standing. `values` are numbers: u, low, high, thetaOut, thetaIn (in
 * paper mode both are the threshold), `failed` of `recent` transfers, `evidence` of `needed` votes, raters, since
 * (time; 0 if not excluded), good (transfers needed for readmission; absent if unknown), until (end of the user's
 * decision; absent if permanent).
 */
export const SENTENCE_KEYS = ['blocked', 'allowed', 'proof', 'unknown', 'new', 'excluded', 'amends', 'good'] as const
export const sentence = z.object({ key: z.enum(SENTENCE_KEYS), values: z.record(z.string(), z.number()) })
export type Sentence = z.infer<typeof sentence>

export const peerRow = peerBadge.extend({
  online: z.boolean(),
  lastSeen: time.nullable(),
  sharedFiles: z.number().int(),
  sharedBytes: bytes,
  /** Bytes sent to it and received from it. */
  given: bytes,
  received: bytes,
  /** u after each of its latest 32 ratings, oldest first, for the sparkline. */
  history: z.array(z.number()),
  /** Ratings of it by source. */
  sources: sourceCounts,
  /** When I excluded it; null if I do not. */
  excludedSince: time.nullable(),
  /** Its notice that it excludes me; null without one. */
  excludedBy: z.object({ since: time, reason: z.enum(EXCLUSION_REASONS) }).nullable(),
  /** Its rating log contradicts itself. */
  conflict: z.boolean(),
  /** What it wanted more of than it may use, in the last five minutes. */
  limited: z.array(z.enum(BUDGETS)),
})
export type PeerRow = z.infer<typeof peerRow>

export const ratingView = z.object({
  rater: namedPeer,
  /** Sequence number in the rater's log; `receipt` takes it with the rater's key. */
  seq: z.number().int(),
  own: z.boolean(),
  score: z.number().min(0).max(1),
  reason: ratingReason,
  comment: z.string(),
  time,
  /** True if both sides signed the receipt behind the rating. */
  receipt: z.boolean(),
})
export type RatingView = z.infer<typeof ratingView>

/** Why ratings are ignored: rejected log blocks, and ratings without weight (robust mode). */
export const IGNORED_REASONS = [
  'malformed',
  'oversized',
  'future',
  'self',
  'duplicate',
  'no-receipt',
  'wrong-subject',
  'wrong-rater',
  'wrong-signature',
  'conflict',
  'over-budget',
  'stalled',
  'half-receipt',
  'unknown-rater',
  'contradicts-you',
] as const
export const ignoredCounts = z.array(z.object({ reason: z.enum(IGNORED_REASONS), count: z.number().int() }))

/** One excluded peer. */
export const excludedRow = z.object({
  peer: peerBadge,
  online: z.boolean(),
  since: time,
  until: time.nullable(),
  by: decidedBy,
  reason: sentence,
  /** Ratings of it by source. */
  sources: sourceCounts,
})
export type ExcludedRow = z.infer<typeof excludedRow>

/** Standings of a peer; 'allowed' and 'blocked' are decisions of the user. */
export const STANDINGS = ['new', 'good', 'bad', 'allowed', 'blocked'] as const
/** A change of a decision; `expired`: the user's decision ran out. */
export const decisionRow = z.object({
  id: z.number().int(),
  time,
  peer: namedPeer,
  from: z.enum(STANDINGS),
  to: z.enum(STANDINGS),
  by: z.enum(['rule', 'user', 'proof', 'restart', 'expired']),
  /** u at that time, if any, and the end of the user's decision. */
  u: z.number().nullable(),
  until: time.nullable(),
})
export type DecisionRow = z.infer<typeof decisionRow>

/** Who rated whom; `me` marks this node. */
export const trustGraph = z.object({
  nodes: z.array(peerBadge.extend({ online: z.boolean(), me: z.boolean() })),
  edges: z.array(z.object({ from: hex32, to: hex32, mean: z.number(), count: z.number().int() })),
  /** Peers omitted beyond the limit of 500. */
  more: z.number().int(),
})
export type TrustGraph = z.infer<typeof trustGraph>

/** A rating with its receipt and the validity of both signatures, verified on request. */
export const receiptView = z.object({
  rating: ratingView,
  receipt: z
    .object({
      provider: namedPeer,
      requester: namedPeer,
      /** The receipt names the content to the two peers alone; then `bytes` is rounded down to a power of two. */
      hidden: z.boolean(),
      /** Null: hidden, and this node is neither of the two, or no longer knows the content. */
      root: hex32.nullable(),
      /** Name of the file on this node; null if it is not known. */
      name: z.string().nullable(),
      nonce: hex32,
      bytes,
      started: time,
      ended: time,
      outcome: z.enum(['served', 'stalled', 'corrupt', 'abusive']),
      providerLogLength: z.number().int(),
      requesterLogLength: z.number().int(),
    })
    .nullable(),
  /** 'missing': that side has not signed. */
  signatures: z.object({
    requester: z.enum(['valid', 'invalid', 'missing']),
    provider: z.enum(['valid', 'invalid', 'missing']),
  }),
  /** When they were checked. */
  checked: time,
})
export type ReceiptView = z.infer<typeof receiptView>
