import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { HyobanError, type ErrorCode } from '../base/errors.ts'
import { workerUrl } from '../base/worker-url.ts'
import { taskLength, type Task } from './task.ts'
import type { Answer, Order } from './simulate-worker.ts'

export interface PoolOptions {
  /** Number of threads; the machine's cores if left out. */
  workers?: number | undefined
  /** Starts a thread; replaced where a test wants to hold the thread in its hand. */
  spawn?: (() => Worker) | undefined
}

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

/** Orders that wait inside a thread, so that it never idles while an answer travels. */
const DEPTH = 2
/** A task that takes its thread down this often is given up. */
const MAX_DEATHS = 3

interface Running {
  tasks: readonly Task[]
  options: BatchOptions
  /** Indices not handed out yet, next one last. */
  waiting: number[]
  left: number
  total: number
  finished: number
  partial: Map<number, number>
  deaths: Map<number, number>
  pause: Int32Array
  settle: (error?: HyobanError) => void
}

interface Thread {
  worker: Worker
  orders: Map<number, { batch: Running; index: number }>
}

/**
 * Runs tasks on all cores. A task's result depends on the task alone, so results are the same for any number of
 * threads.
 * Threads that die are replaced and their tasks run again.
 */
export class SimulatorPool {
  readonly size: number
  #spawn: () => Worker
  #threads = new Set<Thread>()
  #batches: Running[] = []
  #nextId = 0
  #closed = false

  constructor(options: PoolOptions = {}) {
    this.size = Math.max(1, options.workers ?? availableParallelism())
    this.#spawn =
      options.spawn ?? (() => new Worker(workerUrl('simulate-worker', import.meta.url), { name: 'simulate' }))
  }

  /** Starts the threads now, so that a first run need not wait for them. */
  warm(): void {
    while (!this.#closed && this.#threads.size < this.size) this.#start()
  }

  /** Runs all tasks; batches that are under way at the same time share the threads in turn. */
  start(tasks: readonly Task[], options: BatchOptions): Batch {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const batch: Running = {
      tasks,
      options,
      waiting: tasks.map((_, index) => tasks.length - 1 - index),
      left: tasks.length,
      total: tasks.reduce((sum, task) => sum + taskLength(task), 0),
      finished: 0,
      partial: new Map(),
      deaths: new Map(),
      pause: new Int32Array(new SharedArrayBuffer(4)),
      settle: () => {},
    }
    const abort = (): void => batch.settle(new HyobanError('CANCELLED', 'The simulation was cancelled.'))
    batch.settle = (error) => {
      if (!this.#batches.includes(batch)) return
      this.#batches = this.#batches.filter((other) => other !== batch)
      options.signal?.removeEventListener('abort', abort)
      if (error) {
        this.#drop(batch)
        reject(error)
      } else resolve()
    }
    const setPause = (value: 0 | 1): void => {
      Atomics.store(batch.pause, 0, value)
      Atomics.notify(batch.pause, 0)
      if (value === 0) this.#feed()
    }
    this.#batches.push(batch)
    if (this.#closed) batch.settle(new HyobanError('CANCELLED', 'The simulator is closed.'))
    else if (options.signal?.aborted) abort()
    else if (tasks.length === 0) batch.settle()
    else {
      options.signal?.addEventListener('abort', abort, { once: true })
      this.warm()
      this.#feed()
    }
    return { done: promise, pause: () => setPause(1), resume: () => setPause(0) }
  }

  /** Stops all threads; batches under way are rejected with CANCELLED. */
  async close(): Promise<void> {
    this.#closed = true
    for (const batch of [...this.#batches]) batch.settle(new HyobanError('CANCELLED', 'The simulator was closed.'))
    const threads = [...this.#threads]
    this.#threads.clear()
    await Promise.all(threads.map(({ worker }) => worker.terminate()))
  }

  #start(): void {
    const thread: Thread = { worker: this.#spawn(), orders: new Map() }
    this.#threads.add(thread)
    thread.worker.on('message', (answer: Answer) => this.#answered(thread, answer))
    // the exit that follows an error tells the rest
    thread.worker.on('error', () => {})
    thread.worker.on('exit', () => this.#died(thread))
    thread.worker.unref()
  }

  /** Gives every thread up to DEPTH orders, the batches in turn. */
  #feed(): void {
    for (let depth = 1; depth <= DEPTH; depth++) {
      for (const thread of this.#threads) {
        if (thread.orders.size >= depth) continue
        const at = this.#batches.findIndex((batch) => batch.waiting.length > 0 && Atomics.load(batch.pause, 0) === 0)
        const batch = this.#batches[at]
        if (!batch) return
        this.#batches.push(...this.#batches.splice(at, 1))
        const index = batch.waiting.pop() as number
        const id = this.#nextId++
        thread.orders.set(id, { batch, index })
        thread.worker.ref()
        thread.worker.postMessage({ id, task: batch.tasks[index] as Task, pause: batch.pause } satisfies Order)
      }
    }
  }

  #answered(thread: Thread, answer: Answer): void {
    const order = thread.orders.get(answer.id)
    if (!order) return
    const { batch, index } = order
    if (answer.kind === 'progress') {
      batch.partial.set(index, answer.done)
      this.#tell(batch)
      return
    }
    thread.orders.delete(answer.id)
    if (thread.orders.size === 0) thread.worker.unref()
    this.#feed()
    if (!this.#batches.includes(batch)) return
    if (answer.kind === 'failed') {
      batch.settle(new HyobanError(answer.code as ErrorCode, answer.message, { hint: answer.hint }))
      return
    }
    batch.partial.delete(index)
    batch.finished += taskLength(batch.tasks[index] as Task)
    batch.options.onValues(index, answer.values)
    this.#tell(batch)
    if (--batch.left === 0) batch.settle()
  }

  #tell(batch: Running): void {
    let done = batch.finished
    for (const part of batch.partial.values()) done += part
    batch.options.onProgress?.(batch.total === 0 ? 1 : done / batch.total)
  }

  #died(thread: Thread, byItself = true): void {
    if (!this.#threads.delete(thread)) return
    for (const { batch, index } of thread.orders.values()) {
      batch.waiting.push(index)
      batch.partial.delete(index)
    }
    // only the oldest order was being worked on
    const [first] = thread.orders.values()
    if (first && byItself) {
      const deaths = (first.batch.deaths.get(first.index) ?? 0) + 1
      first.batch.deaths.set(first.index, deaths)
      if (deaths >= MAX_DEATHS)
        first.batch.settle(
          new HyobanError('INTERNAL', 'A replication ended its worker three times.', { hint: 'Try fewer peers.' }),
        )
    }
    if (this.#closed) return
    if (this.#batches.length > 0) this.warm()
    this.#feed()
  }

  /** Forgets a batch; threads that work on it are replaced, since a task cannot be interrupted from outside. */
  #drop(batch: Running): void {
    batch.waiting = []
    for (const thread of [...this.#threads]) {
      if (![...thread.orders.values()].some((order) => order.batch === batch)) continue
      for (const [id, order] of thread.orders) if (order.batch === batch) thread.orders.delete(id)
      void thread.worker.terminate()
      this.#died(thread, false)
    }
    // replacements start at once, so that the next run finds them ready
    if (!this.#closed) this.warm()
  }
}
