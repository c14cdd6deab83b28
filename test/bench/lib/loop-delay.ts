import { timeWeightedPercentile } from './measure.ts'

/** Measures the turns of this thread's event loop with a 1 ms timer. */
export class LoopDelay {
  readonly #turns: number[] = []
  readonly #timer: NodeJS.Timeout
  #last = performance.now()

  constructor() {
    this.#timer = setInterval(() => this.#tick(), 1)
  }

  /** Stops. Returns the 99th percentile weighted by time, and the longest turn, in ms. */
  stop(): { p99: number; max: number } {
    clearInterval(this.#timer)
    // Include the current turn.
    this.#tick()
    return { p99: timeWeightedPercentile(this.#turns, 0.99), max: this.#turns.reduce((a, b) => Math.max(a, b), 0) }
  }

  #tick(): void {
    const now = performance.now()
    this.#turns.push(now - this.#last)
    this.#last = now
  }
}
