import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { EXCLUSION_REASONS, RATING_REASONS } from '../domain/reasons.ts'
import { bytes, hex32, procedure, time } from './base.ts'
import { decidedBy, override, peerBadge } from './trust.ts'

export const ratingReason = z.enum(RATING_REASONS)

// re-exported because pages import the contract only
export { EXCLUSION_REASONS }

/** A peer's name and key, without its trust. */
const namedPeer = peerBadge.omit({ trust: true })
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
const sentence = z.object({ key: z.enum(SENTENCE_KEYS), values: z.record(z.string(), z.number()) })
export type Sentence = z.infer<typeof sentence>

const peerRow = peerBadge.extend({
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
})
export type PeerRow = z.infer<typeof peerRow>

const ratingView = z.object({
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
const ignoredCounts = z.array(z.object({ reason: z.enum(IGNORED_REASONS), count: z.number().int() }))
const byReason = z.array(z.object({ reason: ratingReason, count: z.number().int() }))

/** An influential rating; `receipt` opens it. */
const ratingRef = z.object({
  rater: namedPeer,
  own: z.boolean(),
  seq: z.number().int(),
  score: z.number(),
  time,
})

/** A part of the score; the parts add up to u. Fields that do not apply are null. */
const contribution = z.object({
  /**
   * own: all my ratings; rater: the mean of one rater; recent: one of the latest ratings; older: the rest; prior: the
   * value without any rating; blame: deduction for a peer that it invited (negative).
   */
  kind: z.enum(['own', 'rater', 'recent', 'older', 'prior', 'blame']),
  peer: namedPeer.nullable(),
  seq: z.number().int().nullable(),
  time: time.nullable(),
  /** The rating or mean of ratings, 0 .. 1. */
  value: z.number().nullable(),
  /** Its weight, 0 .. 1. */
  weight: z.number().nullable(),
  count: z.number().int().nullable(),
  part: z.number(),
})

/** Why a peer has its standing, in a form that pages can render in any language. */
const explanation = z.object({
  mode: z.enum(['robust', 'paper']),
  sentence,
  /** Values of the two bars (all time, recent) and the threshold that currently applies. */
  bars: z.object({ total: z.number().nullable(), recent: z.number().nullable(), threshold: z.number() }),
  /** R - U; negative if it is getting worse. */
  trend: z.number(),
  /** 0 .. 1: how much evidence there is. */
  confidence: z.number(),
  sources: z.object({
    you: z.object({ count: z.number().int(), reasons: byReason }),
    /** By `raters` people you trust; in paper mode by everybody else. */
    trusted: z.object({ count: z.number().int(), raters: z.number().int(), reasons: byReason }),
    ignored: z.object({ count: z.number().int(), reasons: ignoredCounts }),
  }),
  /** Raters that count, most credible first, at most 100: `mean` of `count` ratings, with `weight` 0 .. 1. */
  raters: z.array(
    z.object({ peer: namedPeer, own: z.boolean(), count: z.number().int(), weight: z.number(), mean: z.number() }),
  ),
  strongest: z.object({ for: z.array(ratingRef), against: z.array(ratingRef) }),
  contributions: z.array(contribution),
  /**
   * Consecutive good (readmit) or failed (exclude) transfers `with` someone that would change the rule's decision; null
   * if too many, or if a proof or the user decided.
   */
  whatWouldChange: z.object({
    direction: z.enum(['readmit', 'exclude']),
    count: z.number().int().nullable(),
    with: z.enum(['you', 'trusted', 'anybody']),
  }),
  /** The rule's parameters, by name. */
  parameters: z.record(z.string(), z.number()),
})
export type ExplanationView = z.infer<typeof explanation>

/** One excluded peer. */
const excludedRow = z.object({
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
const decisionRow = z.object({
  id: z.number().int(),
  time,
  peer: namedPeer,
  from: z.enum(STANDINGS),
  to: z.enum(STANDINGS),
  by: z.enum(['rule', 'user', 'proof', 'expired']),
  /** u at that time, if any, and the end of the user's decision. */
  u: z.number().nullable(),
  until: time.nullable(),
})
export type DecisionRow = z.infer<typeof decisionRow>

/** Who rated whom; `me` marks this node. */
const trustGraph = z.object({
  nodes: z.array(peerBadge.extend({ online: z.boolean(), me: z.boolean() })),
  edges: z.array(z.object({ from: hex32, to: hex32, mean: z.number(), count: z.number().int() })),
  /** Peers omitted beyond the limit of 500. */
  more: z.number().int(),
})
export type TrustGraph = z.infer<typeof trustGraph>

/** A rating with its receipt and the validity of both signatures, verified on request. */
const receiptView = z.object({
  rating: ratingView,
  receipt: z
    .object({
      provider: namedPeer,
      requester: namedPeer,
      root: hex32,
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

const peerDetail = z.object({
  peer: peerRow,
  /** u over time, oldest first, at most 500 points. */
  timeline: z.array(z.object({ time, u: z.number(), total: z.number(), recent: z.number() })),
  /** Newest first, at most 200. */
  ratings: z.array(ratingView),
  explanation,
  /** The user's decision and when it ends (null: never). */
  override: z.object({ decision: override, since: time, until: time.nullable() }).nullable(),
  /** Proof that its rating log was rewritten: two signed heads of equal length. */
  conflict: z.object({ length: z.number().int(), fork: z.number().int(), time }).nullable(),
  /** The terms of the formula in paper mode. */
  formula: z.object({
    weightTotal: z.number(),
    weightRecent: z.number(),
    recentWindow: z.number().int(),
    recentCount: z.number().int(),
    minRatings: z.number().int(),
    exclusionThreshold: z.number(),
  }),
})
export type PeerDetail = z.infer<typeof peerDetail>

export const peersContract = {
  /** Every peer ever met, without myself. */
  list: procedure.output(eventIterator(z.array(peerRow))),
  detail: procedure.input(z.object({ publicKey: hex32 })).output(eventIterator(peerDetail)),
  /** How others probably see me, by the same arithmetic. */
  myself: procedure.output(eventIterator(peerRow)),
  /** Rates by hand; appended to my log with the reason 'manual'. */
  rate: procedure
    .input(z.object({ publicKey: hex32, score: z.number().min(0).max(1), comment: z.string().trim().max(500) }))
    .output(z.void()),
  /**
   * Corrects my rating of a transfer, given by its id or the rating's `seq`. Appended to my log; the newest counts. A
   * transfer without a receipt (refused, an upload) gets a separate rating. PROBLEM NOT_FOUND.
   */
  correct: procedure
    .input(
      z.object({
        of: z.union([z.object({ transferId: z.string().max(128) }), z.object({ seq: z.number().int().min(0) })]),
        score: z.number().min(0).max(1),
        comment: z.string().trim().max(500).default(''),
        reason: z.enum(['served', 'fake-content', 'abusive', 'manual']),
      }),
    )
    .output(z.void()),
  /**
   * My decision on a peer; 'rule' withdraws it. `until` must be in the future (PROBLEM BAD_INPUT); null: never ends.
   */
  decide: procedure
    .input(
      z.object({
        publicKey: hex32,
        decision: z.enum(['allow', 'block', 'rule']),
        until: time.nullable().default(null),
      }),
    )
    .output(z.void()),
  /** All excluded peers, latest first. */
  excluded: procedure.output(eventIterator(z.array(excludedRow))),
  /** Decisions, newest first; of one peer if `publicKey` is given. */
  decisions: procedure
    .input(
      z.object({ publicKey: hex32.nullable().default(null), limit: z.number().int().min(1).max(1000).default(200) }),
    )
    .output(eventIterator(z.array(decisionRow))),
  /** Who rated whom, for at most 500 peers: me, those I know best, those they rated. */
  graph: procedure.output(eventIterator(trustGraph)),
  /** Opens a rating and verifies its receipt. PROBLEM NOT_FOUND if its log is not stored here. */
  receipt: procedure.input(z.object({ rater: hex32, seq: z.number().int().min(0) })).output(receiptView),
  /** Ignored ratings over all logs, by reason. */
  ignored: procedure.output(eventIterator(z.object({ total: z.number().int(), reasons: ignoredCounts }))),
}
