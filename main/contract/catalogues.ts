import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, procedure } from './base.ts'
import { peerBadge } from './trust.ts'

/** Why indexing of a peer's catalogue stopped: its quota or the total quota is used up, or its log is too long. */
const CUTS = ['', 'entries', 'bytes', 'total', 'changes'] as const

const replicaView = z.object({
  peer: peerBadge,
  online: z.boolean(),
  entries: z.number().int(),
  bytes,
  /** Quota of this peer, in entries. */
  allowance: z.number().int(),
  cut: z.enum(CUTS),
  arriving: z.boolean(),
})

/** Usage and limits of the index of other peers' catalogues. */
const replicationView = z.object({
  entries: z.number().int(),
  bytes,
  mostEntries: z.number().int(),
  mostBytes: bytes,
  /** Largest first, at most 500. */
  peers: z.array(replicaView),
})
export type ReplicationView = z.infer<typeof replicationView>

export const cataloguesContract = {
  /** Repeated after each change. */
  list: procedure.output(eventIterator(replicationView)),
  /** Removes a peer's files from the index until the next connection to it. */
  forget: procedure.input(z.object({ publicKey: hex32 })).output(z.void()),
}
