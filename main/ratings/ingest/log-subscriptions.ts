import { LRUCache } from 'lru-cache'
import type { Subscribable } from '../../base/emitter.ts'
import type { Ratings } from '../ratings.ts'
import type { BlockRefusal, FollowableLogs } from '../ports.ts'

// Replicated rating logs: those of all connected peers, and of peers met or rated before, within a budget. Any
// neighbour that holds a log can serve it. Reading continues at the position in the store. Over budget, the log of the
// peer that has been offline longest is dropped.

/** Maximum rating logs followed, those of connected peers included. */
const MAX_LOGS = 512
/** Total blocks above which no further log of an absent peer is followed: under 1 GiB. */
const MAX_BLOCKS = 1_000_000
/** Logs that broke a limit, remembered so that they are not read again. */
const MAX_REFUSED = 10_000

interface ReplicatedRatingLogs
  extends FollowableLogs, Subscribable<{ refused: { peer: string; kind: BlockRefusal }; stalled: { peer: string } }> {
  /** Peers whose logs are followed. */
  readonly following: readonly string[]
  heads(): readonly { length: number }[]
}

/** Peers met so far; the peers room implements it. */
interface MetPeers {
  all(): { key: string; lastSeen: number }[]
  get(key: string): { lastSeen: number } | undefined
}

/** Connected peers; the overlay implements it. */
interface ConnectedPeers extends Subscribable<{ peer: { key: string } }> {
  readonly peers: { has(key: string): boolean }
}

export interface LogSubscriptionsOptions {
  self: string
  logs: ReplicatedRatingLogs
  ratings: Ratings
  peers: MetPeers
  overlay: ConnectedPeers
  /** Maximum blocks read from one log. */
  maxLogBlocks: number
}

/** Feeds the rating logs of other peers into the ratings, within a budget. */
export class LogSubscriptions {
  readonly #options: LogSubscriptionsOptions
  /** Not followed again until the cache is rebuilt, even if neighbours offer them. */
  readonly #refused = new LRUCache<string, true>({ max: MAX_REFUSED })

  constructor(options: LogSubscriptionsOptions) {
    this.#options = options
    const { logs, ratings, peers, overlay } = options
    const latest = peers.all().sort((a, b) => b.lastSeen - a.lastSeen)
    for (const { key } of latest.slice(0, MAX_LOGS)) if (!ratings.decisions.conflict(key)) this.#follow(key)
    overlay.on('peer', ({ key }) => this.#connected(key))
    logs.on('refused', ({ peer, kind }) => {
      this.#refused.set(peer, true)
      ratings.countIgnored(peer, kind)
    })
    logs.on('stalled', ({ peer }) => ratings.countIgnored(peer, 'stalled'))
    ratings.decisions.events.on('proven', ({ peer }) => {
      // further blocks could belong to either version of its log
      ratings.countIgnored(peer, 'conflict')
      void logs.unfollow(peer)
    })
    ratings.events.on('rebuilt', ({ logs: read }) => this.#followAgain(read))
  }

  /** A neighbour holds this log. It is followed if its owner was met or rated: strangers' ratings have no weight. */
  offered(key: string): void {
    const { self, logs, ratings, peers, maxLogBlocks } = this.#options
    if (key === self || this.#follows(key) || logs.following.length >= MAX_LOGS) return
    const blocks = logs.heads().reduce((sum, { length }) => sum + Math.min(length, maxLogBlocks), 0)
    if (blocks >= MAX_BLOCKS || ratings.decisions.conflict(key) !== null) return
    if (peers.get(key) || ratings.trustOf(key).count > 0) this.#follow(key)
  }

  #follows(key: string): boolean {
    return this.#options.logs.following.includes(key)
  }

  #follow(key: string): void {
    const { logs, ratings } = this.#options
    if (this.#refused.has(key)) return
    logs.follow(key, ratings.position(key), (peer, from, blocks) => ratings.ingest(peer, from, blocks))
  }

  #connected(key: string): void {
    if (!this.#follows(key) && !this.#options.ratings.decisions.conflict(key)) this.#follow(key)
    this.#keepBudget()
  }

  /** Drops the logs of the peers that have been away longest. */
  #keepBudget(): void {
    const { logs, peers, overlay } = this.#options
    const { following } = logs
    if (following.length <= MAX_LOGS) return
    const away = following
      .filter((key) => !overlay.peers.has(key))
      .sort((a, b) => (peers.get(a)?.lastSeen ?? 0) - (peers.get(b)?.lastSeen ?? 0))
    for (const key of away.slice(0, following.length - MAX_LOGS)) void logs.unfollow(key)
  }

  /** After a rebuild of the cache: also reads logs that are no longer followed, which had counted and are on disk. */
  #followAgain(read: readonly string[]): void {
    const { self, logs, ratings } = this.#options
    this.#refused.clear()
    for (const key of new Set([...logs.following, ...read]))
      if (key !== self && !ratings.decisions.conflict(key)) this.#follow(key)
  }
}
