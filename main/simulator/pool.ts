import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { systemClock } from '../base/clock.ts'
import { threadHandle } from '../base/worker-handle.ts'
import { WorkerHost } from '../base/worker-host.ts'
import { workerUrl } from '../base/worker-url.ts'
import { BatchRun, type Batch, type BatchOptions } from './batch-run.ts'
import type { SimulatorTask } from './task.ts'
import type { SimulateJob } from './simulate-worker.ts'

export interface PoolOptions {
  /** Number of threads; defaults to the number of cores. */
  workers?: number | undefined
  /** Starts a thread; tests replace it to control the thread. */
  spawn?: (() => Worker) | undefined
}

/** Tasks queued on a thread at a time, so that it never idles while a reply is on its way. */
const DEPTH = 2
type Thread = WorkerHost<SimulateJob, Float64Array, number>

/**
 * Runs tasks on all cores. A task's result depends on the task alone, so results are the same for any number of
 * threads. Threads that die are replaced, and their tasks run again.
 */
export class SimulatorPool {
  readonly size: number
  readonly #threads: Thread[]
  /** Batches in progress, next one to be served first. */
  #batches: BatchRun<Thread>[] = []
  #closed = false

  constructor({ workers, spawn = startThread }: PoolOptions = {}) {
    this.size = Math.max(1, workers ?? availableParallelism())
    this.#threads = Array.from(
      { length: this.size },
      (): Thread => new WorkerHost({ spawn: () => threadHandle(spawn()), clock: systemClock }),
    )
  }

  /** Starts the threads now, so that the first batch need not wait for them. */
  warm(): void {
    if (!this.#closed) for (const thread of this.#threads) thread.start()
  }

  /** Runs all tasks; concurrent batches take turns on the threads. */
  start(tasks: readonly SimulatorTask[], options: BatchOptions): Batch {
    const batch = new BatchRun<Thread>(tasks, options)
    const { signal } = options
    const abort = (): void => this.#cancel(batch, 'The simulation was cancelled.')
    if (this.#closed) batch.cancel('The simulator is closed.')
    else if (signal?.aborted) abort()
    else if (tasks.length === 0) batch.end()
    else {
      this.#batches.push(batch)
      signal?.addEventListener('abort', abort, { once: true })
      void batch.done.catch(() => {}).then(() => signal?.removeEventListener('abort', abort))
      this.warm()
      this.#dispatch()
    }
    return {
      done: batch.done,
      pause: () => batch.pause(),
      resume: () => {
        batch.resume()
        this.#dispatch()
      },
    }
  }

  /** Stops all threads; batches in progress reject with CANCELLED. */
  async close(): Promise<void> {
    this.#closed = true
    for (const batch of this.#batches) batch.cancel('The simulator was closed.')
    this.#batches = []
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }

  /** Fills every thread up to DEPTH tasks, taking the batches in turn. */
  #dispatch(): void {
    for (let depth = 1; depth <= DEPTH; depth++) {
      for (const thread of this.#threads) {
        if (this.#closed || thread.pending >= depth) continue
        const batch = this.#batches.find(({ ready }) => ready)
        if (!batch) return
        this.#batches = [...this.#batches.filter((other) => other !== batch), batch]
        void this.#runNext(batch, thread)
      }
    }
  }

  async #runNext(batch: BatchRun<Thread>, thread: Thread): Promise<void> {
    await batch.runNext(thread)
    if (batch.ended) this.#batches = this.#batches.filter((other) => other !== batch)
    this.#dispatch()
  }

  /** A task cannot be interrupted from outside, so the threads that work for the batch are replaced. */
  #cancel(batch: BatchRun<Thread>, message: string): void {
    if (batch.ended) return
    batch.cancel(message)
    this.#batches = this.#batches.filter((other) => other !== batch)
    for (const thread of this.#threads) {
      if (!batch.uses(thread)) continue
      void thread.kill('cancelled')
      if (!this.#closed) thread.start()
    }
  }
}

const startThread = (): Worker => new Worker(workerUrl('simulate-worker', import.meta.url), { name: 'simulate' })
