import type { Clock } from './clock.ts'

/** A rate limit: a bucket of `burst` tokens, refilled with `perSecond`. */
export interface RateLimit {
  burst: number
  perSecond: number
}

/** A token bucket: `burst` at once, `perSecond` in the long run. */
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

  /** Takes `count` tokens, or returns false and takes none if there are fewer. */
  take(count = 1): boolean {
    this.#refill()
    if (this.#tokens < count) return false
    this.#tokens -= count
    return true
  }

  /** Milliseconds until `count` tokens (at most `burst`) are available; 0 if they are now. */
  msUntil(count: number): number {
    this.#refill()
    return Math.ceil((Math.max(0, count - this.#tokens) / this.#limit.perSecond) * 1000)
  }

  #refill(): void {
    const now = this.#clock.now()
    const refill = (Math.max(0, now - this.#filledAt) / 1000) * this.#limit.perSecond
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + refill)
    this.#filledAt = now
  }
}
