import { CHUNK_BYTES } from '../../../domain/merkle.ts'

/** Bounds of the window, in chunks. */
const MIN_CHUNKS = 2
const MAX_CHUNKS = 16
/** Window before anything is measured, in chunks. */
const INITIAL_CHUNKS = 4
/** Time covered in addition to the round trips, in ms, as a provider reads ahead while it sends. */
const AHEAD_MS = 150
/** Maximum window, in bytes. */
export const MAX_WINDOW_BYTES = MAX_CHUNKS * CHUNK_BYTES
/** Weight of the newest sample in the average rate. */
const ALPHA = 0.3

/**
 * How far ahead to request from one source: the measured bandwidth-delay product. Thus a fast distant source is never
 * idle, and a slow one holds few chunks that others could deliver. Rate: bytes per time in which chunks were due;
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
    if (this.#rate === 0) return INITIAL_CHUNKS
    const delay = Number.isFinite(this.#delay) ? this.#delay : 0
    const product = (this.#rate * (2 * delay + AHEAD_MS)) / 1000
    return Math.max(MIN_CHUNKS, Math.min(MAX_CHUNKS, Math.ceil(product / CHUNK_BYTES) + 1))
  }

  /** Bytes per second; 0: not measured yet. */
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
    // The clock may have been set back.
    if (elapsed < 0) this.#from = now
    if (elapsed < 100 || this.#bytes < CHUNK_BYTES / 2) return
    const measured = (this.#bytes * 1000) / elapsed
    this.#rate = this.#rate === 0 ? measured : this.#rate + (measured - this.#rate) * ALPHA
    this.#from = now
    this.#bytes = 0
  }
}
