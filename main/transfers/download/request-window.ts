import { CHUNK_BYTES } from '../../domain/merkle.ts'

/** Chunks that may be asked for and not yet received, at least and at most. */
const LEAST = 2
const MOST = 16
/** What a source is trusted with before anything is known of it. */
const FIRST = 4
/** Time that requests cover besides the round trips, in ms: a provider reads ahead while it sends. */
const AHEAD_MS = 150
/** Weight of the newest measurement of the rate. */
const NEWEST = 0.3

/**
 * How much to ask one source for ahead: the bandwidth-delay product as measured, so that a fast far source is never
 * idle and a slow one
 * holds little that others could bring. Rate: bytes of chunks over the time in which chunks were due; delay: the least
 * time from a
 * request on an idle line to its first bytes.
 */
export class RequestWindow {
  #rate = 0
  #delay = Infinity
  #askedAt = -1
  #from: number
  #bytes = 0

  constructor(now: number) {
    this.#from = now
  }

  /** Chunks that may be under way now. */
  get chunks(): number {
    if (this.#rate === 0) return FIRST
    const delay = Number.isFinite(this.#delay) ? this.#delay : 0
    const product = (this.#rate * (2 * delay + AHEAD_MS)) / 1000
    return Math.max(LEAST, Math.min(MOST, Math.ceil(product / CHUNK_BYTES) + 1))
  }

  /** Bytes a second; 0: not known yet. */
  get rate(): number {
    return this.#rate
  }

  /** Round-trip time and the provider's first read, in ms; 0: not known yet. */
  get delay(): number {
    return Number.isFinite(this.#delay) ? this.#delay : 0
  }

  /** Chunks were asked for; `idle`: nothing was under way before. */
  asked(now: number, idle: boolean): void {
    if (!idle) return
    this.#askedAt = now
    this.#from = now
    this.#bytes = 0
  }

  /** Bytes came. */
  came(bytes: number, now: number): void {
    if (this.#askedAt >= 0) {
      this.#delay = Math.min(this.#delay, Math.max(0, now - this.#askedAt))
      this.#askedAt = -1
    }
    this.#bytes += bytes
    const elapsed = now - this.#from
    // the clock may be set back in the middle
    if (elapsed < 0) this.#from = now
    if (elapsed < 100 || this.#bytes < CHUNK_BYTES / 2) return
    const measured = (this.#bytes * 1000) / elapsed
    this.#rate = this.#rate === 0 ? measured : this.#rate + (measured - this.#rate) * NEWEST
    this.#from = now
    this.#bytes = 0
  }
}
