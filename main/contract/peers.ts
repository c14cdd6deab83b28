import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, procedure, time } from './base.ts'
import { peerBadge } from './trust.ts'

export const RATING_REASONS = ['served', 'refused', 'stalled', 'corrupt', 'fake-content', 'abusive', 'manual'] as const
export const ratingReason = z.enum(RATING_REASONS)

export const peerRow = peerBadge.extend({
  online: z.boolean(),
  lastSeen: time.nullable(),
  sharedFiles: z.number().int(),
  sharedBytes: bytes,
  /** Bytes that I gave to it and received from it. */
  given: bytes,
  received: bytes,
  /** u after each of its latest ratings, oldest first, at most 32: the sparkline. */
  history: z.array(z.number()),
  /** Since when it is excluded, in my view. */
  excludedSince: time.nullable(),
})
export type PeerRow = z.infer<typeof peerRow>

export const ratingView = z.object({
  rater: peerBadge.omit({ trust: true }),
  own: z.boolean(),
  score: z.number().min(0).max(1),
  reason: ratingReason,
  comment: z.string(),
  time,
  /** True when both sides signed the receipt that the rating refers to. */
  receipt: z.boolean(),
})
export type RatingView = z.infer<typeof ratingView>

export const peerDetail = z.object({
  peer: peerRow,
  /** u over time, oldest first, at most 500 points. */
  timeline: z.array(z.object({ time, u: z.number(), total: z.number(), recent: z.number() })),
  /** Newest first, at most 200. */
  ratings: z.array(ratingView),
  /** What made the number: the formula's own terms. */
  formula: z.object({ weightTotal: z.number(), weightRecent: z.number(), recentWindow: z.number().int(), recentCount: z.number().int(), minRatings: z.number().int(), exclusionThreshold: z.number() }),
})
export type PeerDetail = z.infer<typeof peerDetail>

export const peersContract = {
  /** Every peer ever met, and myself never. */
  list: procedure.output(eventIterator(z.array(peerRow))),
  detail: procedure.input(z.object({ publicKey: hex32 })).output(eventIterator(peerDetail)),
  /** How the others see me, by the same arithmetic. */
  myself: procedure.output(eventIterator(peerRow)),
  /** Rates by hand: appended to my log as reason 'manual'. */
  rate: procedure.input(z.object({ publicKey: hex32, score: z.number().min(0).max(1), comment: z.string().trim().max(500) })).output(z.void()),
}
