import type Corestore from 'corestore'
import { messageOf } from '../base/errors.ts'
import type { Clock } from '../base/clock.ts'
import { toHex } from '../base/hex.ts'
import { compactLogs, deleteLog } from '../network/patches/delete-log.ts'

/** The files are compacted after this many bytes were deleted; smaller gaps are filled by later logs. */
const COMPACT_BYTES = 8 * 1024 * 1024
/** Delay of a compaction in ms, so that one serves for all that is deleted together. */
const COMPACT_MS = 30_000
/** Least time in ms between two compactions, which rewrite all logs. */
const MIN_INTERVAL_MS = 600_000

/** Deletes logs of others from this disk, and returns their space to the file system. */
export class LogRemoval {
  readonly #store: Corestore
  readonly #clock: Clock
  readonly #log: (line: string) => void
  #cancel: (() => void) | null = null
  #deletedBytes = 0
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
    return this.#run(`log ${toHex(key).slice(0, 8)} stays on the disk`, async () =>
      this.deleted(await deleteLog(this.#store, key)),
    )
  }

  /** To be called when about this many bytes of blocks were deleted: their space is freed later. */
  deleted(bytes: number): void {
    this.#deletedBytes += bytes
    if (this.#closed || this.#cancel || this.#deletedBytes < COMPACT_BYTES) return
    const now = this.#clock.now()
    this.#cancel = this.#clock.after(Math.max(COMPACT_MS, this.#compactedAt + MIN_INTERVAL_MS - now), () => {
      this.#cancel = null
      this.#compactedAt = this.#clock.now()
      this.#deletedBytes = 0
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
