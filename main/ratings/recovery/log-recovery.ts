import { Emitter, type Subscribable } from '../../base/emitter.ts'
import { HyobanError, messageOf } from '../../base/errors.ts'
import type { Clock } from '../../base/clock.ts'
import { type SignedHead, sameHead } from '../../domain/signed-head.ts'
import type { FollowableLogs } from '../ports.ts'
import type { RecoveringLog } from './recovering-log.ts'

// A held log is fetched from every peer that has it. It may be written again when nothing is missing that it is known
// to have had, and enough peers hold exactly what was found: one peer alone may have a copy that stopped growing years
// ago. Only peers that the log itself rates count: they met this identity before, and nobody can add himself.

/** The log is considered complete when it has not grown for this many ms. */
export const QUIET_MS = 3000
/** Peers that must hold the same head. */
export const MIN_HOLDERS = 3
const CHECK_INTERVAL_MS = 500
/** Holders remembered; the one met first is dropped first. */
const MAX_HOLDERS = 256

/** Why the log is held: the identity came from elsewhere, or the log grew without this node. */
export type HoldReason = 'restored' | 'grown'

export interface RecoveryState {
  held: boolean
  reason: HoldReason
  /** Blocks found so far. */
  found: number
  /** Blocks that the log is known to have had. */
  known: number
  /** Rated peers that hold what was found. */
  holders: number
}

interface RecoverableLogs extends FollowableLogs, Subscribable<{ grown: { peer: string } }> {
  /** The log of this node as it is on this disk. */
  readonly own: { readonly length: number }
  head(peer: string): SignedHead | null
}

interface OwnRatings {
  position(peer: string): number
  ingest(peer: string, from: number, blocks: Uint8Array[]): Promise<void>
  rebuild(): Promise<void>
}

export interface RecoveryOptions {
  /** The key of this node. */
  self: string
  log: RecoveringLog
  logs: RecoverableLogs
  ratings: OwnRatings
  /** Verified heads that neighbours announce. */
  heads: Subscribable<{ head: { from: string; head: SignedHead } }>
  /** Whether the own log rates this peer. */
  rated(peer: string): boolean
  /** Length that the log is known to have had: never written below it. */
  known: number
  clock: Clock
  logLine: (line: string) => void
  /** What survives a restart. */
  record: { held(known: number): Promise<void>; released(): Promise<void> }
}

/** Fetches the own rating log from peers while it is held, and decides when it may be written again. */
export class LogRecovery {
  readonly events = new Emitter<{ change: null; released: null }>()
  readonly #options: RecoveryOptions
  readonly #heads = new Map<string, SignedHead>()
  readonly #off: (() => void)[]
  #reason: HoldReason = 'restored'
  #known: number
  /** Blocks that this node has read before. */
  #remembered = 0
  #confirmed = false
  #read = 0
  #length = -1
  #grownAt = 0
  #cancel = (): void => {}

  constructor(options: RecoveryOptions) {
    const { self, log, logs, heads } = options
    this.#options = options
    this.#known = options.known
    this.#off = [
      log.events.on('grown', () => this.#begin('grown')),
      heads.on('head', ({ from, head }) => {
        if (head.peer === self) this.#onHead(from, head)
      }),
      logs.on('grown', ({ peer }) => {
        if (peer === self) log.checkGrowth()
      }),
    ]
    if (log.held) this.#begin('restored')
  }

  close(): void {
    this.#cancel()
    for (const off of this.#off) off()
    this.#options.log.giveUp()
  }

  get state(): RecoveryState {
    const { log, logs } = this.#options
    const { held } = log
    const holders = held ? this.#holders() : 0
    return { held, reason: this.#reason, found: logs.own.length, known: this.#known, holders }
  }

  /**
   * The user's word that nothing is missing. Throws NOT_FOUND if the log is not held, REFUSED if it is known to have
   * been longer.
   */
  confirm(): void {
    const { held, found, known } = this.state
    if (!held)
      throw new HyobanError('NOT_FOUND', 'Your rating log is complete.', { hint: 'There is nothing to decide.' })
    if (found < known)
      throw new HyobanError('REFUSED', `Your rating log had ${known} entries, and ${found} have been found.`, {
        hint: 'Stay online until a peer appears that has the others. Writing now would contradict them.',
        details: { problem: 'logMissing', found, known },
      })
    this.#confirmed = true
    this.#cancel()
    this.#check()
  }

  #begin(reason: HoldReason): void {
    const { self, logs, ratings, clock, record } = this.#options
    this.#reason = reason
    this.#confirmed = false
    this.#remembered = ratings.position(self)
    this.#read = Math.min(this.#remembered, logs.own.length)
    this.#length = logs.own.length
    this.#grownAt = clock.now()
    void record.held(this.#known).catch((error: unknown) => this.#report(error))
    logs.follow(self, this.#read, async (peer, from, blocks) => {
      await ratings.ingest(peer, from, blocks)
      this.#read = from + blocks.length
      this.events.emit('change', null)
    })
    this.events.emit('change', null)
    this.#check()
  }

  #onHead(from: string, head: SignedHead): void {
    const { log, logs, record } = this.#options
    this.#heads.delete(from)
    this.#heads.set(from, head)
    if (this.#heads.size > MAX_HOLDERS) this.#heads.delete(this.#heads.keys().next().value as string)
    const isLonger = head.length > Math.max(this.#known, logs.own.length)
    if (isLonger) this.#known = head.length
    if (isLonger && !log.held) log.hold()
    else if (isLonger) void record.held(this.#known).catch((error: unknown) => this.#report(error))
    if (log.held) this.events.emit('change', null)
  }

  /** Rated peers whose copy is exactly what was found. */
  #holders(): number {
    const { self, logs, rated } = this.#options
    const mine = logs.head(self)
    return mine ? [...this.#heads].filter(([peer, head]) => sameHead(head, mine) && rated(peer)).length : 0
  }

  #check(): void {
    const { logs, clock } = this.#options
    const now = clock.now()
    const { length } = logs.own
    if (length !== this.#length || this.#read < length) {
      this.#length = length
      this.#grownAt = now
    }
    const complete = length >= this.#known && Math.abs(now - this.#grownAt) >= QUIET_MS
    const certain = this.#confirmed || (length >= this.#remembered && this.#holders() >= MIN_HOLDERS)
    if (complete && certain) void this.#finish().catch((error: unknown) => this.#report(error))
    else this.#cancel = clock.after(CHECK_INTERVAL_MS, () => this.#check())
  }

  async #finish(): Promise<void> {
    const { self, log, logs, ratings, record } = this.#options
    await logs.unfollow(self)
    log.release()
    if (ratings.position(self) > logs.own.length) await ratings.rebuild()
    await record.released()
    this.events.emit('released', null)
    this.events.emit('change', null)
  }

  #report(error: unknown): void {
    this.#options.logLine(`recovery of the own rating log: ${messageOf(error)}`)
  }
}
