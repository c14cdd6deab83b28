/** Time constant of the average, in ms. */
const TAU = 3000

/** Bytes a second as an exponential moving average, which decays while nothing is added. */
export class RateMeter {
  #rate = 0
  #pending = 0
  #last: number

  constructor(now: number) {
    this.#last = now
  }

  add(bytes: number, now: number): void {
    this.#pending += bytes
    if (Math.abs(now - this.#last) >= 100) this.#fold(now)
  }

  read(now: number): number {
    if (Math.abs(now - this.#last) >= 100) this.#fold(now)
    return Math.round(this.#rate)
  }

  #fold(now: number): void {
    const elapsed = Math.max(1, now - this.#last)
    const keep = Math.exp(-elapsed / TAU)
    this.#rate = this.#rate * keep + (this.#pending / (elapsed / 1000)) * (1 - keep)
    if (this.#rate < 1) this.#rate = 0
    this.#pending = 0
    this.#last = now
  }
}
