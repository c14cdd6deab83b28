import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, problem, procedure, time } from './base.ts'
import { peerBadge } from './trust.ts'

export const TRANSFER_STATES = ['waiting', 'active', 'verifying', 'paused', 'done', 'failed'] as const

export const transfer = z.object({
  id: z.string(),
  direction: z.enum(['down', 'up']),
  root: hex32,
  name: z.string(),
  size: bytes,
  /** Verified bytes on disk (down) or bytes sent (up). */
  moved: bytes,
  state: z.enum(TRANSFER_STATES),
  /** EXCLUDED: details.by is 'you' (you exclude this peer) or 'peer' (it excludes you), details.reason why (see EXCLUSION_REASONS). */
  problem: problem.nullable(),
  /** Bytes a second. */
  rate: z.number(),
  peer: peerBadge,
  peerOnline: z.boolean(),
  started: time,
  ended: time.nullable(),
  /** Where the finished file lies; empty until it is whole. */
  path: z.string(),
  /** The score I gave the peer for this transfer, if any. */
  rated: z.number().min(0).max(1).nullable(),
})
export type Transfer = z.infer<typeof transfer>

const byId = z.object({ id: z.string().max(128) })

export const transfersContract = {
  list: procedure.output(eventIterator(z.array(transfer))),
  download: procedure.input(z.object({ root: hex32, name: z.string().min(1).max(1024), size: bytes, peer: hex32 })).output(byId),
  pause: procedure.input(byId).output(z.void()),
  resume: procedure.input(byId).output(z.void()),
  /** Takes the transfer off the list; an unfinished download's partial file goes with it, a finished file stays. */
  remove: procedure.input(byId).output(z.void()),
}
