import { messageOf } from '../base/errors.ts'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import type { Clock } from '../base/clock.ts'
import { toHex } from '../base/hex.ts'
import { Emitter } from '../base/emitter.ts'
import type { RateLimit } from '../base/token-bucket.ts'
import { Semaphore } from '../base/semaphore.ts'
import { headOf, verifyHead } from './head.ts'
import { type BlockConsumer, type DownloadSlots, LogFollower } from './log-follower.ts'
import type { LogChannels } from '../network/patches/log-channels.ts'
import type { LogRemoval } from './log-removal.ts'
import { ratingLogKey, ratingLogManifest } from './rating-log-key.ts'
import { headOfProof, equivocationFrom, equivocationTo, verifyEquivocationProof } from './equivocation.ts'
import { MAX_RATING_BYTES, OwnRatings } from './own-ratings.ts'
import { type LogName, ownerOf } from '../domain/rating-log/log-name.ts'
import { logOf, type SignedHead } from '../domain/signed-head.ts'
import { storageError } from './storage.ts'
import type { EquivocationProof } from '../domain/equivocation-proof.ts'

export const MAX_RATINGS = 100_000
/** Logs downloaded concurrently. */
const MAX_PARALLEL = 8
/** Of the logs whose last request went unanswered. */
const MAX_PARALLEL_STALLED = 2
const STALL_MS = 10_000
/** Blocks accepted from one log: years of ratings at once, then more per second than any user gives. */
export const RATE: RateLimit = { burst: 20_000, perSecond: 200 }

export type RatingLogEvents = {
  /**
   * A log equivocates: two signed heads of one length, or a rewritten log. `own` for the log of this node; `split`
   * proves it to others.
   */
  conflict: { log: LogName; length: number; fork: number; own: boolean; split: EquivocationProof | null }
  /** A peer's log exceeded a limit and is not followed any more. */
  refused: { log: LogName; peer: string; reason: string; kind: 'oversized' | 'over-budget' }
  /**
   * The owner of a log is connected, but has not sent what it signed, several times in a row. Emitted once until blocks
   * arrive.
   */
  stalled: { peer: string }
  /** A log on this disk has grown, including that of this node. */
  grown: { log: LogName }
  /** Blocks of a log have been read. */
  read: { log: LogName }
  /** Nothing of a log is left on this disk. */
  removed: { log: LogName }
}

export interface RatingLogsOptions {
  store: Corestore
  channels: Pick<LogChannels, 'openEverywhere' | 'openOn'>
  removal: Pick<LogRemoval, 'remove' | 'deleted'>
  /** The key pair of this node, which signs its logs. */
  keyPair: { publicKey: Uint8Array; secretKey: Uint8Array }
  own: Hypercore
  /** The log of this node that is written now. */
  ownLog: LogName
  dir: string
  clock: Clock
  log: (line: string) => void
  maxBlocks?: number
  /** Time limit for a block, in ms. */
  stallMs?: number
  /** Limit for blocks of one log from others; `burst` must be at least 64, the number read together. */
  rate?: RateLimit
}

