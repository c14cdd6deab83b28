import type { Clock } from '../base/clock.ts'
import { asHyobanError, type HyobanError } from '../base/errors.ts'

/** After a failure (a full disk, a worker that died) a job is tried again. */
const RETRY_MS = 5000

type Job = () => Promise<void>

export interface JobsOptions {
  clock: Clock
  signal: AbortSignal
  /** A job failed; it is tried again later. */
  failed: (name: string, problem: HyobanError) => void
  /** A job has ended, well or badly. */
  ended: () => void
}

/**
 * Jobs by name, each running once at a time, and timers by name, each set once at a time. Nothing starts after the
 * abort.
 */
export class Jobs {
  readonly #options: JobsOptions
  readonly #running = new Map<string, Promise<void>>()
  readonly #next = new Map<string, Job>()
  readonly #timers = new Map<string, () => void>()

  constructor(options: JobsOptions) {
    this.#options = options
  }

  get busy(): boolean {
    return this.#running.size > 0
  }

  /** Runs `job`, or, if one of that name is running, runs it after that one (the latest asked for only). */
  run(name: string, job: Job): void {
    if (this.#options.signal.aborted) return
    if (this.#running.has(name)) this.#next.set(name, job)
    else
      this.#running.set(
        name,
        Promise.resolve().then(() => this.#work(name, job)),
      )
  }

  async #work(name: string, first: Job): Promise<void> {
    const { signal, failed, ended } = this.#options
    let job: Job | undefined = first
    try {
      while (job && !signal.aborted) {
        this.#next.delete(name)
        await job()
        job = this.#next.get(name)
      }
    } catch (error) {
      if (signal.aborted) return
      failed(name, asHyobanError(error))
      this.later(`retry ${name}`, RETRY_MS, () => this.run(name, job ?? first))
    } finally {
      this.#running.delete(name)
      this.#next.delete(name)
      ended()
    }
  }

  /** Calls `fn` after `ms`; a timer of that name that is set already is forgotten. */
  later(name: string, ms: number, fn: () => void): void {
    this.cancel(name)
    if (this.#options.signal.aborted) return
    this.#timers.set(
      name,
      this.#options.clock.after(ms, () => {
        this.#timers.delete(name)
        fn()
      }),
    )
  }

  cancel(name: string): void {
    this.#timers.get(name)?.()
    this.#timers.delete(name)
  }

  /** After the abort: forgets all timers and waits until the last job has ended. */
  async settle(): Promise<void> {
    for (const name of [...this.#timers.keys()]) this.cancel(name)
    await Promise.all(this.#running.values())
  }
}
