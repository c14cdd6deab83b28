import type { Clock } from '../../base/clock.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'

/** Interval of retrying requests that wait for budget, in ms. */
const RETRY_MS = 100
/** Unused budget accumulates for at most this many ms; one chunk always fits. */
const BURST_MS = 1000
/** Full budgets are evicted when this many peers are known. */
const MAX_PEERS = 256

interface Budget {
  bytes: number
  at: number
}

/** Download limits in bytes per second; 0: no limit. CurrentLimits is one. */
export interface DownloadRates {
  /** Over all peers. */
  readonly down: number
  /** Per peer. */
  readonly peerDown: number
}

interface DownLimitOptions {
  limits: DownloadRates
  /** Filled when there is budget again. */
  downloads: ReadonlyMap<string, { fill(): void }>
  clock: Clock
}

/**
 * Limits the download rate by limiting requests: token buckets over chunks of 1 MiB, one for all downloads and one per
 * peer. The average is exact; under a low limit single chunks arrive in bursts.
 */
export class DownLimit {
  readonly #options: DownLimitOptions
  readonly #all: Budget
  readonly #peers = new Map<string, Budget>()
  #cancel: (() => void) | null = null

  constructor(options: DownLimitOptions) {
    this.#options = options
    this.#all = { bytes: CHUNK_BYTES, at: options.clock.now() }
  }

  /** Chunks that may be requested from this peer now; if none, downloads are filled once there is budget. */
  allowed(peer: string): number {
    const chunks = Math.min(
      this.#chunks(this.#all, this.#options.limits.down),
      this.#options.limits.peerDown > 0 ? this.#chunks(this.#of(peer), this.#options.limits.peerDown) : Infinity,
    )
    if (chunks < 1) this.#scheduleFill()
    return chunks
  }

  /** Call when chunks were requested. */
  asked(peer: string, chunks: number): void {
    this.#move(peer, -chunks * CHUNK_BYTES)
    // Sessions that were refused are filled once there is budget again.
    if (this.#options.limits.down > 0 || this.#options.limits.peerDown > 0) this.#scheduleFill()
  }

  /** Call when a chunk has arrived; a short one returns the rest of its budget. */
  came(peer: string, bytes: number): void {
    this.#move(peer, CHUNK_BYTES - Math.min(CHUNK_BYTES, bytes))
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #move(peer: string, bytes: number): void {
    if (this.#options.limits.down > 0) this.#all.bytes += bytes
    if (this.#options.limits.peerDown > 0) this.#of(peer).bytes += bytes
  }

  #of(peer: string): Budget {
    let budget = this.#peers.get(peer)
    if (budget) return budget
    if (this.#peers.size >= MAX_PEERS)
      for (const [other, { bytes }] of this.#peers) if (bytes >= CHUNK_BYTES) this.#peers.delete(other)
    this.#peers.set(peer, (budget = { bytes: CHUNK_BYTES, at: this.#options.clock.now() }))
    return budget
  }

  #chunks(budget: Budget, rate: number): number {
    if (rate === 0) return Infinity
    const now = this.#options.clock.now()
    budget.bytes = Math.min(
      Math.max(CHUNK_BYTES, (rate * BURST_MS) / 1000),
      budget.bytes + (Math.max(0, now - budget.at) / 1000) * rate,
    )
    budget.at = now
    return Math.max(0, Math.floor(budget.bytes / CHUNK_BYTES))
  }

  #scheduleFill(): void {
    this.#cancel ??= this.#options.clock.after(RETRY_MS, () => {
      this.#cancel = null
      for (const download of this.#options.downloads.values()) download.fill()
    })
  }
}
