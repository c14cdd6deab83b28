import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { EXCLUSION_REASONS, RATING_REASONS } from '../domain/reasons.ts'
import { bytes, hex32, procedure, time } from './base.ts'
import { decidedBy, override, peerBadge } from './trust.ts'

export const ratingReason = z.enum(RATING_REASONS)

// The page knows the contract alone.
export { EXCLUSION_REASONS }

/** A peer as it is named, without its trust. */
const namedPeer = peerBadge.omit({ trust: true })
export type NamedPeer = z.infer<typeof namedPeer>

/** How many ratings of a peer are mine, by people I trust, and ignored. */
const sourceCounts = z.object({ you: z.number().int(), trusted: z.number().int(), ignored: z.number().int() })

/**
 * The sentence that says why, as a key of the translations. `values` are numbers: u, low, high, thetaOut, thetaIn
 * (paper: thetaOut = thetaIn, the threshold), failed of recent (transfers that count as recent), evidence of needed,
 * raters, since (time, 0: not excluded), good (transfers that bring it back; left out if it is not known), until (time
 * a decision of the user ends; left out if it does not).
 */
export const SENTENCE_KEYS = ['blocked', 'allowed', 'proof', 'unknown', 'new', 'excluded', 'amends', 'good'] as const
const sentence = z.object({ key: z.enum(SENTENCE_KEYS), values: z.record(z.string(), z.number()) })
export type Sentence = z.infer<typeof sentence>

const peerRow = peerBadge.extend({
  online: z.boolean(),
  lastSeen: time.nullable(),
  sharedFiles: z.number().int(),
  sharedBytes: bytes,
  /** Bytes that I gave to it and received from it. */
  given: bytes,
  received: bytes,
  /** u after each of its latest ratings, oldest first, at most 32: the sparkline. */
  history: z.array(z.number()),
  /** Where the evidence of it comes from, in ratings: my own, those of people I trust, and those that count nothing. */
  sources: sourceCounts,
  /** Since when it is excluded, in my view. */
  excludedSince: time.nullable(),
  /** It told me that it excludes me. */
  excludedBy: z.object({ since: time, reason: z.enum(EXCLUSION_REASONS) }).nullable(),
  /** Its rating log contradicts itself. */
  conflict: z.boolean(),
})
export type PeerRow = z.infer<typeof peerRow>

const ratingView = z.object({
  rater: namedPeer,
  /** Its place in the rater's log; with the rater's key it opens the receipt. */
  seq: z.number().int(),
  own: z.boolean(),
  score: z.number().min(0).max(1),
  reason: ratingReason,
  comment: z.string(),
  time,
  /** True when both sides signed the receipt that the rating refers to. */
  receipt: z.boolean(),
})
export type RatingView = z.infer<typeof ratingView>

/**
 * Why ratings count nothing: blocks of a log that are refused, and ratings that are known but not believed (robust
 * mode).
 */
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

/** One rating that speaks loudly; opened with `receipt`. */
const ratingRef = z.object({
  rater: namedPeer,
  own: z.boolean(),
  seq: z.number().int(),
  score: z.number(),
  time,
})

/** A part of the score; all parts add up to u (if there is one). Fields that do not apply are null. */
const contribution = z.object({
  /**
   * own: all my ratings; rater: the mean of one rater; recent: one of the latest ratings; older: the rest; prior: what
   * stands without any; blame: what it bears for a peer that it invited (below 0).
   */
  kind: z.enum(['own', 'rater', 'recent', 'older', 'prior', 'blame']),
  peer: namedPeer.nullable(),
  seq: z.number().int().nullable(),
  time: time.nullable(),
  /** The rating or mean of ratings, 0 .. 1. */
  value: z.number().nullable(),
  /** How far it is believed, 0 .. 1. */
  weight: z.number().nullable(),
  count: z.number().int().nullable(),
  part: z.number(),
})

