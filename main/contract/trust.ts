import { z } from 'zod'
import { hex32 } from './base.ts'

/** What a standing is based on: the rule, the user's decision, or a proof that the rating log was rewritten. */
export const decidedBy = z.enum(['rule', 'user', 'proof'])
/** The user's decision on a peer; it overrides any score and stays local. */
export const override = z.enum(['allow', 'block'])

/** Standing of a peer by my evidence; 'new' is not 'bad'. */
export const decision = z.enum(['new', 'good', 'bad'])

/**
 * Trust of a peer in my view: u = weightTotal * U + weightRecent * R, in robust mode minus the penalty for a fall. All
 * three are null while no evidence counts.
 */
const trust = z.object({
  u: z.number().min(0).max(1).nullable(),
  /** Mean of all its ratings. */
  total: z.number().min(0).max(1).nullable(),
  /** Mean of its latest ratings. */
  recent: z.number().min(0).max(1).nullable(),
  /** The interval that the rule uses; null without evidence and in paper mode. */
  low: z.number().min(0).max(1).nullable(),
  high: z.number().min(0).max(1).nullable(),
  /** Ratings that count; in robust mode every first-hand one, and one per other rater. */
  count: z.number().int(),
  /** Independent raters that count. */
  raters: z.number().int(),
  /** The decision in force. */
  decision,
  /** The standing by the evidence alone, by the rule or a proof, whatever the user decided. */
  standing: decision,
  by: decidedBy,
  override: override.nullable(),
})
export type Trust = z.infer<typeof trust>

/** A peer as lists show it: key, fingerprint, announced name and trust. */
export const peerBadge = z.object({ publicKey: hex32, fingerprint: z.string(), name: z.string(), trust })
export type PeerBadge = z.infer<typeof peerBadge>
