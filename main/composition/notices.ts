import { LRUCache } from 'lru-cache'
import type { Activity } from '../activity/activity.ts'
import { Notices } from '../activity/notices.ts'
import type { Clock } from '../base/clock.ts'
import type { ErrorCode } from '../base/errors.ts'
import type { PeerNames } from '../peers/names.ts'
import type { Ratings } from '../ratings/ratings.ts'
import type { Transfers } from '../transfers/transfers.ts'

/** What no further try mends: somebody has to free space, plug in a disk or change a permission. */
const NEEDS_SOMEBODY = new Set<ErrorCode>(['NO_SPACE', 'READ_ONLY', 'FOLDER_MISSING', 'FOLDER_UNREADABLE'])
/** Failed downloads that are remembered so as not to be told twice. */
const MAX_TOLD = 10_000

interface NoticeParts {
  activity: Pick<Activity, 'events'>
  ratings: Pick<Ratings, 'events' | 'decisions'>
  transfers: Pick<Transfers, 'events'>
  names: Pick<PeerNames, 'named'>
  clock: Clock
}

/**
 * Finds, in what happens, what a person is told of: finished and failed downloads, found wishes, peers that the rule
 * excluded.
 */
export function openNotices({ activity, ratings, transfers, names, clock }: NoticeParts): Notices {
  const notices = new Notices(clock)
  /** Why a download failed when it was told last, by its id. */
  const told = new LRUCache<string, ErrorCode>({ max: MAX_TOLD })
  const failed = (id: string, name: string, code: ErrorCode): void => {
    if (told.get(id) === code) return
    told.set(id, code)
    notices.add({ kind: 'downloadFailed', name, code })
  }
  transfers.events.on('downloadDone', ({ id, name }) => {
    told.delete(id)
    notices.add({ kind: 'downloadDone', name })
  })
  transfers.events.on('downloadFailed', ({ id, name, code }) => failed(id, name, code as ErrorCode))
  // such a one is tried again by itself, but in vain
  transfers.events.on('ended', ({ id, direction, state, name, problem }) => {
    if (direction === 'down' && state === 'failed' && problem && NEEDS_SOMEBODY.has(problem.code))
      failed(id, name, problem.code)
  })
  activity.events.on('added', ({ kind, values }) => {
    if (kind === 'wishFound') notices.add({ kind, name: String(values.name ?? ''), count: Number(values.count) || 1 })
  })
  ratings.events.on('excluded', ({ subject }) => {
    // whoever did it by hand knows
    if (ratings.decisions.decision(subject).by !== 'user')
      notices.add({ kind: 'peerExcluded', name: names.named(subject).name })
  })
  return notices
}
