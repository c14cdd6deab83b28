import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bytes, hex32, procedure } from './base.ts'
import { peerBadge } from './trust.ts'

/**
 * Why a peer's catalogue is read no further: its share is used up, or all room is, or its log is longer than any honest
 * one.
 */
const CUTS = ['', 'entries', 'bytes', 'total', 'changes'] as const

const replicaView = z.object({
  peer: peerBadge,
  online: z.boolean(),
  entries: z.number().int(),
  bytes,
  /** Entries that this peer may have here. */
  allowance: z.number().int(),
  cut: z.enum(CUTS),
  arriving: z.boolean(),
})

/** How much of others' catalogues is kept here, and how much may be. */
const replicationView = z.object({
  entries: z.number().int(),
  bytes,
  mostEntries: z.number().int(),
  mostBytes: bytes,
  /** The largest first, at most 500. */
  peers: z.array(replicaView),
})
export type ReplicationView = z.infer<typeof replicationView>

export const cataloguesContract = {
  /** Again whenever it changes. */
  list: procedure.output(eventIterator(replicationView)),
  /** Takes a peer's files out of the index; they come again when the peer is met. */
  forget: procedure.input(z.object({ publicKey: hex32 })).output(z.void()),
}
