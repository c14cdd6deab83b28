// Writes that must not fail their caller: what happened to a peer or a transfer is true whether or not the disk has
// room for it. What the disk refuses is kept in memory, in order, and written as soon as the disk takes it.
import type Sqlite from 'better-sqlite3'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { isDiskFailure } from './store-errors.ts'

/** Interval between two attempts to write what is kept, in ms. */
const RETRY_MS = 2000
/** Maximum writes kept; the oldest are lost. */
const MAX_KEPT = 10_000

/** Writes kept until the disk takes them. */
export class PendingWrites {
  readonly events = new Emitter<{ refused: { error: unknown }; written: null }>()
  readonly #sql: Sqlite.Database
  readonly #clock: Clock
  /** By key, oldest first. */
  readonly #kept = new Map<string, () => void>()
  #refusal: unknown = null
  #unkeyed = 0
  #cancel: (() => void) | null = null

  constructor(sql: Sqlite.Database, clock: Clock) {
    this.#sql = sql
    this.#clock = clock
  }

  /** Number of writes kept. */
  get size(): number {
    return this.#kept.size
  }

  /** The disk's last error. */
  get refusal(): unknown {
    return this.#refusal
  }

  /**
   * Runs a write, or keeps it if the disk refuses it. `key` names the row: a later write of the same row takes the
   * place of an earlier one; null: all are kept. Inside a transaction it runs as part of that.
   */
  add(key: string | null, write: () => void): void {
    if (this.#sql.inTransaction) return write()
    // kept ones come first, so that rows are written in order
    if (this.#kept.size > 0) return this.#keep(key, write)
    try {
      write()
    } catch (error) {
      if (!isDiskFailure(error)) throw error
      this.#refusal = error
      this.#keep(key, write)
      this.events.emit('refused', { error })
    }
  }

  /** Writes all that is kept; true if nothing is left. */
  flush(): boolean {
    if (this.#kept.size === 0 || !this.#sql.open) return this.#kept.size === 0
    try {
      this.#sql.transaction(() => this.#kept.forEach((write) => write())).immediate()
    } catch (error) {
      if (isDiskFailure(error)) {
        this.#refusal = error
        return false
      }
      // one of them is at fault: the others are written without it
      this.#flushOneByOne()
      if (this.#kept.size > 0) return false
    }
    this.#kept.clear()
    this.events.emit('written', null)
    return true
  }

  /** Stops trying; what is kept is written once more. */
  close(): void {
    this.#cancel?.()
    this.#cancel = null
    this.flush()
  }

  #flushOneByOne(): void {
    for (const [key, write] of this.#kept) {
      try {
        write()
      } catch (error) {
        if (isDiskFailure(error)) return
      }
      this.#kept.delete(key)
    }
  }

  #keep(key: string | null, write: () => void): void {
    const name = key ?? `#${this.#unkeyed++}`
    // in its former place: rows that refer to it come after it
    this.#kept.set(name, write)
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value as string)
    this.#cancel ??= this.#clock.after(RETRY_MS, () => this.#retry())
  }

  #retry(): void {
    this.#cancel = this.flush() ? null : this.#clock.after(RETRY_MS, () => this.#retry())
  }
}
