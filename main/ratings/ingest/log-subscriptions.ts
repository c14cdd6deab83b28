import { LRUCache } from 'lru-cache'
import { messageOf } from '../../base/errors.ts'
import type { Subscribable } from '../../base/emitter.ts'
import type { BudgetRecord } from '../../domain/budgets.ts'
import { type LogName, ownerOf } from '../../domain/rating-log/log-name.ts'
import type { Ratings } from '../ratings.ts'
import type { BlockRefusal, FollowableLogs } from '../ports.ts'
import { allowedBytes, logsToDrop } from './log-budget.ts'

// Replicated rating logs: those of all connected peers, and of peers met or rated before, within a budget. Any
// neighbour that holds a log can serve it. Reading continues at the position in the store. With too many logs, that of
// the peer that has been offline longest is no longer followed, strangers first. With too many bytes
// (log-budget.ts), the logs of those trusted least are deleted, and what was read of them is forgotten.

/** Maximum rating logs followed, those of connected peers included. */
const MAX_LOGS = 512
/**
 * Of these, logs of absent peers that nobody trusted has rated and that have given nothing: half a MiB of memory each,
 * for ratings without weight. Strangers under new keys would take all places.
 */
const MAX_ABSENT_STRANGERS = 64
/** Total blocks above which no further log of an absent peer is followed: under 1 GiB. */
const MAX_BLOCKS = 1_000_000
/** Logs that broke a limit, remembered so that they are not read again. */
const MAX_REFUSED = 10_000
/** All logs are added up each time this many bytes were read. */
const CHECK_BYTES = 1024 * 1024

interface ReplicatedRatingLogs
  extends
    FollowableLogs,
    Subscribable<{ refused: { log: LogName; peer: string; kind: BlockRefusal }; stalled: { peer: string } }> {
  /** The log of this node that is written now: it is not followed here. */
  readonly own: { readonly name: LogName }
  /** The logs that are followed. */
  readonly following: readonly LogName[]
  heads(): readonly { length: number }[]
  /** Stops following a log and deletes it from this disk. */
  remove(log: LogName): Promise<void>
}

/** Peers met so far; the peers room implements it. */
interface MetPeers {
  all(): { key: string; lastSeen: number }[]
  get(key: string): { lastSeen: number; received: number } | undefined
}

/** Connected peers; the overlay implements it. */
interface ConnectedPeers extends Subscribable<{ peer: { key: string } }> {
  readonly peers: { has(key: string): boolean }
  readonly limits: BudgetRecord
}

/** The logs that peers have, and have declared; `LogRestarts` implements it. */
interface DeclaredLogs {
  readonly events: Subscribable<{ accepted: { peer: string } }>
  logsOf(peer: string): readonly LogName[]
  knows(log: LogName): boolean
}

export interface LogSubscriptionsOptions {
  self: string
  logs: ReplicatedRatingLogs
  restarts: DeclaredLogs
  ratings: Ratings
  peers: MetPeers
  overlay: ConnectedPeers
  /** Maximum blocks read from one log. */
  maxLogBlocks: number
  log: (line: string) => void
}

/** Feeds the rating logs of other peers into the ratings, within a budget. */
export class LogSubscriptions {
  readonly #options: LogSubscriptionsOptions
  /** Not followed again until the cache is rebuilt, even if neighbours offer them. */
  readonly #refused = new LRUCache<string, true>({ max: MAX_REFUSED })
  /** Logs read up to their allowance, or dropped: followed again once their owner is known. */
  readonly #full = new LRUCache<string, true>({ max: MAX_REFUSED })
  /** What former runs have read is added up with the first block. */
  #readSinceCheck = CHECK_BYTES
  #dropping: Promise<void> | null = null

