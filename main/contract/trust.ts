import { z } from 'zod'
import { hex32 } from './base.ts'

/** What my evidence says of a peer: 'new' is not 'bad'. */
export const decision = z.enum(['new', 'good', 'bad'])

/** The trust of one peer in my view. u = weightTotal * U + weightRecent * R; all three null while nobody has rated it. */
export const trust = z.object({
  u: z.number().min(0).max(1).nullable(),
  /** Mean of all its ratings. */
  total: z.number().min(0).max(1).nullable(),
  /** Mean of its latest ratings. */
  recent: z.number().min(0).max(1).nullable(),
  count: z.number().int(),
  raters: z.number().int(),
  decision,
})
export type Trust = z.infer<typeof trust>

/** A peer as it is named in lists: key, fingerprint, announced name and trust. */
export const peerBadge = z.object({ publicKey: hex32, fingerprint: z.string(), name: z.string(), trust })
export type PeerBadge = z.infer<typeof peerBadge>
