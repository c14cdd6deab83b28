import type { Clock } from './clock.ts'

/** Remembers texts for a while, and never more than `most` of them: the oldest go first. */
export class ExpiringSet {
  readonly #until = new Map<string, number>()
  readonly #most: number
  readonly #ms: number
  readonly #clock: Clock

  constructor({ most, ms, clock }: { most: number; ms: number; clock: Clock }) {
    this.#most = most
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

  /** Adds a text for the set's time from now on; false if it was there already (its time is not prolonged). */
  add(value: string): boolean {
    if (this.has(value)) return false
    this.#until.delete(value)
    const now = this.#clock.now()
    for (const [oldest, until] of this.#until) {
      if (until > now && this.#until.size < this.#most) break
      this.#until.delete(oldest)
    }
    this.#until.set(value, now + this.#ms)
    return true
  }
}
