import type { Clock } from './clock.ts'

/** A set of texts that expire after `ms`, at most `max` of them: the oldest are deleted first. */
export class ExpiringSet {
  readonly #until = new Map<string, number>()
  readonly #max: number
  readonly #ms: number
  readonly #clock: Clock

  constructor({ max, ms, clock }: { max: number; ms: number; clock: Clock }) {
    this.#max = max
    this.#ms = ms
    this.#clock = clock
  }

  get size(): number {
    return this.#until.size
  }

  has(value: string): boolean {
    const until = this.#until.get(value)
    return until !== undefined && until > this.#clock.now()
  }

  /** Adds a text until it expires; false if it is in the set already, whose expiry stays. */
  add(value: string): boolean {
    if (this.has(value)) return false
    this.#until.delete(value)
    const now = this.#clock.now()
    for (const [oldest, until] of this.#until) {
      if (until > now && this.#until.size < this.#max) break
      this.#until.delete(oldest)
    }
    this.#until.set(value, now + this.#ms)
    return true
  }
}
