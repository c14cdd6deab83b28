import type { Clock } from '../base/clock.ts'
import type { Subscribable } from '../base/emitter.ts'
import type { HyobanError } from '../base/errors.ts'
import type { ExclusionReason, RatingReason } from '../domain/reasons.ts'
import type { ExplanationView, NamedPeer } from '../contract/peers.ts'
import type { Trust } from '../contract/trust.ts'
import type { Activity } from './activity.ts'
import { limitedFeed } from './feed-limit.ts'

/** Peers on the network; implemented by the overlay. */
type PeerActivityEvents = Subscribable<{
  peer: { key: string }
  peerLeft: { key: string }
  excludedBy: { key: string; reason: ExclusionReason }
  rejected: { key: string; reason: string }
}>

/** Rating logs that equivocate or exceed a limit; implemented by the logs room. */
type LogEvents = Subscribable<{
  conflict: { length: number; own: boolean }
  refused: { peer: string; reason: string }
}>

/** Shared folders and their problems; implemented by the library. */
type SharingEvents = Subscribable<{
  shared: { path: string }
  unshared: { path: string }
  problem: { problem: HyobanError }
}>

/** Ends of transfers. */
type TransferEndEvents = Subscribable<{
  downloadDone: { peer: string; name: string; size: number }
  downloadFailed: { peer: string; name: string; code: string }
  uploadDone: { peer: string; name: string; bytes: number }
  uploadRefused: { peer: string; reason: string }
}>

/** Ratings given and received, and resulting decisions. */
interface RatingActivity {
  readonly events: Subscribable<{
    rating: { rater: string; subject: string; score: number; reason: RatingReason; own: boolean }
    excluded: { subject: string }
    readmitted: { subject: string }
  }>
  readonly decisions: {
    readonly events: Subscribable<{ proven: { peer: string; length: number } }>
    decision(peer: string): { by: Trust['by'] }
  }
  trustOf(peer: string): Trust
  explain(peer: string, named: (peer: string) => NamedPeer): ExplanationView
}

export interface ActivityRecorderOptions {
  self: string
  activity: Activity
  names: { named(key: string): NamedPeer }
  sources: {
    connections: PeerActivityEvents
    logs: LogEvents
    sharing: SharingEvents
    catalogues: Subscribable<{ indexed: { peer: string; files: number } }>
    transfers: TransferEndEvents
    ratings: RatingActivity
  }
  clock: Clock
}

/** Records events of the other rooms in the activity feed. */
export function recordActivity({ self, activity, names, sources, clock }: ActivityRecorderOptions): void {
  const { connections, logs, sharing, catalogues, transfers, ratings } = sources
  const addLimited = limitedFeed(activity, clock)

  connections.on('peer', ({ key }) => addLimited('peerJoined', 'info', key))
  connections.on('peerLeft', ({ key }) => addLimited('peerLeft', 'info', key))
  connections.on('excludedBy', ({ key, reason }) => addLimited('excludedByPeer', 'bad', key, { reason }))
  connections.on('rejected', ({ key, reason }) => addLimited('problem', 'bad', key, { message: reason }))

  logs.on('conflict', ({ length, own }) => {
    if (own) activity.add('problem', 'bad', null, { message: `log conflict at length ${length}` })
  })
  ratings.decisions.events.on('proven', ({ peer, length }) => addLimited('logConflict', 'bad', peer, { length }))
  logs.on('refused', ({ peer, reason }) => addLimited('problem', 'bad', peer, { message: reason }))

  sharing.on('shared', ({ path }) => activity.add('folderShared', 'info', null, { path }))
  sharing.on('unshared', ({ path }) => activity.add('folderUnshared', 'info', null, { path }))
  sharing.on('problem', ({ problem }) => activity.add('problem', 'bad', null, { message: problem.message }))
  catalogues.on('indexed', ({ peer, files }) => addLimited('catalogueUpdated', 'info', peer, { files }))

  transfers.on('downloadDone', ({ peer, name, size }) => activity.add('downloadDone', 'good', peer, { name, size }))
  transfers.on('downloadFailed', ({ peer, name, code }) => activity.add('downloadFailed', 'bad', peer, { name, code }))
  transfers.on('uploadDone', ({ peer, name, bytes }) => addLimited('uploadDone', 'good', peer, { name, bytes }))
  transfers.on('uploadRefused', ({ peer, reason }) => addLimited('uploadRefused', 'info', peer, { reason }))

  ratings.events.on('rating', ({ rater, subject, score, reason, own }) => {
    const level = score >= 0.5 ? 'good' : 'bad'
    if (own) activity.add('ratingGiven', level, subject, { score, reason })
    else if (subject === self) addLimited('ratingReceived', level, rater, { score, reason })
    else addLimited('ratingSeen', level, subject, { score, reason, rater: names.named(rater).name })
  })
  ratings.events.on('excluded', ({ subject }) =>
    activity.add('peerExcluded', 'bad', subject, exclusionValues(ratings, names, subject)),
  )
  ratings.events.on('readmitted', ({ subject }) => {
    const { u } = ratings.trustOf(subject)
    const { by } = ratings.decisions.decision(subject)
    activity.add('peerReadmitted', 'good', subject, { by, ...(u !== null && { u }) })
  })
}

/** Why a peer is excluded: the explanation's sentence, whose transfers failed, and how many recent ones. */
function exclusionValues(
  ratings: RatingActivity,
  names: ActivityRecorderOptions['names'],
  subject: string,
): Record<string, string | number> {
  const { mode, sentence, sources } = ratings.explain(subject, (key) => names.named(key))
  const { failed = 0, recent = 0, u = 0 } = sentence.values
  const [you, trusted] = [mode === 'robust' && sources.you.count > 0, mode === 'robust' && sources.trusted.count > 0]
  const whose = you && trusted ? 'both' : you ? 'you' : trusted ? 'trusted' : 'anybody'
  return { why: sentence.key, whose, failed, of: recent, u }
}
