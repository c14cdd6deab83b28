import type { Activity } from '../activity/activity.ts'
import type { Clock } from '../base/clock.ts'
import type { Library } from '../library/library.ts'
import type { Logs } from '../logs/logs.ts'
import type { Overlay } from '../network/overlay.ts'
import type { PeerNames } from '../peers/names.ts'
import type { Ratings } from '../ratings/ratings.ts'
import type { CatalogueIndexer } from '../search/local/catalogue-indexer.ts'
import type { Transfers } from '../transfers/transfers.ts'
import { limitedFeed } from './feed-limit.ts'

interface JournalParts {
  activity: Activity
  self: string
  names: PeerNames
  overlay: Overlay
  logs: Logs
  library: Library
  indexer: CatalogueIndexer
  transfers: Transfers
  ratings: Ratings
  clock: Clock
}

/**
 * What the feed says of an exclusion: the word of the explanation, with whom transfers failed, and how many of the last
 * ones.
 */
function whyExcluded(ratings: Ratings, names: PeerNames, subject: string): Record<string, string | number> {
  const { mode, sentence, sources } = ratings.explain(subject, (key) => names.named(key))
  const { failed = 0, recent = 0, u = 0 } = sentence.values
  const [you, trusted] = [mode === 'robust' && sources.you.count > 0, mode === 'robust' && sources.trusted.count > 0]
  const whose = you && trusted ? 'both' : you ? 'you' : trusted ? 'trusted' : 'anybody'
  return { why: sentence.key, whose, failed, of: recent, u }
}

/** Writes what the rooms report into the activity feed. */
export function keepJournal({
  activity,
  self,
  names,
  overlay,
  logs,
  library,
  indexer,
  transfers,
  ratings,
  clock,
}: JournalParts): void {
  const ofOthers = limitedFeed(activity, clock)
  overlay.on('peer', ({ key }) => ofOthers('peerJoined', 'info', key))
  overlay.on('peerLeft', ({ key }) => ofOthers('peerLeft', 'info', key))
  overlay.on('excludedBy', ({ key, reason }) => ofOthers('excludedByPeer', 'bad', key, { reason }))
  overlay.on('rejected', ({ key, reason }) => ofOthers('problem', 'bad', key, { message: reason }))
  logs.ratings.on(
    'conflict',
    ({ length, own }) => own && activity.add('problem', 'bad', null, { message: `log conflict at length ${length}` }),
  )
  ratings.decisions.events.on('proven', ({ peer, length }) => ofOthers('logConflict', 'bad', peer, { length }))
  logs.ratings.on('refused', ({ peer, reason }) => ofOthers('problem', 'bad', peer, { message: reason }))

  library.events.on('shared', ({ path }) => activity.add('folderShared', 'info', null, { path }))
  library.events.on('unshared', ({ path }) => activity.add('folderUnshared', 'info', null, { path }))
  library.events.on('problem', ({ problem }) => activity.add('problem', 'bad', null, { message: problem.message }))

  indexer.events.on('indexed', ({ peer, files }) => ofOthers('catalogueUpdated', 'info', peer, { files }))

  transfers.events.on('downloadDone', ({ peer, name, size }) =>
    activity.add('downloadDone', 'good', peer, { name, size }),
  )
  transfers.events.on('downloadFailed', ({ peer, name, code }) =>
    activity.add('downloadFailed', 'bad', peer, { name, code }),
  )
  transfers.events.on('uploadDone', ({ peer, name, bytes }) => ofOthers('uploadDone', 'good', peer, { name, bytes }))
  transfers.events.on('uploadRefused', ({ peer, reason }) => ofOthers('uploadRefused', 'info', peer, { reason }))

  ratings.events.on('rating', ({ rater, subject, score, reason, own }) => {
    const level = score >= 0.5 ? 'good' : 'bad'
    if (own) activity.add('ratingGiven', level, subject, { score, reason })
    else if (subject === self) ofOthers('ratingReceived', level, rater, { score, reason })
    else ofOthers('ratingSeen', level, subject, { score, reason, rater: names.named(rater).name })
  })
  ratings.events.on('excluded', ({ subject }) =>
    activity.add('peerExcluded', 'bad', subject, whyExcluded(ratings, names, subject)),
  )
  ratings.events.on('readmitted', ({ subject }) => {
    const { u } = ratings.trustOf(subject)
    activity.add('peerReadmitted', 'good', subject, {
      by: ratings.decisions.decision(subject).by,
      ...(u !== null && { u }),
    })
  })
}
