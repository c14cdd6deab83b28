import { z } from 'zod'
import { time } from '../base.ts'
import { ignoredCounts, namedPeer, ratingReason, sentence } from './peer-views.ts'

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
export const explanation = z.object({
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
