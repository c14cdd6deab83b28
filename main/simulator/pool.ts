import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { systemClock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import { threadHandle } from '../base/worker-handle.ts'
import { WorkerHost, WorkerLost } from '../base/worker-host.ts'
import { workerUrl } from '../base/worker-url.ts'
import { BatchRun, type Batch, type BatchOptions } from './batch-run.ts'
import type { RunTask } from './task.ts'
import type { SimulateJob } from './simulate-worker.ts'

export interface PoolOptions {
  /** Number of threads; the machine's cores if left out. */
  workers?: number | undefined
  /** Starts a thread; replaced where a test wants to hold the thread in its hand. */
  spawn?: (() => Worker) | undefined
}

/** Tasks that a thread has at a time, so that it never idles while a reply travels. */
const DEPTH = 2
type Thread = WorkerHost<SimulateJob, Float64Array, number>

/**
 * Runs tasks on all cores. A task's result depends on the task alone, so results are the same for any number of
 * threads.
 * Threads that die are replaced and their tasks run again.
 */
export class SimulatorPool {
  readonly size: number
  readonly #threads: Thread[]
  /** Which batches each thread works on. */
  readonly #busy = new Map<Thread, BatchRun[]>()
  #runs: BatchRun[] = []
  #closed = false

  constructor({ workers, spawn = startThread }: PoolOptions = {}) {
    this.size = Math.max(1, workers ?? availableParallelism())
    this.#threads = Array.from(
      { length: this.size },
      (): Thread => new WorkerHost({ spawn: () => threadHandle(spawn()), clock: systemClock }),
    )
  }

  /** Starts the threads now, so that a first run need not wait for them. */
  warm(): void {
    if (!this.#closed) for (const thread of this.#threads) thread.start()
  }

  /** Runs all tasks; batches that are under way at the same time share the threads in turn. */
  start(tasks: readonly RunTask[], options: BatchOptions): Batch {
    const run = new BatchRun(tasks, options)
    this.#runs.push(run)
    const abort = (): void => this.#cancel(run, 'The simulation was cancelled.')
    if (this.#closed) this.#cancel(run, 'The simulator is closed.')
    else if (options.signal?.aborted) abort()
    else if (tasks.length === 0) this.#end(run)
    else {
      options.signal?.addEventListener('abort', abort, { once: true })
      void run.done.catch(() => {}).then(() => options.signal?.removeEventListener('abort', abort))
      this.warm()
      this.#feed()
    }
    return {
      done: run.done,
      pause: () => run.setPaused(true),
      resume: () => {
        run.setPaused(false)
        this.#feed()
      },
    }
  }

  /** Stops all threads; batches under way are rejected with CANCELLED. */
  async close(): Promise<void> {
    this.#closed = true
    for (const run of this.#runs) run.fail(new HyobanError('CANCELLED', 'The simulator was closed.'))
    this.#runs = []
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }

  /** Gives every thread up to DEPTH tasks, the batches in turn. */
  #feed(): void {
    for (let depth = 1; depth <= DEPTH; depth++) {
      for (const thread of this.#threads) {
        if (this.#closed || thread.pending >= depth) continue
        const at = this.#runs.findIndex((run) => run.waiting.length > 0 && !run.paused)
        const [run] = at < 0 ? [] : this.#runs.splice(at, 1)
        if (!run) return
        this.#runs.push(run)
        void this.#work(thread, run, run.waiting.pop() as number)
      }
    }
  }

  async #work(thread: Thread, run: BatchRun, index: number): Promise<void> {
    const busy = this.#busy.get(thread) ?? []
    this.#busy.set(thread, busy)
    busy.push(run)
    try {
      const job = { task: run.task(index), pause: run.pause }
      const values = await thread.request(job, {
        onProgress: (done) => !run.ended && run.progressed(index, done),
      })
      if (!run.ended) run.finished(index, values)
    } catch (error) {
      if (!run.ended && error instanceof WorkerLost) run.returned(index, error.oldest && error.reason !== 'cancelled')
      else if (!run.ended) run.fail(error)
    } finally {
      busy.splice(busy.indexOf(run), 1)
    }
    if (run.ended) this.#end(run)
    this.#feed()
  }

  #end(run: BatchRun): void {
    if (!run.ended) run.end()
    this.#runs = this.#runs.filter((other) => other !== run)
  }

  /** Fails a batch; threads that work on it are replaced at once, since a task cannot be interrupted from outside. */
  #cancel(run: BatchRun, why: string): void {
    if (run.ended) return
    run.fail(new HyobanError('CANCELLED', why))
    this.#end(run)
    for (const [thread, busy] of this.#busy) {
      if (!busy.includes(run)) continue
      void thread.kill('cancelled')
      if (!this.#closed) thread.start()
    }
  }
}

const startThread = (): Worker => new Worker(workerUrl('simulate-worker', import.meta.url), { name: 'simulate' })
