import { stat } from 'node:fs/promises'
import type { Clock } from '../base/clock.ts'
import { messageOf } from '../base/errors.ts'
import { workerThread } from '../base/worker-handle.ts'
import { WorkerHost } from '../base/worker-host.ts'
import { workerUrl } from '../base/worker-url.ts'
import type { Checkpointed } from './checkpoint-worker.ts'
import type { Database } from './database.ts'

/** What a checkpoint came to; `problem` where nothing could be moved. */
export type CheckpointResult = Checkpointed | { problem: string }

/** How often the size of the log is checked. */
const CHECK_MS = 1000
/** A log below this is not worth a flush. */
const MIN_LOG_BYTES = 4 * 1024 * 1024
/** Pages of the log from which the node's own thread moves them: 64 MB, when the worker is too slow or has failed. */
const OWN_CHECKPOINT_PAGES = 16_000
/** The worker is ended after this many checks without work. */
const MAX_IDLE_CHECKS = 15

/**
 * Moves what was written from the database's log into the database in a thread (SQLite's passive checkpoint, which
 * waits for nobody): the flush to the disk takes tens of milliseconds, for which the node's thread would stand still.
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

  /** Moves what is in the log now, as far as nobody reads it. Never throws; null when closed. */
  async run(): Promise<CheckpointResult | null> {
    return this.#closed ? null : this.#move()
  }

  /** Ends the thread and its connection. Wait for it before the database is closed, which then leaves no log. */
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

  /** A failed checkpoint is tried again at the next check; the log has its bound (OWN_CHECKPOINT_PAGES). */
  #move(): Promise<CheckpointResult> {
    return this.#host.request('move').catch((error: unknown) => ({ problem: messageOf(error) }))
  }
}
