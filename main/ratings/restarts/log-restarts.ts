import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { epochOf, type LogName, logName, ownerOf } from '../../domain/rating-log/log-name.ts'
import { type LogRestart, verifyRestart } from '../../domain/rating-log/log-restart.ts'
import type { Signer } from '../../domain/signer.ts'
import { CLOCK_SLACK_MS } from '../receipts/receipt-book.ts'

// Which rating logs a peer has: its first one, and those that it has declared. All of them are read: nothing that was
// rated before a restart is forgotten. A declaration excuses the logs before it, whatever histories they have, so it is
// accepted rarely: otherwise cheats would have themselves excused after each lie.

const DAY_MS = 24 * 3_600_000
/** Restarts of one peer accepted in RESTART_WINDOW_MS: a second one, as two computers may declare at the same time. */
export const MAX_RECENT_RESTARTS = 2
const RESTART_WINDOW_MS = 30 * DAY_MS
/** Restarts of one peer accepted in all. */
export const MAX_RESTARTS = 4
/** Numbers of ratings of one log; the next log of its owner has the next range. */
const LOG_SPAN = 2 ** 32

export interface StoredRestart {
  restart: LogRestart
  /** Place among the logs of its owner here: 1 for the first that was declared. */
  place: number
}

export interface LogRestartStore {
  all(): StoredRestart[]
  save(restart: LogRestart, place: number): void
}

export interface LogRestartsOptions {
  store: LogRestartStore
  signer: Signer
  clock: Clock
}

/** The declared restarts that count here. */
export class LogRestarts {
  readonly events = new Emitter<{ accepted: { peer: string } }>()
  readonly #options: LogRestartsOptions
  /** By peer, in the order of their places. */
  readonly #accepted = new Map<string, LogRestart[]>()

  constructor(options: LogRestartsOptions) {
    this.#options = options
    const stored = options.store.all().sort((a, b) => a.place - b.place)
    for (const { restart } of stored) this.#keep(restart)
  }

  /** Whether a declaration is signed by the peer that it is about. */
  verify(restart: LogRestart): boolean {
    return verifyRestart(restart, this.#options.signer)
  }

  /** Takes a verified declaration; true if it is new and counts. */
  accept(restart: LogRestart): boolean {
    const { peer, epoch } = restart
    const before = this.of(peer)
    const isNew = epoch > 0 && !before.some((one) => one.epoch === epoch)
    if (!isNew || epoch > this.#options.clock.now() + CLOCK_SLACK_MS || !this.mayRestart(peer, epoch)) return false
    this.#add(restart)
    return true
  }

  /** Takes a declaration by this node, which writes in that log from now on: whatever others think, it is read here. */
  declare(restart: LogRestart): void {
    if (!this.knows(logName(restart.peer, restart.epoch))) this.#add(restart)
  }

  /** Whether a restart of this epoch would be within the limits; left out: one that is declared now. */
  mayRestart(peer: string, epoch = this.#options.clock.now()): boolean {
    const before = this.of(peer)
    const since = this.#options.clock.now() - RESTART_WINDOW_MS
    const recent = before.filter((one) => one.epoch > since).length
    return before.length < MAX_RESTARTS && (epoch <= since || recent < MAX_RECENT_RESTARTS)
  }

  /** The restarts of a peer, in the order in which they came. */
  of(peer: string): readonly LogRestart[] {
    return this.#accepted.get(peer) ?? []
  }

  all(): LogRestart[] {
    return [...this.#accepted.values()].flat()
  }

  /** All logs of a peer. */
  logsOf(peer: string): LogName[] {
    return [peer, ...this.of(peer).map(({ epoch }) => logName(peer, epoch))]
  }

  /** Whether a log was declared here, or is the first one of its owner. */
  knows(log: LogName): boolean {
    return this.logsOf(ownerOf(log)).includes(log)
  }

  /** Whether its owner has declared that it continues in a later log: two histories of this one convict nobody. */
  isExcused(log: LogName): boolean {
    return this.of(ownerOf(log)).some(({ epoch }) => epoch > epochOf(log))
  }

  /** The number that the first rating in a log has among all ratings of its owner. */
  firstNumber(log: LogName): number {
    return Math.max(0, this.logsOf(ownerOf(log)).indexOf(log)) * LOG_SPAN
  }

  /** The log that a rating with this number is in, and its block there. */
  locate(rater: string, number: number): { log: LogName; seq: number } {
    const log = this.logsOf(rater)[Math.floor(number / LOG_SPAN)] ?? rater
    return { log, seq: number % LOG_SPAN }
  }

  #add(restart: LogRestart): void {
    const { peer } = restart
    this.#options.store.save(restart, this.of(peer).length + 1)
    this.#keep(restart)
    this.events.emit('accepted', { peer })
  }

  #keep(restart: LogRestart): void {
    this.#accepted.set(restart.peer, [...this.of(restart.peer), restart])
  }
}
