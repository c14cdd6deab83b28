import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { asHyobanError, type HyobanError } from '../base/errors.ts'

/** Delay before a failed job (full disk, dead worker) is retried, in ms. */
const RETRY_MS = 5000

type Job = () => Promise<void>

type JobEvents = {
  /** A job failed and will be retried. */
  failed: { name: string; problem: HyobanError }
  /** A job has ended, successfully or not. */
  ended: null
}

/** Named jobs and timers, at most one of each name at a time. Nothing starts after the abort. */
export class Jobs {
  readonly events = new Emitter<JobEvents>()
  readonly #clock: Clock
  readonly #signal: AbortSignal
  readonly #running = new Map<string, Promise<void>>()
  readonly #next = new Map<string, Job>()
  readonly #timers = new Map<string, () => void>()

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock
    this.#signal = signal
  }

  get busy(): boolean {
    return this.#running.size > 0
  }

  /** Runs `job` now, or after the running job of that name; of several waiting ones only the latest runs. */
  run(name: string, job: Job): void {
    if (this.#signal.aborted) return
    if (this.#running.has(name)) this.#next.set(name, job)
    else
      this.#running.set(
        name,
        Promise.resolve().then(() => this.#work(name, job)),
      )
  }

  async #work(name: string, first: Job): Promise<void> {
    let job: Job | undefined = first
    try {
      while (job && !this.#signal.aborted) {
        this.#next.delete(name)
        await job()
        job = this.#next.get(name)
      }
    } catch (error) {
      if (this.#signal.aborted) return
      this.events.emit('failed', { name, problem: asHyobanError(error) })
      this.later(`retry ${name}`, RETRY_MS, () => this.run(name, job ?? first))
    } finally {
      this.#running.delete(name)
      this.#next.delete(name)
      this.events.emit('ended', null)
    }
  }

  /** Calls `fn` after `ms`; replaces a pending timer of that name. */
  later(name: string, ms: number, fn: () => void): void {
    this.cancel(name)
    if (this.#signal.aborted) return
    this.#timers.set(
      name,
      this.#clock.after(ms, () => {
        this.#timers.delete(name)
        fn()
      }),
    )
  }

  cancel(name: string): void {
    this.#timers.get(name)?.()
    this.#timers.delete(name)
  }

  /** After the abort: cancels all timers and waits until the last job has ended. */
  async settle(): Promise<void> {
    for (const name of [...this.#timers.keys()]) this.cancel(name)
    await Promise.all(this.#running.values())
  }
}
