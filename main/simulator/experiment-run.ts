import type { Clock } from '../base/clock.ts'
import type { Batch } from './batch-run.ts'

/** Minimum interval between views, in ms; the first point does not wait for it. */
const VIEW_INTERVAL_MS = 100
/** Views of many points come less often: one ms of interval for this many points. */
const POINTS_PER_MS = 20

export type RunPhase = 'running' | 'paused' | 'done' | 'partial'

/** Results that are filled run by run. */
export interface Computed {
  /** Finished runs of the model, out of `total`. */
  readonly size: number
  readonly total: number
  readonly complete: boolean
  /** Points of a view. */
  readonly points: number
}

export interface ComputeOptions {
  signal: AbortSignal
  /** Called after each finished run of the model. */
  onSample: () => void
  onProgress: (fraction: number) => void
}

/** An experiment that runs, ran, or was loaded: its results so far, its state, and when its next view is due. */
export class ExperimentRun<R extends Computed> {
  readonly results: R
  readonly #clock: Clock
  #state: RunPhase
  #fraction: number
  #simulation: Batch | undefined
  #ended = Promise.resolve()
  #failure: unknown
  #signal: AbortSignal | undefined
  /** Milliseconds of work up to `#resumedAt`, without pauses. */
  #workedMs = 0
  /** Null while paused. */
  #resumedAt: number | null = null
  #viewedAt = Number.NEGATIVE_INFINITY
  #changed = false
  #urgent = false
  #wake = (): void => {}

  /** Results that nobody is working on. */
  constructor(results: R, clock: Clock) {
    this.results = results
    this.#clock = clock
    this.#state = results.complete ? 'done' : 'partial'
    this.#fraction = results.size / results.total
  }

  get state(): RunPhase {
    return this.#state
  }

  /** Share of all transactions done, 0 to 1. */
  get fraction(): number {
    return this.#state === 'done' ? 1 : this.#fraction
  }

  /** Running or paused. */
  get active(): boolean {
    return this.#simulation !== undefined
  }

  /** Resolves once the run is over, however it ended. */
  get ended(): Promise<void> {
    return this.#ended
  }

  /** Estimated remaining time; null until it can be estimated. */
  get millisecondsLeft(): number | null {
    if (!this.active || this.#fraction <= 0.01) return null
    return (this.#worked() / this.#fraction) * (1 - this.#fraction)
  }

  /** Lets `compute` fill the results until they are complete or `signal` aborts. */
  start(compute: (options: ComputeOptions) => Batch, signal: AbortSignal): void {
    this.#signal = signal
    this.#state = 'running'
    this.#resumedAt = this.#clock.now()
    this.#simulation = compute({
      signal,
      onSample: () => this.#notify(),
      onProgress: (fraction) => {
        this.#fraction = fraction
        this.#notify()
      },
    })
    this.#ended = this.#simulation.done
      .then(
        () => {
          this.#state = 'done'
        },
        (error: unknown) => {
          this.#state = 'partial'
          this.#failure = error
        },
      )
      .finally(() => {
        this.#simulation = undefined
        this.#notify({ urgent: true })
      })
  }

  pause(): void {
    if (!this.#simulation || this.#state !== 'running') return
    this.#simulation.pause()
    this.#workedMs = this.#worked()
    this.#resumedAt = null
    this.#state = 'paused'
    this.#notify({ urgent: true })
  }

  resume(): void {
    if (!this.#simulation || this.#state !== 'paused') return
    this.#resumedAt = this.#clock.now()
    this.#state = 'running'
    this.#simulation.resume()
    this.#notify({ urgent: true })
  }

  /** Waits until a view is due: true then, false after an abort. Rejects with the error that ended the run. */
  async nextView(): Promise<boolean> {
    while (!this.#changed && !this.#signal?.aborted) await this.#wait()
    for (;;) {
      const points = this.results.size === 0 ? 0 : this.results.points
      const dueIn = this.#viewedAt + Math.max(VIEW_INTERVAL_MS, points / POINTS_PER_MS) - this.#clock.now()
      if (this.#urgent || dueIn <= 0 || this.#signal?.aborted) break
      const cancelTimer = this.#clock.after(dueIn, () => this.#wake())
      await this.#wait()
      cancelTimer()
    }
    if (this.#signal?.aborted) return false
    this.#changed = false
    this.#urgent = false
    if (this.#failure !== undefined) throw this.#failure
    return true
  }

  /** The interval to the next view starts now. */
  viewed(): void {
    if (this.results.size > 0) this.#viewedAt = this.#clock.now()
  }

  #notify({ urgent = false } = {}): void {
    this.#changed = true
    this.#urgent ||= urgent
    this.#wake()
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #worked(): number {
    return this.#workedMs + (this.#resumedAt === null ? 0 : this.#clock.now() - this.#resumedAt)
  }
}
