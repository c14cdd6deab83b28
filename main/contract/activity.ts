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

/** A line of the activity feed; `values` fills the translated sentence of `kind`. */
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

/** A desktop notification; events close together are merged into one. */
const notice = z.object({
  kind: z.enum(NOTICE_KINDS),
  /** Number of downloads, wish results or peers. */
  count: z.number().int(),
  /** Names of the first three files, wishes or peers. */
  names: z.array(z.string()),
  /** Common error code of failed downloads, if any. */
  code: problem.shape.code.nullable(),
})
export type Notice = z.infer<typeof notice>

export const activityContract = {
  /** Latest entries, newest first, repeated after each change. */
  list: procedure
    .input(z.object({ limit: z.number().int().min(1).max(500).default(200) }))
    .output(eventIterator(z.array(activityEntry))),
  /** Notices from now on, at most one of each kind per 15 seconds. */
  notices: procedure.output(eventIterator(notice)),
}
