import { z } from 'zod'
import { hex32 } from './base.ts'

/**
 * What a standing rests on: the rule over the evidence, the user's own word, or a proof that a rating log was
 * rewritten.
 */
export const decidedBy = z.enum(['rule', 'user', 'proof'])
/** The user's own decision over a peer; it beats any score and stays local. */
export const override = z.enum(['allow', 'block'])

/** What my evidence says of a peer: 'new' is not 'bad'. */
export const decision = z.enum(['new', 'good', 'bad'])

/**
 * The trust of one peer in my view: u = weightTotal * U + weightRecent * R, in the robust mode less what a fall costs.
 * All three are null while there is no evidence that counts.
 */
const trust = z.object({
  u: z.number().min(0).max(1).nullable(),
  /** Mean of all its ratings. */
  total: z.number().min(0).max(1).nullable(),
  /** Mean of its latest ratings. */
  recent: z.number().min(0).max(1).nullable(),
  /** The interval that the rule decides by; null without evidence, and in the paper mode, which knows none. */
  low: z.number().min(0).max(1).nullable(),
  high: z.number().min(0).max(1).nullable(),
  /** Ratings that count; in the robust mode each first-hand one, and one a rater. */
  count: z.number().int(),
  /** Independent raters that count. */
  raters: z.number().int(),
  decision,
  by: decidedBy,
  override: override.nullable(),
})
export type Trust = z.infer<typeof trust>

/** A peer as it is named in lists: key, fingerprint, announced name and trust. */
export const peerBadge = z.object({ publicKey: hex32, fingerprint: z.string(), name: z.string(), trust })
export type PeerBadge = z.infer<typeof peerBadge>
