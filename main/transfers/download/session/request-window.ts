import { CHUNK_BYTES } from '../../../domain/merkle.ts'

/** Bounds of the window, in chunks. */
const LEAST = 2
const MOST = 16
/** Window before anything is measured, in chunks. */
const FIRST = 4
/** Time that requests cover in addition to the round trips, in ms: a provider reads ahead while it sends. */
const AHEAD_MS = 150
/** The largest window, in bytes. */
export const MAX_WINDOW_BYTES = MOST * CHUNK_BYTES
/** Weight of the newest measurement of the rate. */
const NEWEST = 0.3

/**
 * How far ahead to request from one source: the measured bandwidth-delay product. So a fast distant source is never
 * idle, and a slow one holds few chunks that others could deliver. Rate: bytes over the time in which chunks were due;
 * delay: the shortest time from a request on an idle connection to its first bytes.
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

  /** Chunks that may be outstanding now. */
  get chunks(): number {
    if (this.#rate === 0) return FIRST
    const delay = Number.isFinite(this.#delay) ? this.#delay : 0
    const product = (this.#rate * (2 * delay + AHEAD_MS)) / 1000
    return Math.max(LEAST, Math.min(MOST, Math.ceil(product / CHUNK_BYTES) + 1))
  }

  /** Bytes a second; 0: not measured yet. */
  get rate(): number {
    return this.#rate
  }

  /** Round-trip time including the provider's first read, in ms; 0: not measured yet. */
  get delay(): number {
    return Number.isFinite(this.#delay) ? this.#delay : 0
  }

  /** Chunks were requested; `idle`: none were outstanding before. */
  asked(now: number, idle: boolean): void {
    if (!idle) return
    this.#askedAt = now
    this.#from = now
    this.#bytes = 0
  }

  /** Bytes arrived. */
  came(bytes: number, now: number): void {
    if (this.#askedAt >= 0) {
      this.#delay = Math.min(this.#delay, Math.max(0, now - this.#askedAt))
      this.#askedAt = -1
    }
    this.#bytes += bytes
    const elapsed = now - this.#from
    // the clock may have been set back
    if (elapsed < 0) this.#from = now
    if (elapsed < 100 || this.#bytes < CHUNK_BYTES / 2) return
    const measured = (this.#bytes * 1000) / elapsed
    this.#rate = this.#rate === 0 ? measured : this.#rate + (measured - this.#rate) * NEWEST
    this.#from = now
    this.#bytes = 0
  }
}
