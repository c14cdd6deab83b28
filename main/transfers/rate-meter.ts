/** Time constant of the average, and minimum time per sample, in ms. */
const TAU_MS = 3000
const SAMPLE_MS = 100

/** Bytes per second as an exponential moving average, which decays while nothing is added. */
export class RateMeter {
  #rate = 0
  #pending = 0
  #last: number

  constructor(now: number) {
    this.#last = now
  }

  add(bytes: number, now: number): void {
    this.#pending += bytes
    if (Math.abs(now - this.#last) >= SAMPLE_MS) this.#fold(now)
  }

  read(now: number): number {
    if (Math.abs(now - this.#last) >= SAMPLE_MS) this.#fold(now)
    return Math.round(this.#rate)
  }

  #fold(now: number): void {
    const elapsed = Math.max(1, now - this.#last)
    const keep = Math.exp(-elapsed / TAU_MS)
    this.#rate = this.#rate * keep + (this.#pending / (elapsed / 1000)) * (1 - keep)
    if (this.#rate < 1) this.#rate = 0
    this.#pending = 0
    this.#last = now
  }
}
