import { LRUCache } from 'lru-cache'
import type { Subscribable } from '../base/emitter.ts'
import type { ErrorCode } from '../base/errors.ts'
import type { Activity } from './activity.ts'
import type { Notices } from './notices.ts'

/** Failures that retries cannot solve: the user has to free space, connect a disk or change a permission. */
const NEEDS_USER = new Set<ErrorCode>([
  'NO_SPACE',
  'FILE_TOO_LARGE',
  'READ_ONLY',
  'DISK_ERROR',
  'FOLDER_MISSING',
  'FOLDER_UNREADABLE',
])
/** Failed downloads remembered, so that each failure is reported once. */
const MAX_FAILURES = 10_000

export interface NoticeSources {
  activity: Pick<Activity, 'events'>
  transfers: {
    readonly events: Subscribable<{
      downloadDone: { id: string; name: string }
      downloadFailed: { id: string; name: string; code: string }
      ended: {
        id: string
        direction: 'down' | 'up'
        state: string
        name: string
        problem: { code: ErrorCode } | null
      }
    }>
  }
  ratings: {
    readonly events: Subscribable<{ excluded: { subject: string } }>
    readonly decisions: { decision(peer: string): { by: 'rule' | 'user' | 'proof' } }
  }
  names: { named(key: string): { name: string } }
}

/** Raises notices for finished and failed downloads, wishes that found something, and exclusions by the rule. */
export function triggerNotices(notices: Notices, { activity, transfers, ratings, names }: NoticeSources): void {
  /** The code last reported for each failed download, by its id. */
  const reported = new LRUCache<string, ErrorCode>({ max: MAX_FAILURES })
  const reportFailure = (id: string, name: string, code: ErrorCode): void => {
    if (reported.get(id) === code) return
    reported.set(id, code)
    notices.add({ kind: 'downloadFailed', name, code })
  }
  transfers.events.on('downloadDone', ({ id, name }) => {
    reported.delete(id)
    notices.add({ kind: 'downloadDone', name })
  })
  transfers.events.on('downloadFailed', ({ id, name, code }) => reportFailure(id, name, code as ErrorCode))
  // retried automatically, but will fail until the user acts
  transfers.events.on('ended', ({ id, direction, state, name, problem }) => {
    if (direction === 'down' && state === 'failed' && problem && NEEDS_USER.has(problem.code))
      reportFailure(id, name, problem.code)
  })
  activity.events.on('added', ({ kind, values }) => {
    if (kind === 'wishFound') notices.add({ kind, name: String(values.name ?? ''), count: Number(values.count) || 1 })
  })
  ratings.events.on('excluded', ({ subject }) => {
    // a user who excludes a peer by hand needs no notice
    if (ratings.decisions.decision(subject).by !== 'user')
      notices.add({ kind: 'peerExcluded', name: names.named(subject).name })
  })
}
