import { stat } from 'node:fs/promises'
import type { Clock } from '../base/clock.ts'
import { messageOf } from '../base/errors.ts'
import { workerThread } from '../base/worker-handle.ts'
import { WorkerHost } from '../base/worker-host.ts'
import { workerUrl } from '../base/worker-url.ts'
import type { Checkpointed } from './checkpoint-worker.ts'
import type { Database } from './database.ts'

/** The result of a checkpoint; `problem` if nothing could be moved. */
export type CheckpointResult = Checkpointed | { problem: string }

/** Interval between checks of the log's size, in ms. */
const CHECK_MS = 1000
/** A smaller log is not moved. */
const MIN_LOG_BYTES = 4 * 1024 * 1024
/** From this many pages (64 MB) the node's thread checkpoints itself, in case the worker is too slow or has failed. */
const OWN_CHECKPOINT_PAGES = 16_000
/** The worker ends after this many checks without work. */
const MAX_IDLE_CHECKS = 15

/**
 * Moves written pages from the write-ahead log into the database in a worker thread (SQLite's passive checkpoint, which
 * never waits for readers or writers): the flush takes tens of milliseconds, which would block the node's thread.
 */
export class Checkpointer {
  readonly #path: string
  readonly #clock: Clock
  readonly #host: WorkerHost<'move', Checkpointed>
  #cancel = (): void => {}
  #lastModified = 0
  #idleChecks = 0
  #closed = false
  #checking: Promise<void> = Promise.resolve()

  constructor(database: Database, clock: Clock) {
    this.#path = database.path
    this.#clock = clock
    const url = workerUrl('checkpoint-worker', import.meta.url)
    this.#host = new WorkerHost({ spawn: () => workerThread(url, { workerData: { path: database.path } }), clock })
    database.sql.pragma(`wal_autocheckpoint = ${OWN_CHECKPOINT_PAGES}`)
    this.#schedule()
  }

  /** Moves the present log, as far as no reader needs it. Never throws; null when closed. */
  async run(): Promise<CheckpointResult | null> {
    return this.#closed ? null : this.#move()
  }

  /** Ends the thread and its connection. To be awaited before the database is closed, which then removes the log. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#checking
    await this.#host.end()
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(CHECK_MS, () => {
      this.#checking = this.#check().then(() => {
        if (!this.#closed) this.#schedule()
      })
    })
  }

  async #check(): Promise<void> {
    const log = await stat(`${this.#path}-wal`).catch(() => null)
    if (!log || log.size < MIN_LOG_BYTES || log.mtimeMs === this.#lastModified) {
      if (this.#host.running && ++this.#idleChecks > MAX_IDLE_CHECKS) await this.#host.end()
      return
    }
    this.#idleChecks = 0
    this.#lastModified = log.mtimeMs
    await this.#move()
  }

  /** A failed checkpoint is retried at the next check; OWN_CHECKPOINT_PAGES bounds the log. */
  #move(): Promise<CheckpointResult> {
    return this.#host.request('move').catch((error: unknown) => ({ problem: messageOf(error) }))
  }
}
