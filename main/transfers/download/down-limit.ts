import type { Clock } from '../../base/clock.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'

/** The budget grows so often, in ms, while it is limited. */
const STEP_MS = 100
/** Unused budget is kept for so long, in ms; one chunk always fits. */
const KEEP_MS = 1000
/** A peer's budget is forgotten when so many are known and it is full. */
const MAX_PEERS = 256

interface Budget {
  bytes: number
  at: number
}

export interface DownLimitOptions {
  clock: Clock
  /** Bytes a second over all peers, and for each; 0: no limit. */
  rate(): number
  peerRate(): number
  /** More may be asked for. */
  grown(): void
}

/**
 * Limits what comes by limiting what is asked for: token buckets over the chunks of 1 MiB, one for all downloads and
 * one a peer. Over time
 * the rate is exact; a slow limit shows as one chunk now and then.
 */
export class DownLimit {
  readonly #o: DownLimitOptions
  readonly #all: Budget
  readonly #peers = new Map<string, Budget>()
  #cancel: (() => void) | null = null

  constructor(options: DownLimitOptions) {
    this.#o = options
    this.#all = { bytes: CHUNK_BYTES, at: options.clock.now() }
  }

  /** Chunks that this peer may be asked for now; looks again by itself when there are none. */
  allowed(peer: string): number {
    const chunks = Math.min(
      this.#chunks(this.#all, this.#o.rate()),
      this.#o.peerRate() > 0 ? this.#chunks(this.#of(peer), this.#o.peerRate()) : Infinity,
    )
    if (chunks < 1) this.#lookAgain()
    return chunks
  }

  /** So many chunks were asked for. */
  asked(peer: string, chunks: number): void {
    this.#move(peer, -chunks * CHUNK_BYTES)
    // whoever had room for more is told when there is
    if (this.#o.rate() > 0 || this.#o.peerRate() > 0) this.#lookAgain()
  }

  /** A chunk has come; a short one gives back what it did not need. */
  came(peer: string, bytes: number): void {
    this.#move(peer, CHUNK_BYTES - Math.min(CHUNK_BYTES, bytes))
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #move(peer: string, bytes: number): void {
    if (this.#o.rate() > 0) this.#all.bytes += bytes
    if (this.#o.peerRate() > 0) this.#of(peer).bytes += bytes
  }

  #of(peer: string): Budget {
    let budget = this.#peers.get(peer)
    if (budget) return budget
    if (this.#peers.size >= MAX_PEERS)
      for (const [other, { bytes }] of this.#peers) if (bytes >= CHUNK_BYTES) this.#peers.delete(other)
    this.#peers.set(peer, (budget = { bytes: CHUNK_BYTES, at: this.#o.clock.now() }))
    return budget
  }

  #chunks(budget: Budget, rate: number): number {
    if (rate === 0) return Infinity
    const now = this.#o.clock.now()
    budget.bytes = Math.min(
      Math.max(CHUNK_BYTES, (rate * KEEP_MS) / 1000),
      budget.bytes + (Math.max(0, now - budget.at) / 1000) * rate,
    )
    budget.at = now
    return Math.max(0, Math.floor(budget.bytes / CHUNK_BYTES))
  }

  #lookAgain(): void {
    this.#cancel ??= this.#o.clock.after(STEP_MS, () => {
      this.#cancel = null
      this.#o.grown()
    })
  }
}
