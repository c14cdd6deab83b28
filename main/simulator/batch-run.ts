import { HyobanError } from '../base/errors.ts'
import { WorkerLost } from '../base/worker-host.ts'
import type { SimulateJob } from './simulate-worker.ts'
import { taskLength, type SimulatorTask } from './task.ts'

// A batch hands out its own tasks and books their outcomes; the pool only decides which thread works for which batch.
// It settles once: with the last value, with what a task threw, or with a cancellation.

export interface BatchOptions {
  /** Called once per task, in any order. */
  onValues: (index: number, values: Float64Array) => void
  /** Called with the share of all transactions done, 0 to 1. */
  onProgress?: ((fraction: number) => void) | undefined
  signal?: AbortSignal | undefined
}

/** Tasks in progress. `done` rejects with HyobanError CANCELLED after an abort, or with the error a task threw. */
export interface Batch {
  readonly done: Promise<void>
  pause(): void
  resume(): void
}

/** Runs one task at a time; requests queue. Rejects with WorkerLost if it dies. */
export interface TaskRunner {
  request(job: SimulateJob, options: { onProgress: (transactions: number) => void }): Promise<Float64Array>
}

/** A task that kills its thread this often fails the batch. */
const MAX_DEATHS = 3

export class BatchRun<Runner extends TaskRunner> implements Batch {
  readonly done: Promise<void>
  readonly #tasks: readonly SimulatorTask[]
  readonly #options: BatchOptions
  readonly #resolve: () => void
  readonly #reject: (error: unknown) => void
  readonly #total: number
  /** Shared with the workers: 1 while paused. */
  readonly #pauseFlag = new Int32Array(new SharedArrayBuffer(4))
  /** Indices of tasks to hand out, next one last. */
  #waiting: number[]
  /** The runner of each task in progress; a runner stands once for each. */
  readonly #runners: Runner[] = []
  /** Transactions done of each task in progress. */
  readonly #progress = new Map<number, number>()
  readonly #deaths = new Map<number, number>()
  #doneTransactions = 0
  #unfinished: number
  #ended = false

  constructor(tasks: readonly SimulatorTask[], options: BatchOptions) {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.done = promise
    this.#resolve = resolve
    this.#reject = reject
    this.#tasks = tasks
    this.#options = options
    this.#unfinished = tasks.length
    this.#waiting = tasks.map((_, index) => tasks.length - 1 - index)
    this.#total = tasks.reduce((sum, task) => sum + taskLength(task), 0)
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Has a task to hand out and is not paused. */
  get ready(): boolean {
    return this.#waiting.length > 0 && Atomics.load(this.#pauseFlag, 0) === 0
  }

  uses(runner: Runner): boolean {
    return this.#runners.includes(runner)
  }

  pause(): void {
    Atomics.store(this.#pauseFlag, 0, 1)
  }

  resume(): void {
    Atomics.store(this.#pauseFlag, 0, 0)
    Atomics.notify(this.#pauseFlag, 0)
  }

  /** Runs the next task of a ready batch and books its outcome; never rejects. */
  async runNext(runner: Runner): Promise<void> {
    const index = this.#waiting.pop() as number
    const job = { task: this.#tasks[index] as SimulatorTask, pause: this.#pauseFlag }
    this.#runners.push(runner)
    try {
      const values = await runner.request(job, { onProgress: (done) => this.#progressed(index, done) })
      this.#finished(index, values)
    } catch (error) {
      if (error instanceof WorkerLost) this.#returned(index, error)
      else this.#fail(error)
    } finally {
      this.#runners.splice(this.#runners.indexOf(runner), 1)
    }
  }

  /** Resolves `done`. */
  end(): void {
    this.#ended = true
    this.#resolve()
  }

  /** Rejects `done` with HyobanError CANCELLED; tasks in progress are ignored from now on. */
  cancel(message: string): void {
    this.#fail(new HyobanError('CANCELLED', message))
  }

  #progressed(index: number, transactions: number): void {
    if (this.#ended) return
    this.#progress.set(index, transactions)
    this.#report()
  }

  #finished(index: number, values: Float64Array): void {
    if (this.#ended) return
    this.#progress.delete(index)
    this.#doneTransactions += taskLength(this.#tasks[index] as SimulatorTask)
    this.#options.onValues(index, values)
    this.#report()
    if (--this.#unfinished === 0) this.end()
  }

  /** Queues the task of a dead thread again, unless the task itself keeps killing threads. */
  #returned(index: number, { oldest, reason }: WorkerLost): void {
    if (this.#ended) return
    this.#waiting.push(index)
    this.#progress.delete(index)
    // a task that only waited behind another, or was killed with a cancelled batch, is not to blame
    if (!oldest || reason === 'cancelled') return
    const deaths = (this.#deaths.get(index) ?? 0) + 1
    this.#deaths.set(index, deaths)
    if (deaths < MAX_DEATHS) return
    const message = `A replication crashed its worker ${MAX_DEATHS} times.`
    this.#fail(new HyobanError('INTERNAL', message, { hint: 'Try fewer peers.' }))
  }

  #fail(error: unknown): void {
    if (this.#ended) return
    this.#ended = true
    this.#waiting = []
    this.#reject(error)
  }

  #report(): void {
    let done = this.#doneTransactions
    for (const transactions of this.#progress.values()) done += transactions
    this.#options.onProgress?.(this.#total === 0 ? 1 : done / this.#total)
  }
}
