import { Emitter, type Subscribable } from '../../base/emitter.ts'
import { HyobanError, messageOf } from '../../base/errors.ts'
import type { Clock } from '../../base/clock.ts'
import { epochOf, type LogName, logName } from '../../domain/rating-log/log-name.ts'
import { declareRestart, type LogRestart } from '../../domain/rating-log/log-restart.ts'
import type { Signer } from '../../domain/signer.ts'
import { logOf, type SignedHead, sameHead } from '../../domain/signed-head.ts'
import type { FollowableLogs } from '../ports.ts'
import type { RecoveringLog } from './recovering-log.ts'

// A held log is fetched from every peer that has it. It may be written again when nothing is missing that it is known
// to have had, and enough peers hold exactly what was found: one peer alone may have a copy that stopped growing years
// ago. Only peers that the log itself rates count: they met this identity before, and nobody can add himself. The user
// can say that this is all: then this node declares that it continues in another log, so that whatever turns up later
// contradicts nothing. It does so by itself when its log has two histories already.

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

interface RecoverableLogs
  extends
    FollowableLogs,
    Subscribable<{
      grown: { log: LogName }
      conflict: { log: LogName; length: number; own: boolean }
    }> {
  /** The log of this node as it is on this disk. */
  readonly own: { readonly name: LogName; readonly length: number }
  head(log: LogName): SignedHead | null
  /** Goes on in another log of this node. */
  restartOwn(log: LogName): Promise<void>
}

/** The declarations of this node, and of others; `LogRestarts` implements it. */
interface DeclaredRestarts {
  readonly events: Subscribable<{ accepted: { peer: string } }>
  declare(restart: LogRestart): void
  mayRestart(peer: string): boolean
  of(peer: string): readonly LogRestart[]
}

interface OwnRatings {
  position(log: LogName): number
  ingest(log: LogName, from: number, blocks: Uint8Array[]): Promise<void>
  rebuild(): Promise<void>
}

export interface RecoveryOptions {
  signer: Signer
  log: RecoveringLog
  logs: RecoverableLogs
  ratings: OwnRatings
  restarts: DeclaredRestarts
  /** Verified heads that neighbours announce, and proofs that a log of this node has two histories. */
  heads: Subscribable<{
    head: { from: string; head: SignedHead }
    ownConflict: { log: LogName; length: number }
  }>
  /** Whether the own log rates this peer. */
  rated(peer: string): boolean
  /** Length that the log is known to have had: never written below it. */
  known: number
  clock: Clock
  logLine: (line: string) => void
  /** What survives a restart. */
  record: {
    held(known: number): Promise<void>
    released(): Promise<void>
    restarted(restart: LogRestart, isRecovered: boolean): Promise<void>
  }
}

/** Fetches the own rating log from peers while it is held, and decides when it may be written again. */
export class LogRecovery {
  readonly events = new Emitter<{
    change: null
    released: null
    /** This node continues in another log; `why`: by the user's word, or because it has two histories. */
    restarted: { why: 'confirmed' | 'conflict' }
  }>()
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
  #restarting = false
  #adopting: Promise<void> = Promise.resolve()
  #cancel = (): void => {}