/** The rating log of this node, and those of the peers that it follows. */
export class RatingLogs extends Emitter<RatingLogEvents> {
  readonly own: OwnRatings
  readonly #options: RatingLogsOptions
  readonly #followers = new Map<string, LogFollower>()
  readonly #cores = new Map<string, Hypercore>()
  /** Log keys (hex) of the followed peers and of this node. */
  readonly #keys = new Set<string>()
  readonly #slots: DownloadSlots = {
    regular: new Semaphore(MAX_PARALLEL),
    stalled: new Semaphore(MAX_PARALLEL_STALLED),
  }

  constructor(options: RatingLogsOptions) {
    super()
    this.#options = options
    const { own, ownLog, dir } = options
    this.own = new OwnRatings(own, ownLog, dir)
    this.#watch(own, ownLog)
  }

  /** Continues in another log of this node; the one before stays, and can be followed like that of another peer. */
  async restartOwn(log: LogName): Promise<void> {
    const { store, keyPair, dir } = this.#options
    const former = this.own.name
    await this.unfollow(former)
    try {
      this.#open(log)
      const core = store.get({ keyPair, manifest: ratingLogManifest(log) })
      await core.ready()
      const before = this.#cores.get(former)
      this.own.moveTo(core, log)
      this.#watch(core, log)
      this.#cores.delete(former)
      this.#keys.delete(toHex(ratingLogKey(former)))
      await before?.close().catch(() => {})
    } catch (error) {
      throw storageError(error, dir)
    }
  }

  /** Whether a log key (hex) belongs to a followed peer or to this node. */
  uses(key: string): boolean {
    return this.#keys.has(key)
  }

  /** Keys of the logs of a peer: its first, and those that are followed. */
  keysOf(peer: string): Uint8Array[] {
    const followed = [...this.#followers.keys()].filter((log) => ownerOf(log) === peer)
    return [...new Set([peer, ...followed])].map(ratingLogKey)
  }

  /** To be called when a connected peer has said that it has the log of another: it may serve it. */
  offered(from: string, log: LogName): void {
    this.#options.channels.openOn(from, ratingLogKey(log))
  }

  /**
   * Follows a log from block `from` on: blocks on this disk, then new ones, in order. Following it again restarts from
   * the new `from`.
   */
  follow(log: LogName, from: number, consumer: BlockConsumer): void {
    void this.unfollow(log)
    const { store, clock, maxBlocks = MAX_RATINGS, stallMs = STALL_MS, rate = RATE } = this.#options
    const key = ratingLogKey(log)
    this.#open(log)
    const core = store.get({ key, writable: false })
    // the log of this node, which is followed while it is recovered, is watched already
    const own = log === this.own.name
    if (!own) this.#watch(core, log)
    const follower = new LogFollower({
      core,
      log,
      from,
      consumer,
      limits: { maxBlocks, maxBlockBytes: MAX_RATING_BYTES, rate, stallMs },
      slots: this.#slots,
      clock,
      own: this.#isMine(log),
    })
    this.#watchFollower(follower, log)
    this.#followers.set(log, follower)
  }

  async unfollow(log: LogName): Promise<void> {
    const follower = this.#followers.get(log)
    if (this.#followers.delete(log) && log !== this.own.name) {
      this.#cores.delete(log)
      this.#keys.delete(toHex(ratingLogKey(log)))
    }
    this.#options.removal.deleted((await follower?.stop()) ?? 0)
  }

  /** Stops following a log and deletes it from this disk. Logs of this node stay. */
  async remove(log: LogName): Promise<void> {
    await this.unfollow(log)
    if (this.#isMine(log)) return
    await this.#options.removal.remove(ratingLogKey(log))
    this.emit('removed', { log })
  }

  /** Signed heads of all logs on this disk, including that of this node. */
  heads(): SignedHead[] {
    return [...this.#cores.keys()].flatMap((log) => this.head(log) ?? [])
  }

  /** Signed head of one log; null if it is not followed, or empty. */
  head(log: LogName): SignedHead | null {
    const core = this.#cores.get(log)
    return core && core.opened && !core.closing ? headOf(log, core) : null
  }

  /** Whether a followed log had this tree hash at this length; null if the local copy is shorter or incomplete. */
  async agrees(head: SignedHead): Promise<boolean | null> {
    const { length, fork, hash } = head
    const core = this.#cores.get(logOf(head))
    if (!core || !core.opened || core.closing || core.length < length || core.fork !== fork) return null
    if (!(await core.has(length - 1))) return null
    return core.treeHash(length).then(
      (mine) => mine.equals(hash),
      () => null,
    )
  }

  /** Proves that a followed log never was what `head` states; null if the local copy cannot prove it. */
  async contradiction(head: SignedHead): Promise<EquivocationProof | null> {
    const core = this.#cores.get(logOf(head))
    return core && core.opened && !core.closing ? equivocationFrom(core, head) : null
  }

  verify(head: SignedHead): boolean {
    return verifyHead(head)
  }

  verifyEquivocationProof(split: EquivocationProof): boolean {
    return verifyEquivocationProof(split)
  }

  onGrown(listener: (log: LogName) => void): () => void {
    return this.on('grown', ({ log }) => listener(log))
  }

  onRead(listener: (log: LogName) => void): () => void {
    return this.on('read', ({ log }) => listener(log))
  }

  /** One block of a log; null if it is not on this disk. */
  async block(log: LogName, seq: number): Promise<Uint8Array | null> {
    const core = this.#options.store.get({ key: ratingLogKey(log), writable: false })
    try {
      await core.ready()
      return seq < core.length ? await core.get(seq, { wait: false }) : null
    } finally {
      await core.close().catch(() => {})
    }
  }

  /** The logs followed now. */
  get following(): LogName[] {
    return [...this.#followers.keys()]
  }

  async close(): Promise<void> {
    await Promise.all(this.following.map((log) => this.unfollow(log)))
  }

  /** Logs of this node are opened on all connections, as anybody may have or want them; others on their owner's. */
  #open(log: LogName): void {
    const { channels } = this.#options
    if (this.#isMine(log)) channels.openEverywhere(ratingLogKey(log))
    else channels.openOn(ownerOf(log), ratingLogKey(log))
  }

  #isMine(log: LogName): boolean {
    return ownerOf(log) === ownerOf(this.own.name)
  }

  #watchFollower(follower: LogFollower, log: LogName): void {
    const peer = ownerOf(log)
    const name = `rating log of ${peer.slice(0, 8)}`
    follower.on('read', () => this.emit('read', { log }))
    follower.on('stalled', () => {
      this.#options.log(`${name} stalls: its owner does not send what it has signed`)
      this.emit('stalled', { peer })
    })
    follower.on('refused', ({ reason, kind }) => {
      this.#options.log(`${name} refused: ${reason}`)
      this.emit('refused', { log, peer, reason, kind })
      // no honest node writes a block that is too large
      void (kind === 'oversized' ? this.remove(log) : this.unfollow(log))
    })
    follower.on('failed', (error) => this.#options.log(`${name}: ${messageOf(error)}`))
  }

  #watch(core: Hypercore, log: LogName): void {
    this.#cores.set(log, core)
    this.#keys.add(toHex(ratingLogKey(log)))
    core.on('append', () => this.emit('grown', { log }))
    const report = (length: number, fork: number, split: EquivocationProof | null): void => {
      const own = log === this.own.name
      const owner = this.#isMine(log) ? 'this node' : ownerOf(log).slice(0, 8)
      this.#options.log(`log conflict in the rating log of ${owner} at length ${length}`)
      this.emit('conflict', { log, length, fork, own, split })
    }
    // Hypercore closes the log as soon as these listeners return: both heads are read before that
    core.on('conflict', (length, fork, proof) => {
      const mine = headOf(log, core)
      const theirs = headOfProof(log, proof)
      if (!mine || !theirs) return report(length, fork, null)
      const split = equivocationTo(mine, proof)
      if (split) return report(length, fork, split)
      void this.#proofAfterClose(theirs).then(
        (found) => report(length, fork, found),
        () => report(length, fork, null),
      )
    })
    core.on('truncate', (length, fork) => report(length, fork, null))
  }

  /** Reopens the closed log to find the proof. */
  async #proofAfterClose(head: SignedHead): Promise<EquivocationProof | null> {
    const core = this.#options.store.get({ key: ratingLogKey(logOf(head)), writable: false })
    try {
      await core.ready()
      return await equivocationFrom(core, head)
    } finally {
      await core.close().catch(() => {})
    }
  }
}
