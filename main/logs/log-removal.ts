import type Corestore from 'corestore'
import { messageOf } from '../base/errors.ts'
import type { Clock } from '../base/clock.ts'
import { toHex } from '../base/hex.ts'
import { compactLogs, deleteLog } from '../network/patches/delete-log.ts'

/** The files are compacted this many ms after something was deleted, once for all that was deleted meanwhile. */
const COMPACT_MS = 30_000
/** Least time in ms between two compactions, which rewrite all logs. */
const MIN_INTERVAL_MS = 600_000

/** Deletes logs of others from this disk, and returns their space to the file system. */
export class LogRemoval {
  readonly #store: Corestore
  readonly #clock: Clock
  readonly #log: (line: string) => void
  #cancel: (() => void) | null = null
  #compactedAt = Number.NEGATIVE_INFINITY
  #closed = false
  readonly #running = new Set<Promise<void>>()

  constructor(store: Corestore, clock: Clock, log: (line: string) => void) {
    this.#store = store
    this.#clock = clock
    this.#log = log
  }

  /** Deletes all that is here of a log, closes its channels, and never rejects. A log of this node stays. */
  remove(key: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.deleted()
    return this.#run(`log ${toHex(key).slice(0, 8)} stays on the disk`, () => deleteLog(this.#store, key))
  }

  /** To be called when blocks were deleted: their space is freed later. */
  deleted(): void {
    if (this.#closed || this.#cancel) return
    const now = this.#clock.now()
    this.#cancel = this.#clock.after(Math.max(COMPACT_MS, this.#compactedAt + MIN_INTERVAL_MS - now), () => {
      this.#cancel = null
      this.#compactedAt = this.#clock.now()
      void this.#run('the space of deleted logs was not freed', () => compactLogs(this.#store))
    })
  }

  /** Waits for what has begun. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel?.()
    await Promise.all(this.#running)
  }

  async #run(problem: string, work: () => Promise<void>): Promise<void> {
    const running = work().catch((error: unknown) => this.#log(`${problem}: ${messageOf(error)}`))
    this.#running.add(running)
    await running
    this.#running.delete(running)
  }
}