  constructor(options: LogSubscriptionsOptions) {
    this.#options = options
    const { self, logs, restarts, ratings, peers, overlay } = options
    const latest = peers.all().sort((a, b) => b.lastSeen - a.lastSeen)
    let strangers = 0
    for (const { key } of latest.slice(0, MAX_LOGS)) {
      if (ratings.decisions.conflict(key) || (this.#isStranger(key) && ++strangers > MAX_ABSENT_STRANGERS)) continue
      this.#follow(key)
    }
    // what this node wrote to a log before: a peer may have more of it
    this.#follow(self)
    restarts.events.on('accepted', ({ peer }) => this.#onRestart(peer))
    overlay.on('peer', ({ key }) => this.#connected(key))
    logs.on('refused', ({ log, peer, kind }) => {
      this.#refused.set(log, true)
      ratings.countIgnored(peer, kind)
    })
    ratings.onTrust((peer) => this.#full.has(peer) && this.#isKnown(peer) && this.#resume(peer))
    logs.on('stalled', ({ peer }) => ratings.countIgnored(peer, 'stalled'))
    ratings.decisions.events.on('proven', ({ peer }) => {
      // further blocks could belong to either version of its log
      ratings.countIgnored(peer, 'conflict')
      this.#unfollow(peer)
    })
    ratings.decisions.events.on('pardoned', ({ peer }) => this.#follow(peer))
    ratings.events.on('rebuilt', ({ logs: read }) => this.#followAgain(read))
  }

  /** A neighbour holds this log. It is followed if its owner was met or rated: strangers' ratings have no weight. */
  offered(log: LogName): void {
    const { logs, restarts, ratings, peers, maxLogBlocks } = this.#options
    const key = ownerOf(log)
    if (this.#follows(log) || logs.following.length >= MAX_LOGS || !restarts.knows(log)) return
    const blocks = logs.heads().reduce((sum, { length }) => sum + Math.min(length, maxLogBlocks), 0)
    if (blocks >= MAX_BLOCKS || ratings.decisions.conflict(key) !== null) return
    if (!peers.get(key) && ratings.trustOf(key).count === 0) return
    if (this.#isStranger(key) && this.#absentStrangers().length >= MAX_ABSENT_STRANGERS) return
    this.#followLog(log)
  }

  #follows(log: LogName): boolean {
    return this.#options.logs.following.includes(log)
  }

  /** Follows all logs of a peer that are not followed yet. */
  #follow(key: string): void {
    for (const log of this.#options.restarts.logsOf(key)) if (!this.#follows(log)) this.#followLog(log)
  }

  #followLog(log: LogName): void {
    const { self, logs, ratings } = this.#options
    const key = ownerOf(log)
    if (log === logs.own.name || this.#refused.has(log) || this.#full.has(key)) return
    if (key !== self && ratings.readLogs.sizeOf(key) >= allowedBytes(this.#isKnown(key)))
      return void this.#full.set(key, true)
    logs.follow(log, ratings.position(log), async (_, from, blocks) => {
      await ratings.ingest(log, from, blocks)
      if (key === self) return
      this.#keepBytes(
        key,
        blocks.reduce((sum, { byteLength }) => sum + byteLength, 0),
      )
    })
  }

  #unfollow(key: string): void {
    for (const log of this.#options.restarts.logsOf(key)) void this.#options.logs.unfollow(log)
  }

  /** A peer, or this node, continues in another log. Both are read: the former may be longer elsewhere. */
  #onRestart(key: string): void {
    const { self, ratings, peers } = this.#options
    if (ratings.decisions.conflict(key)) return
    if (key === self || peers.get(key) || ratings.trustOf(key).count > 0) this.#follow(key)
  }

  #resume(key: string): void {
    this.#full.delete(key)
    this.#follow(key)
  }

  /** Whether this node, or anyone whose word counts here, has rated this peer, and it is not excluded. */
  #isKnown(key: string): boolean {
    const { ratings } = this.#options
    return ratings.trustOf(key).count > 0 && !ratings.isExcluded(key)
  }

  /** A peer whose ratings have no weight, and that has given this node nothing. */
  #isStranger(key: string): boolean {
    const { self, peers } = this.#options
    return key !== self && !this.#isKnown(key) && (peers.get(key)?.received ?? 0) === 0
  }

  #absentStrangers(): LogName[] {
    const { logs, overlay } = this.#options
    return logs.following.filter((log) => !overlay.peers.has(ownerOf(log)) && this.#isStranger(ownerOf(log)))
  }

  /** Stops reading a log at its allowance, and drops logs when all of them take too much. */
  #keepBytes(peer: string, read: number): void {
    const { ratings } = this.#options
    if (!this.#full.has(peer) && ratings.readLogs.sizeOf(peer) >= allowedBytes(this.#isKnown(peer))) {
      this.#full.set(peer, true)
      ratings.countIgnored(peer, 'over-budget')
      this.#options.overlay.limits.exceeded(peer, 'ratings')
      this.#unfollow(peer)
    }
    this.#readSinceCheck += read
    if (this.#readSinceCheck < CHECK_BYTES || this.#dropping) return
    this.#readSinceCheck = 0
    this.#dropping = this.#dropOverBudget()
      .catch((error: unknown) => this.#options.log(`rating logs: none could be dropped: ${messageOf(error)}`))
      .finally(() => (this.#dropping = null))
  }

  async #dropOverBudget(): Promise<void> {
    const { logs, restarts, ratings, peers, log } = this.#options
    const read = ratings.readLogs.sizes().map(({ peer, bytes }) => ({
      peer,
      bytes,
      known: this.#isKnown(peer),
      received: peers.get(peer)?.received ?? 0,
    }))
    const dropped = logsToDrop(read)
    if (dropped.length === 0) return
    log(`rating logs: ${dropped.length} of strangers are dropped: together they took too much`)
    for (const peer of dropped) {
      this.#full.set(peer, true)
      ratings.countIgnored(peer, 'over-budget')
    }
    await Promise.all(dropped.flatMap((peer) => restarts.logsOf(peer)).map((one) => logs.remove(one)))
    await ratings.readLogs.forget(dropped)
  }

  #connected(key: string): void {
    if (!this.#options.ratings.decisions.conflict(key)) this.#follow(key)
    this.#keepBudget()
  }

  /** Drops the logs of the peers that have been away longest. */
  #keepBudget(): void {
    const { self, logs, overlay } = this.#options
    this.#dropAbsent(this.#absentStrangers(), MAX_ABSENT_STRANGERS)
    const { following } = logs
    const away = following.filter((log) => ownerOf(log) !== self && !overlay.peers.has(ownerOf(log)))
    this.#dropAbsent(away, MAX_LOGS - (following.length - away.length))
  }

  /** Keeps the logs of the `most` of these peers that have been away for the shortest time. */
  #dropAbsent(away: readonly LogName[], most: number): void {
    const { logs, ratings, peers } = this.#options
    if (away.length <= most) return
    const lastSeen = (log: LogName): number => peers.get(ownerOf(log))?.lastSeen ?? 0
    const oldest = [...away].sort((a, b) => lastSeen(a) - lastSeen(b))
    for (const log of oldest.slice(0, away.length - Math.max(0, most)))
      void (ratings.readLogs.sizeOf(ownerOf(log)) > 0 ? logs.unfollow(log) : logs.remove(log))
  }

  /** After a rebuild of the cache: also reads logs that are no longer followed, which had counted and are on disk. */
  #followAgain(read: readonly LogName[]): void {
    const { logs, ratings } = this.#options
    this.#refused.clear()
    this.#full.clear()
    for (const log of new Set([...logs.following, ...read]))
      if (!ratings.decisions.conflict(ownerOf(log))) this.#followLog(log)
  }
}
