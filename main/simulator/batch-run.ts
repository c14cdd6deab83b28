import { HyobanError } from '../base/errors.ts'
import { taskLength, type RunTask } from './task.ts'

export interface BatchOptions {
  /** Called once for each task, in any order. */
  onValues: (index: number, values: Float64Array) => void
  /** Share of all transactions done, 0 .. 1. */
  onProgress?: ((fraction: number) => void) | undefined
  signal?: AbortSignal | undefined
}

/** Tasks under way. `done` rejects with HyobanError CANCELLED after an abort, and with what a task threw. */
export interface Batch {
  readonly done: Promise<void>
  pause(): void
  resume(): void
}

/** A task that takes its thread down this often is given up. */
const MAX_DEATHS = 3

/** A batch under way. */
export class BatchRun {
  readonly done: Promise<void>
  readonly pause = new Int32Array(new SharedArrayBuffer(4))
  /** Indices not handed out yet, next one last. */
  waiting: number[]
  ended = false
  readonly #tasks: readonly RunTask[]
  readonly #options: BatchOptions
  readonly #resolve: () => void
  readonly #reject: (error: unknown) => void
  readonly #total: number
  #finished = 0
  #left: number
  /** Transactions done of the tasks that are under way. */
  readonly #partial = new Map<number, number>()
  readonly #deaths = new Map<number, number>()

  constructor(tasks: readonly RunTask[], options: BatchOptions) {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.done = promise
    this.#resolve = resolve
    this.#reject = reject
    this.#tasks = tasks
    this.#options = options
    this.#left = tasks.length
    this.waiting = tasks.map((_, index) => tasks.length - 1 - index)
    this.#total = tasks.reduce((sum, task) => sum + taskLength(task), 0)
  }

  get paused(): boolean {
    return Atomics.load(this.pause, 0) === 1
  }

  setPaused(paused: boolean): void {
    Atomics.store(this.pause, 0, paused ? 1 : 0)
    Atomics.notify(this.pause, 0)
  }

  task(index: number): RunTask {
    return this.#tasks[index] as RunTask
  }

  progressed(index: number, done: number): void {
    this.#partial.set(index, done)
    this.#report()
  }

  /** Takes a task's values; ends the batch with the last of them. */
  finished(index: number, values: Float64Array): void {
    this.#partial.delete(index)
    this.#finished += taskLength(this.task(index))
    this.#options.onValues(index, values)
    this.#report()
    if (--this.#left === 0) this.end()
  }

  /**
   * A thread died with this task; `blamed` if it was working on it. Fails the batch when the task did that too often.
   */
  returned(index: number, blamed: boolean): void {
    this.waiting.push(index)
    this.#partial.delete(index)
    if (!blamed) return
    const deaths = (this.#deaths.get(index) ?? 0) + 1
    this.#deaths.set(index, deaths)
    if (deaths >= MAX_DEATHS) {
      const message = 'A replication ended its worker three times.'
      this.fail(new HyobanError('INTERNAL', message, { hint: 'Try fewer peers.' }))
    }
  }

  end(): void {
    this.ended = true
    this.#resolve()
  }

  fail(error: unknown): void {
    this.ended = true
    this.waiting = []
    this.#reject(error)
  }

  #report(): void {
    let done = this.#finished
    for (const part of this.#partial.values()) done += part
    this.#options.onProgress?.(this.#total === 0 ? 1 : done / this.#total)
  }
}
