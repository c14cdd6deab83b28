import { messageOf } from '../base/errors.ts'
import { stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../base/clock.ts'
import { workerUrl } from '../base/worker-url.ts'
import type { CheckpointReply, CheckpointWish } from './checkpoint-worker.ts'
import type { Database } from './database.ts'

/** How often the log is looked at. */
const EVERY_MS = 1000
/** A log below this is not worth a flush. */
const WORTH_BYTES = 4 * 1024 * 1024
/**
 * Pages of the log from which the node's own thread moves them after all: 64 MB, when the worker does not keep up or
 * has failed.
 */
const AT_LAST_PAGES = 16_000
/** A worker without work is ended after so many looks. */
const IDLE_LOOKS = 15

/**
 * Moves what was written from the database's log into the database in a thread of its own (SQLite's passive checkpoint,
 * which waits for
 * nobody): the flush to the disk takes tens of milliseconds, for which the node's thread would stand still.
 */
export class Checkpointer {
  readonly #path: string
  readonly #clock: Clock
  #worker: Worker | undefined
  /** Those who wait for the worker, in the order in which it answers. */
  #waiting: ((reply: CheckpointReply) => void)[] = []
  #cancel = (): void => {}
  #seen = 0
  #idle = 0
  #closed = false
  #looking: Promise<void> = Promise.resolve()

  constructor(database: Database, clock: Clock) {
    this.#path = database.path
    this.#clock = clock
    database.sql.pragma(`wal_autocheckpoint = ${AT_LAST_PAGES}`)
    this.#wait()
  }

  /** Moves what is in the log now, as far as nobody reads it. Never throws; null when closed. */
  async run(): Promise<CheckpointReply | null> {
    return this.#closed ? null : this.#move()
  }

  /** Ends the thread and its connection; to be waited for before the database is closed, which leaves no log then. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#looking
    await this.#end()
  }

  #wait(): void {
    this.#cancel = this.#clock.after(EVERY_MS, () => {
      this.#looking = this.#look().then(() => {
        if (!this.#closed) this.#wait()
      })
    })
  }

  async #look(): Promise<void> {
    const log = await stat(`${this.#path}-wal`).catch(() => null)
    if (!log || log.size < WORTH_BYTES || log.mtimeMs === this.#seen) {
      if (this.#worker && ++this.#idle > IDLE_LOOKS) await this.#end()
      return
    }
    this.#idle = 0
    this.#seen = log.mtimeMs
    await this.#move()
  }

  async #move(): Promise<CheckpointReply> {
    try {
      const worker = (this.#worker ??= this.#start())
      return await new Promise((resolve) => {
        this.#waiting.push(resolve)
        worker.postMessage('move' satisfies CheckpointWish)
      })
    } catch (error) {
      // no thread can be had just now: the next look tries again, and the log has its bound (AT_LAST_PAGES)
      return { problem: messageOf(error) }
    }
  }

  #start(): Worker {
    const worker = new Worker(workerUrl('checkpoint-worker', import.meta.url), {
      workerData: { path: this.#path },
      execArgv: [],
    })
    worker.unref()
    const gone = (problem: string): void => {
      // one that was ended on purpose has answered everybody before
      if (this.#worker !== worker) return
      this.#worker = undefined
      for (const resolve of this.#waiting.splice(0)) resolve({ problem })
    }
    worker.on('message', (reply: CheckpointReply) => this.#waiting.shift()?.(reply))
    worker.on('error', (error) => gone(error.message))
    worker.on('exit', () => gone('the thread has ended'))
    return worker
  }

  async #end(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    if (!worker) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    // nothing else may keep the process until then
    worker.ref()
    worker.postMessage('close' satisfies CheckpointWish)
    await ended
    if (this.#closed) for (const resolve of this.#waiting.splice(0)) resolve({ problem: 'the thread has ended' })
  }
}
