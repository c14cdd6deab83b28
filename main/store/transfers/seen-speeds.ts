import { LRUCache } from 'lru-cache'
import type { Clock } from '../../base/clock.ts'
import type { Database } from '../database.ts'

/** Number of latest downloads considered per peer. */
const LATEST = 20
/** Smaller downloads measure the latency rather than the speed. */
const MIN_BYTES = 256 * 1024
/** Results are cached for this many ms. */
const CACHE_MS = 30_000
const MAX_CACHED = 2048

/** Download speeds of peers, from the transfer history. */
export class SeenSpeeds {
  readonly #best
  readonly #clock: Clock
  readonly #known = new LRUCache<string, { until: number; rate: number }>({ max: MAX_CACHED })

  constructor(database: Database, clock: Clock) {
    this.#clock = clock
    this.#best = database.prepare<[string, number, number], { rate: number | null }>(`
      SELECT max(moved * 1000.0 / max(1, ended - started)) AS rate FROM (
        SELECT moved, started, ended FROM transferHistory
        WHERE peer = ? AND direction = 'down' AND state = 'done' AND moved >= ? ORDER BY ended DESC LIMIT ?)`)
  }

  /** The best rate of the latest downloads from this peer, in bytes per second; 0 if there were none. */
  of(peer: string): number {
    const now = this.#clock.now()
    const known = this.#known.get(peer)
    if (known && known.until > now) return known.rate
    const rate = this.#best.get(peer, MIN_BYTES, LATEST)?.rate ?? 0
    this.#known.set(peer, { until: now + CACHE_MS, rate })
    return rate
  }
}