  constructor(options: RecoveryOptions) {
    const { log, logs, heads } = options
    this.#options = options
    this.#known = options.known
    this.#off = [
      log.events.on('grown', () => this.#begin('grown')),
      heads.on('head', ({ from, head }) => {
        if (logOf(head) === logs.own.name) this.#onHead(from, head)
      }),
      options.restarts.events.on('accepted', ({ peer }) => {
        if (peer === options.signer.publicKey) this.#adoptLatest()
      }),
      heads.on('ownConflict', (found) => this.#onConflict(found)),
      logs.on('conflict', (found) => found.own && this.#onConflict(found)),
      logs.on('grown', (grown) => {
        if (grown.log === logs.own.name) log.checkGrowth()
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
    const found = logs.own.length
    // blocks may arrive before the head that announces them
    return { held, reason: this.#reason, found, known: Math.max(this.#known, found), holders }
  }

  /**
   * The user's word to go on: in another log, so that it does not matter what is missing in this one. Once restarts are
   * used up, this one is written on. Throws NOT_FOUND if the log is not held, REFUSED if it would be written on, but is
   * known to have been longer.
   */
  async confirm(): Promise<void> {
    await this.#adopting
    const { held, found, known } = this.state
    if (!held)
      throw new HyobanError('NOT_FOUND', 'Your rating log is complete.', { hint: 'There is nothing to decide.' })
    if (this.#restarting) return
    if (this.#options.restarts.mayRestart(this.#options.signer.publicKey)) return this.#restart('confirmed')
    if (found < known)
      throw new HyobanError('REFUSED', `Your rating log had ${known} entries, and ${found} have been found.`, {
        hint: 'Stay online until a peer has the others. You have begun new logs too often to begin one now.',
        details: { problem: 'logMissing', found, known },
      })
    this.#confirmed = true
    this.#cancel()
    this.#check()
  }

  #begin(reason: HoldReason): void {
    const { logs, ratings, clock, record } = this.#options
    const { name } = logs.own
    this.#reason = reason
    this.#confirmed = false
    this.#remembered = ratings.position(name)
    this.#read = Math.min(this.#remembered, logs.own.length)
    this.#length = logs.own.length
    this.#grownAt = clock.now()
    void record.held(this.#known).catch((error: unknown) => this.#report(error))
    logs.follow(name, this.#read, async (_, from, blocks) => {
      await ratings.ingest(name, from, blocks)
      this.#read = from + blocks.length
      this.events.emit('change', null)
    })
    this.events.emit('change', null)
    this.#check()
    this.#adoptLatest()
  }

  /** While the log is held: this identity has continued in a later log before, which is then the one to recover. */
  #adoptLatest(): void {
    const { signer, log, logs, restarts } = this.#options
    const latest = [...restarts.of(signer.publicKey)].sort((a, b) => b.epoch - a.epoch)[0]
    if (!log.held || this.#restarting || !latest || latest.epoch <= epochOf(logs.own.name)) return
    this.#adopting = this.#moveTo(latest, false)
      .then(() => this.#begin(this.#reason))
      .catch((error: unknown) => this.#report(error))
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
    const { logs, rated } = this.#options
    const mine = logs.head(logs.own.name)
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

  /** A log with two histories is never written again. Those of an earlier one are excused already. */
  #onConflict({ log, length }: { log: LogName; length: number }): void {
    const { logs, restarts, signer, logLine } = this.#options
    if (this.#restarting || log !== logs.own.name) return
    logLine(`the own rating log has two histories at length ${length}`)
    if (restarts.mayRestart(signer.publicKey))
      void this.#restart('conflict').catch((error: unknown) => this.#report(error))
    else this.#options.log.hold()
  }

  async #restart(why: 'confirmed' | 'conflict'): Promise<void> {
    const { signer, log, logs, ratings, restarts, clock } = this.#options
    log.pause()
    const { name, length } = logs.own
    const former = restarts.of(signer.publicKey).map(({ epoch }) => epoch)
    const epoch = Math.max(Math.round(clock.now()), ...former.map((one) => one + 1))
    const shrunk = ratings.position(name) > length
    try {
      await this.#moveTo(declareRestart(epoch, Math.max(this.#known, length), signer), true)
    } catch (error) {
      // it stays held, and the user can try again
      this.events.emit('change', null)
      throw error
    }
    log.release()
    if (shrunk) await ratings.rebuild()
    this.events.emit('restarted', { why })
    this.events.emit('released', null)
    this.events.emit('change', null)
  }

  /** Writes in another log of this node from now on. `isRecovered`: nothing of it can be elsewhere. */
  async #moveTo(restart: LogRestart, isRecovered: boolean): Promise<void> {
    const { logs, restarts, record } = this.#options
    this.#restarting = true
    try {
      this.#cancel()
      // on the disk first: a node that forgot this would write on in a log that has ended
      await record.restarted(restart, isRecovered)
      await logs.restartOwn(logName(restart.peer, restart.epoch))
      restarts.declare(restart)
      this.#heads.clear()
      this.#known = 0
    } finally {
      this.#restarting = false
    }
  }

  async #finish(): Promise<void> {
    const { log, logs, ratings, record } = this.#options
    const { name } = logs.own
    await logs.unfollow(name)
    log.release()
    if (ratings.position(name) > logs.own.length) await ratings.rebuild()
    await record.released()
    this.events.emit('released', null)
    this.events.emit('change', null)
  }

  #report(error: unknown): void {
    this.#options.logLine(`recovery of the own rating log: ${messageOf(error)}`)
  }
}
