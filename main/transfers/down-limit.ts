import type { Clock } from '../base/clock.ts'
import { CHUNK_BYTES } from '../base/merkle.ts'

/** The budget grows so often, in ms, while it is limited. */
const STEP_MS = 100
/** Unused budget is kept for so long, in ms; one chunk always fits. */
const KEEP_MS = 1000

/**
 * Limits what comes by limiting what is asked for: a token bucket over the chunks of 1 MiB of all downloads. Over time the rate is exact;
 * a slow limit shows as one chunk now and then.
 */
export class DownLimit {
  readonly #clock: Clock
  /** Bytes a second; 0: none. */
  readonly #rate: () => number
  readonly #grown: () => void
  #budget = CHUNK_BYTES
  #at: number
  #cancel: (() => void) | null = null

  constructor({ clock, rate, grown }: { clock: Clock; rate: () => number; grown: () => void }) {
    this.#clock = clock
    this.#rate = rate
    this.#grown = grown
    this.#at = clock.now()
  }

  /** Chunks that may be asked for now. */
  allowed(): number {
    if (this.#rate() === 0) return Infinity
    this.#refill()
    this.#wait()
    return Math.max(0, Math.floor(this.#budget / CHUNK_BYTES))
  }

  /** So many chunks were asked for. */
  asked(chunks: number): void {
    if (this.#rate() > 0) this.#budget -= chunks * CHUNK_BYTES
  }

  /** A chunk has come; a short one gives back what it did not need. */
  came(bytes: number): void {
    if (this.#rate() > 0) this.#budget += CHUNK_BYTES - Math.min(CHUNK_BYTES, bytes)
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #refill(): void {
    const now = this.#clock.now()
    const rate = this.#rate()
    this.#budget = Math.min(Math.max(CHUNK_BYTES, (rate * KEEP_MS) / 1000), this.#budget + (Math.max(0, now - this.#at) / 1000) * rate)
    this.#at = now
  }

  /** Looks again while it is limited and somebody wants more. */
  #wait(): void {
    if (this.#cancel || this.#budget >= 2 * CHUNK_BYTES) return
    this.#cancel = this.#clock.after(STEP_MS, () => {
      this.#cancel = null
      const before = Math.floor(this.#budget / CHUNK_BYTES)
      this.#refill()
      if (this.#rate() === 0 || (this.#budget >= CHUNK_BYTES && Math.floor(this.#budget / CHUNK_BYTES) >= Math.max(1, before))) this.#grown()
      else this.#wait()
    })
  }
}
