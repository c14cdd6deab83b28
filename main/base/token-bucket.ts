import type { Clock } from './clock.ts'

/** How much may come: a bucket of `burst` tokens, refilled with `perSecond`. */
export interface RateLimit {
  burst: number
  perSecond: number
}

/** Counts what a peer may still send: `burst` at once, `perSecond` in the long run. */
export class TokenBucket {
  readonly #limit: RateLimit
  readonly #clock: Clock
  #tokens: number
  #filledAt: number

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit
    this.#clock = clock
    this.#tokens = limit.burst
    this.#filledAt = clock.now()
  }

  /** Takes one token; false when there is none. */
  take(): boolean {
    const now = this.#clock.now()
    const refill = (Math.max(0, now - this.#filledAt) / 1000) * this.#limit.perSecond
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + refill)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
