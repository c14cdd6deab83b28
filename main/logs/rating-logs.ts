import { messageOf } from '../base/errors.ts'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { RateLimit } from '../base/token-bucket.ts'
import { Semaphore } from '../base/semaphore.ts'
import { headOf, verifyHead } from './head.ts'
import { LogFollower } from './log-follower.ts'
import { ratingLogKey } from './rating-log-key.ts'
import { headOfProof, equivocationFrom, equivocationTo, verifyEquivocationProof } from './equivocation.ts'
import { storageError } from './storage.ts'
import type { SignedHead } from '../domain/signed-head.ts'
import type { EquivocationProof } from '../domain/equivocation-proof.ts'

/** A rating log holds small blocks; larger ones are refused on both sides. */
export const MAX_RATING_BYTES = 4096
export const MAX_RATINGS = 100_000
/** Logs that are downloaded from at the same time. */
const PARALLEL = 8
const PARALLEL_LATE = 2
const STALL_MS = 10_000
/**
 * Blocks that one log may bring: years of ratings at once, and then more than anybody gives; a flood is read no faster.
 */
const RATE: RateLimit = { burst: 20_000, perSecond: 200 }

export type RatingLogEvents = {
  /**
   * A log contradicts itself: two signed heads of one length, or a rewritten one. `own` for this node's own log;
   * `split` proves it to others.
   */
  conflict: { peer: string; length: number; fork: number; own: boolean; split: EquivocationProof | null }
  /** A peer's log broke a limit and is followed no further. */
  refused: { peer: string; reason: string; kind: 'oversized' | 'over-budget' }
  /**
   * The log's owner is connected, has signed more than it sends, and was asked several times; told once until something
   * comes.
   */
  stalled: { peer: string }
  /** A log on this disk has grown, this node's own among them. */
  grown: { peer: string }
  /** More of a log has been read. */
  read: { peer: string }
}

/** This node's rating log: append-only, signed with the identity key. */
export class OwnRatings {
  readonly #core: Hypercore
  readonly #dir: string

  constructor(core: Hypercore, dir: string) {
    this.#core = core
    this.#dir = dir
  }

  get length(): number {
    return this.#core.length
  }

  /**
   * Appends one block of at most 4 KiB; when it resolves, the block survives a killed process. Returns its number.
   * Throws RangeError if the block is too large, HyobanError NO_SPACE or CORRUPT if the disk refuses.
   */
  async append(block: Uint8Array): Promise<number> {
    if (block.byteLength > MAX_RATING_BYTES)
      throw new RangeError(`a rating has at most ${MAX_RATING_BYTES} bytes, not ${block.byteLength}`)
    try {
      const { length } = await this.#core.append(Buffer.from(block))
      return length - 1
    } catch (error) {
      throw storageError(error, this.#dir)
    }
  }

  /** The blocks from number `from` up to (not including) `to`, or to the present end. */
  async *read(from = 0, to = this.length): AsyncGenerator<{ seq: number; block: Uint8Array }, void, void> {
    for (let seq = from; seq < Math.min(to, this.length); seq++) {
      const block = await this.#core.get(seq, { wait: false })
      if (block) yield { seq, block }
    }
  }
}

export interface RatingLogsOptions {
  store: Corestore
  own: Hypercore
  ownHex: string
  dir: string
  clock: Clock
  log: (line: string) => void
  maxBlocks?: number
  /** How long a block is waited for. */
  stallMs?: number
  /** Blocks of one log that may come from others; `burst` at least the 64 that are read together. */
  rate?: RateLimit
}

/** My rating log, and those of the peers that I follow. */
export class RatingLogs extends Emitter<RatingLogEvents> {
  readonly own: OwnRatings
  readonly #options: RatingLogsOptions
  readonly #followers = new Map<string, LogFollower>()
  readonly #cores = new Map<string, Hypercore>()
  readonly #gate = new Semaphore(PARALLEL)
  readonly #lateGate = new Semaphore(PARALLEL_LATE)

  constructor(options: RatingLogsOptions) {
    super()
    this.#options = options
    this.own = new OwnRatings(options.own, options.dir)
    this.#watchForks(options.own, options.ownHex, true)
    options.own.on('append', () => this.emit('grown', { peer: options.ownHex }))
    this.#cores.set(options.ownHex, options.own)
  }

