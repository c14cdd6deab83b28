import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { hex32, procedure, time } from './base.ts'

export const ACTIVITY_KINDS = [
  'peerJoined', 'peerLeft', 'catalogueUpdated', 'downloadDone', 'downloadFailed', 'uploadDone', 'uploadRefused',
  'ratingGiven', 'ratingReceived', 'ratingSeen', 'peerExcluded', 'peerReadmitted', 'excludedByPeer', 'logConflict', 'wishFound', 'folderShared', 'folderUnshared', 'problem',
] as const

/** One line of the activity feed; `values` fills the translated sentence of `kind`. */
export const activityEntry = z.object({
  id: z.number().int(),
  time,
  kind: z.enum(ACTIVITY_KINDS),
  level: z.enum(['info', 'good', 'bad']),
  peer: z.object({ publicKey: hex32, fingerprint: z.string(), name: z.string() }).nullable(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type ActivityEntry = z.infer<typeof activityEntry>

export const activityContract = {
  /** The latest entries, newest first, again after each change. */
  list: procedure.input(z.object({ limit: z.number().int().min(1).max(500).default(200) })).output(eventIterator(z.array(activityEntry))),
}
