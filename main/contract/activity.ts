import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { hex32, problem, procedure, time } from './base.ts'

export const ACTIVITY_KINDS = [
  'peerJoined',
  'peerLeft',
  'catalogueUpdated',
  'downloadDone',
  'downloadFailed',
  'uploadDone',
  'uploadRefused',
  'ratingGiven',
  'ratingReceived',
  'ratingSeen',
  'peerExcluded',
  'peerReadmitted',
  'excludedByPeer',
  'logConflict',
  'wishFound',
  'folderShared',
  'folderUnshared',
  'problem',
] as const

/** One line of the activity feed; `values` fills the translated sentence of `kind`. */
const activityEntry = z.object({
  id: z.number().int(),
  time,
  kind: z.enum(ACTIVITY_KINDS),
  level: z.enum(['info', 'good', 'bad']),
  peer: z.object({ publicKey: hex32, fingerprint: z.string(), name: z.string() }).nullable(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type ActivityEntry = z.infer<typeof activityEntry>

export const NOTICE_KINDS = ['downloadDone', 'downloadFailed', 'wishFound', 'peerExcluded'] as const

/** Something that a person is told of even when looking elsewhere; what comes together is one. */
const notice = z.object({
  kind: z.enum(NOTICE_KINDS),
  /** How many: downloads, results of wishes, peers. */
  count: z.number().int(),
  /** Of files, wishes or peers; the first three. */
  names: z.array(z.string()),
  /** Why downloads failed, if for one reason. */
  code: problem.shape.code.nullable(),
})
export type Notice = z.infer<typeof notice>

export const activityContract = {
  /** The latest entries, newest first, again after each change. */
  list: procedure
    .input(z.object({ limit: z.number().int().min(1).max(500).default(200) }))
    .output(eventIterator(z.array(activityEntry))),
  /** Each notice from now on: at most one of a kind in 15 seconds. */
  notices: procedure.output(eventIterator(notice)),
}