  /**
   * Follows a peer's log from block `from` on: what is there already and what comes, in order. `onBlocks` is awaited
   * before the
   * next call; if it throws, the same blocks come again later. Following again starts afresh from the new `from`.
   */
  follow(
    peer: string,
    from: number,
    onBlocks: (peer: string, from: number, blocks: Uint8Array[]) => void | Promise<void>,
  ): void {
    void this.unfollow(peer)
    const { store, clock, log, maxBlocks = MAX_RATINGS, stallMs = STALL_MS, rate = RATE } = this.#options
    const core = store.get({ key: ratingLogKey(peer), writable: false })
    this.#watchForks(core, peer, false)
    this.#cores.set(peer, core)
    core.on('append', () => this.emit('grown', { peer }))
    this.#followers.set(
      peer,
      new LogFollower({
        core,
        from,
        clock,
        maxBlocks,
        rate,
        gate: this.#gate,
        lateGate: this.#lateGate,
        maxBlockBytes: MAX_RATING_BYTES,
        onBlocks: (at, blocks) => onBlocks(peer, at, blocks),
        stallMs,
        owner: peer,
        onStalled: () => {
          log(`rating log of ${peer.slice(0, 8)} stalls: its owner does not send what it has signed`)
          this.emit('stalled', { peer })
        },
        onRead: () => this.emit('read', { peer }),
        onRefused: (reason, kind) => {
          log(`rating log of ${peer.slice(0, 8)} refused: ${reason}`)
          this.emit('refused', { peer, reason, kind })
          void this.unfollow(peer)
        },
        onError: (error) => log(`rating log of ${peer.slice(0, 8)}: ${messageOf(error)}`),
      }),
    )
  }

  async unfollow(peer: string): Promise<void> {
    const follower = this.#followers.get(peer)
    if (this.#followers.delete(peer)) this.#cores.delete(peer)
    await follower?.stop()
  }

  /** The signed ends of all logs that are held, mine among them. */
  heads(): SignedHead[] {
    return [...this.#cores.keys()].flatMap((peer) => this.head(peer) ?? [])
  }

  /** The signed end of one log; null if it is not followed, or empty. */
  head(peer: string): SignedHead | null {
    const core = this.#cores.get(peer)
    return core && core.opened && !core.closing ? headOf(peer, core) : null
  }

  /**
   * Whether a followed log had this tree hash at this length; null if it is shorter here or parts of it are missing.
   */
  async agrees({ peer, length, fork, hash }: SignedHead): Promise<boolean | null> {
    const core = this.#cores.get(peer)
    if (!core || !core.opened || core.closing || core.length < length || core.fork !== fork) return null
    if (!(await core.has(length - 1))) return null
    return core.treeHash(length).then(
      (mine) => mine.equals(hash),
      () => null,
    )
  }

  /** Shows that a followed log never was what `head` says; null if that cannot be shown with what is here. */
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

  /** One block of a peer's log, if it is on this disk; null if not. */
  async block(peer: string, seq: number): Promise<Uint8Array | null> {
    const core = this.#options.store.get({ key: ratingLogKey(peer), writable: false })
    try {
      await core.ready()
      return seq < core.length ? await core.get(seq, { wait: false }) : null
    } finally {
      await core.close().catch(() => {})
    }
  }

  /** The peers followed at present. */
  get following(): string[] {
    return [...this.#followers.keys()]
  }

  async close(): Promise<void> {
    await Promise.all(this.following.map((peer) => this.unfollow(peer)))
  }

  #watchForks(core: Hypercore, peer: string, own: boolean): void {
    const report = (length: number, fork: number, split: EquivocationProof | null): void => {
      this.#options.log(`log conflict in the rating log of ${own ? 'this node' : peer.slice(0, 8)} at length ${length}`)
      this.emit('conflict', { peer, length, fork, own, split })
    }
    // Hypercore closes the log after the listeners: what is needed of it is taken now
    core.on('conflict', (length, fork, proof) => {
      const mine = headOf(peer, core)
      const theirs = headOfProof(peer, proof)
      if (!mine || !theirs) return report(length, fork, null)
      const split = equivocationTo(mine, proof)
      if (split) return report(length, fork, split)
      void this.#splitAfter(peer, theirs).then(
        (found) => report(length, fork, found),
        () => report(length, fork, null),
      )
    })
    core.on('truncate', (length, fork) => report(length, fork, null))
  }

  /** The log was closed: looks into it once more. */
  async #splitAfter(peer: string, head: SignedHead): Promise<EquivocationProof | null> {
    const core = this.#options.store.get({ key: ratingLogKey(peer), writable: false })
    try {
      await core.ready()
      return await equivocationFrom(core, head)
    } finally {
      await core.close().catch(() => {})
    }
  }
}
