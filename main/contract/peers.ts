import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { EXCLUSION_REASONS } from '../domain/reasons.ts'
import { hex32, procedure, time } from './base.ts'
import { override } from './trust.ts'
import { explanation } from './views/explanation-view.ts'
import {
  decisionRow,
  excludedRow,
  ignoredCounts,
  peerRow,
  ratingView,
  receiptView,
  trustGraph,
} from './views/peer-views.ts'

export * from './views/explanation-view.ts'
export * from './views/peer-views.ts'
// re-exported because pages import the contract only
export { EXCLUSION_REASONS }

const peerDetail = z.object({
  peer: peerRow,
  /** u over time, oldest first, at most 500 points. */
  timeline: z.array(z.object({ time, u: z.number(), total: z.number(), recent: z.number() })),
  /** Newest first, at most 200. */
  ratings: z.array(ratingView),
  explanation,
  /** The user's decision and when it ends (null: never). */
  override: z.object({ decision: override, since: time, until: time.nullable() }).nullable(),
  /** When it continued in a new rating log, as it has declared. */
  restarts: z.array(time),
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
