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
import { ratingLogKey } from './rating-log-key.ts'
import { headOfProof, equivocationFrom, equivocationTo, verifyEquivocationProof } from './equivocation.ts'
import { MAX_RATING_BYTES, OwnRatings } from './own-ratings.ts'
import type { SignedHead } from '../domain/signed-head.ts'
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
  conflict: { peer: string; length: number; fork: number; own: boolean; split: EquivocationProof | null }
  /** A peer's log exceeded a limit and is not followed any more. */
  refused: { peer: string; reason: string; kind: 'oversized' | 'over-budget' }
  /**
   * The owner of a log is connected, but has not sent what it signed, several times in a row. Emitted once until blocks
   * arrive.
   */
  stalled: { peer: string }
  /** A log on this disk has grown, including that of this node. */
  grown: { peer: string }
  /** Blocks of a log have been read. */
  read: { peer: string }
  /** Nothing of a log is left on this disk. */
  removed: { peer: string }
}

export interface RatingLogsOptions {
  store: Corestore
  channels: Pick<LogChannels, 'openOn'>
  removal: Pick<LogRemoval, 'remove' | 'deleted'>
  own: Hypercore
  ownHex: string
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
    this.own = new OwnRatings(options.own, options.dir)
    this.#watchForks(options.own, options.ownHex, true)
    options.own.on('append', () => this.emit('grown', { peer: options.ownHex }))
    this.#cores.set(options.ownHex, options.own)
    this.#keys.add(toHex(ratingLogKey(options.ownHex)))
  }

  /** Whether a log key (hex) belongs to a followed peer or to this node. */
  uses(key: string): boolean {
    return this.#keys.has(key)
  }

  /** To be called when a connected peer has said that it has the log of another: it may serve it. */
  offered(from: string, peer: string): void {
    this.#options.channels.openOn(from, ratingLogKey(peer))
  }

  /**
   * Follows a peer's log from block `from` on: blocks on this disk, then new ones, in order. Following it again
   * restarts from the new `from`.
   */
  follow(peer: string, from: number, consumer: BlockConsumer): void {
    void this.unfollow(peer)
    const { store, clock, maxBlocks = MAX_RATINGS, stallMs = STALL_MS, rate = RATE } = this.#options
    const key = ratingLogKey(peer)
    this.#options.channels.openOn(peer, key)
    const core = store.get({ key, writable: false })
    // the log of this node, which is followed while it is recovered, is watched already
    if (peer !== this.#options.ownHex) {
      this.#watchForks(core, peer, false)
      this.#cores.set(peer, core)
      this.#keys.add(toHex(key))
      core.on('append', () => this.emit('grown', { peer }))
    }
    const follower = new LogFollower({
      core,
      owner: peer,
      from,
      consumer,
      limits: { maxBlocks, maxBlockBytes: MAX_RATING_BYTES, rate, stallMs },
      slots: this.#slots,
      clock,
      own: peer === this.#options.ownHex,
    })
    this.#watchFollower(follower, peer)
    this.#followers.set(peer, follower)
  }

  async unfollow(peer: string): Promise<void> {
    const follower = this.#followers.get(peer)
    if (this.#followers.delete(peer) && peer !== this.#options.ownHex) {
      this.#cores.delete(peer)
      this.#keys.delete(toHex(ratingLogKey(peer)))
    }
    this.#options.removal.deleted((await follower?.stop()) ?? 0)
  }

  /** Stops following a peer's log and deletes it from this disk. The log of this node stays. */
  async remove(peer: string): Promise<void> {
    await this.unfollow(peer)
    if (peer === this.#options.ownHex) return
    await this.#options.removal.remove(ratingLogKey(peer))
    this.emit('removed', { peer })
  }

  /** Signed heads of all logs on this disk, including that of this node. */
  heads(): SignedHead[] {
    return [...this.#cores.keys()].flatMap((peer) => this.head(peer) ?? [])
  }

  /** Signed head of one log; null if it is not followed, or empty. */
  head(peer: string): SignedHead | null {
    const core = this.#cores.get(peer)
    return core && core.opened && !core.closing ? headOf(peer, core) : null
  }

  /** Whether a followed log had this tree hash at this length; null if the local copy is shorter or incomplete. */
  async agrees({ peer, length, fork, hash }: SignedHead): Promise<boolean | null> {
    const core = this.#cores.get(peer)
    if (!core || !core.opened || core.closing || core.length < length || core.fork !== fork) return null
    if (!(await core.has(length - 1))) return null
    return core.treeHash(length).then(
      (mine) => mine.equals(hash),
      () => null,
    )
  }

  /** Proves that a followed log never was what `head` states; null if the local copy cannot prove it. */
  async contradiction(head: SignedHead): Promise<EquivocationProof | null> {
    const core = this.#cores.get(head.peer)
    return core && core.opened && !core.closing ? equivocationFrom(core, head) : null
  }

  verify(head: SignedHead): boolean {
    return verifyHead(head)
  }

  verifyEquivocationProof(split: EquivocationProof): boolean {
    return verifyEquivocationProof(split)
  }

  onGrown(listener: (peer: string) => void): () => void {
    return this.on('grown', ({ peer }) => listener(peer))
  }

  onRead(listener: (peer: string) => void): () => void {
    return this.on('read', ({ peer }) => listener(peer))
  }

  /** One block of a peer's log; null if it is not on this disk. */
  async block(peer: string, seq: number): Promise<Uint8Array | null> {
    const core = this.#options.store.get({ key: ratingLogKey(peer), writable: false })
    try {
      await core.ready()
      return seq < core.length ? await core.get(seq, { wait: false }) : null
    } finally {
      await core.close().catch(() => {})
    }
  }

  /** The peers followed now. */
  get following(): string[] {
    return [...this.#followers.keys()]
  }

  async close(): Promise<void> {
    await Promise.all(this.following.map((peer) => this.unfollow(peer)))
  }

  #watchFollower(follower: LogFollower, peer: string): void {
    const { log } = this.#options
    const name = `rating log of ${peer.slice(0, 8)}`
    follower.on('read', () => this.emit('read', { peer }))
    follower.on('stalled', () => {
      log(`${name} stalls: its owner does not send what it has signed`)
      this.emit('stalled', { peer })
    })
    follower.on('refused', ({ reason, kind }) => {
      log(`${name} refused: ${reason}`)
      this.emit('refused', { peer, reason, kind })
      // no honest node writes a block that is too large
      void (kind === 'oversized' ? this.remove(peer) : this.unfollow(peer))
    })
    follower.on('failed', (error) => log(`${name}: ${messageOf(error)}`))
  }

  #watchForks(core: Hypercore, peer: string, own: boolean): void {
    const report = (length: number, fork: number, split: EquivocationProof | null): void => {
      this.#options.log(`log conflict in the rating log of ${own ? 'this node' : peer.slice(0, 8)} at length ${length}`)
      this.emit('conflict', { peer, length, fork, own, split })
    }
    // Hypercore closes the log as soon as these listeners return: both heads are read before that
    core.on('conflict', (length, fork, proof) => {
      const mine = headOf(peer, core)
      const theirs = headOfProof(peer, proof)
      if (!mine || !theirs) return report(length, fork, null)
      const split = equivocationTo(mine, proof)
      if (split) return report(length, fork, split)
      void this.#proofAfterClose(peer, theirs).then(
        (found) => report(length, fork, found),
        () => report(length, fork, null),
      )
    })
    core.on('truncate', (length, fork) => report(length, fork, null))
  }

  /** Reopens the closed log to find the proof. */
  async #proofAfterClose(peer: string, head: SignedHead): Promise<EquivocationProof | null> {
    const core = this.#options.store.get({ key: ratingLogKey(peer), writable: false })
    try {
      await core.ready()
      return await equivocationFrom(core, head)
    } finally {
      await core.close().catch(() => {})
    }
  }
}