/** Why a peer stands where it does: everything a page needs to say it in any language. */
const explanation = z.object({
  mode: z.enum(['robust', 'paper']),
  sentence,
  /** The two bars (all time, recent) and the threshold that matters now. */
  bars: z.object({ total: z.number().nullable(), recent: z.number().nullable(), threshold: z.number() }),
  /** R - U: below 0 it is getting worse. */
  trend: z.number(),
  /** 0 .. 1: how much evidence there is. */
  confidence: z.number(),
  sources: z.object({
    you: z.object({ count: z.number().int(), reasons: byReason }),
    /** By people you trust; `raters` of them. In the paper mode: by everybody else. */
    trusted: z.object({ count: z.number().int(), raters: z.number().int(), reasons: byReason }),
    ignored: z.object({ count: z.number().int(), reasons: ignoredCounts }),
  }),
  /** Raters that count, most credible first, at most 100; `mean` of `count` ratings, believed by `weight` 0 .. 1. */
  raters: z.array(
    z.object({ peer: namedPeer, own: z.boolean(), count: z.number().int(), weight: z.number(), mean: z.number() }),
  ),
  strongest: z.object({ for: z.array(ratingRef), against: z.array(ratingRef) }),
  contributions: z.array(contribution),
  /**
   * What would change the rule's decision: so many good (readmit) or failed (exclude) transfers in a row, `with` whom;
   * null if too many, or where a proof or the user's own word decided.
   */
  whatWouldChange: z.object({
    direction: z.enum(['readmit', 'exclude']),
    count: z.number().int().nullable(),
    with: z.enum(['you', 'trusted', 'anybody']),
  }),
  /** The numbers of the rule, by name. */
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
  /** Ratings of it by me, by people I trust, and ignored ones. */
  sources: sourceCounts,
})
export type ExcludedRow = z.infer<typeof excludedRow>

/** Where a peer can stand; 'allowed' and 'blocked' are the user's own word. */
export const STANDINGS = ['new', 'good', 'bad', 'allowed', 'blocked'] as const
/** One change of a decision; `expired`: the user's own word ran out. */
const decisionRow = z.object({
  id: z.number().int(),
  time,
  peer: namedPeer,
  from: z.enum(STANDINGS),
  to: z.enum(STANDINGS),
  by: z.enum(['rule', 'user', 'proof', 'expired']),
  /** u at that moment, if there was one, and until when the user's word holds. */
  u: z.number().nullable(),
  until: time.nullable(),
})
export type DecisionRow = z.infer<typeof decisionRow>

/** Who rated whom. I am the node with `me`. */
const trustGraph = z.object({
  nodes: z.array(peerBadge.extend({ online: z.boolean(), me: z.boolean() })),
  edges: z.array(z.object({ from: hex32, to: hex32, mean: z.number(), count: z.number().int() })),
  /** Peers left out because there are more than 500. */
  more: z.number().int(),
})
export type TrustGraph = z.infer<typeof trustGraph>

/** A rating opened: what both sides signed, and whether the signatures hold, checked when asked. */
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
  /** The user's own decision, and until when it holds (null: for good). */
  override: z.object({ decision: override, since: time, until: time.nullable() }).nullable(),
  /** The proof that its rating log was rewritten: two signed heads of one length. */
  conflict: z.object({ length: z.number().int(), fork: z.number().int(), time }).nullable(),
  /** What made the number in the paper mode: the formula's own terms. */
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
  /** Every peer ever met, and myself never. */
  list: procedure.output(eventIterator(z.array(peerRow))),
  detail: procedure.input(z.object({ publicKey: hex32 })).output(eventIterator(peerDetail)),
  /** How the others see me, by the same arithmetic. */
  myself: procedure.output(eventIterator(peerRow)),
  /** Rates by hand: appended to my log as reason 'manual'. */
  rate: procedure
    .input(z.object({ publicKey: hex32, score: z.number().min(0).max(1), comment: z.string().trim().max(500) }))
    .output(z.void()),
  /**
   * Changes what I said of one transfer: of the transfer in my list, or of my own rating `seq`. Appended to my log; the
   * newest counts. A transfer without a receipt (refused, an upload) gets a rating of its own. PROBLEM NOT_FOUND for
   * one that is not there.
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
  /** My own word over a peer; 'rule' takes it back. `until` null: for good; it must lie ahead (PROBLEM BAD_INPUT). */
  decide: procedure
    .input(
      z.object({
        publicKey: hex32,
        decision: z.enum(['allow', 'block', 'rule']),
        until: time.nullable().default(null),
      }),
    )
    .output(z.void()),
  /** Everybody that is excluded now, latest first. */
  excluded: procedure.output(eventIterator(z.array(excludedRow))),
  /** The history of decisions, newest first; of one peer if `publicKey` is given. */
  decisions: procedure
    .input(
      z.object({ publicKey: hex32.nullable().default(null), limit: z.number().int().min(1).max(1000).default(200) }),
    )
    .output(eventIterator(z.array(decisionRow))),
  /** Who rated whom, at most 500 peers: me, those I know best, those they rated. */
  graph: procedure.output(eventIterator(trustGraph)),
  /** Opens one rating and verifies its receipt here and now. PROBLEM NOT_FOUND if its log is not at hand. */
  receipt: procedure.input(z.object({ rater: hex32, seq: z.number().int().min(0) })).output(receiptView),
  /** Ratings that count nothing, over all logs, by reason. */
  ignored: procedure.output(eventIterator(z.object({ total: z.number().int(), reasons: ignoredCounts }))),
}
