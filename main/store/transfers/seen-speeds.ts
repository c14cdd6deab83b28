import { LRUCache } from 'lru-cache'
import type { Clock } from '../../base/clock.ts'
import type { Database } from '../database.ts'

/** Downloads of a peer that are looked at: its latest. */
const LATEST = 20
/** Smaller ones say more of the line's delay than of its speed. */
const LEAST_BYTES = 256 * 1024
/** A figure is good for this long, in ms. */
const KEPT_MS = 30_000
const MAX_KEPT = 2048

/** How fast peers have been, from the history of transfers. */
export class SeenSpeeds {
  readonly #best
  readonly #clock: Clock
  readonly #known = new LRUCache<string, { until: number; rate: number }>({ max: MAX_KEPT })

  constructor(database: Database, clock: Clock) {
    this.#clock = clock
    this.#best = database.prepare<[string, number, number], { rate: number | null }>(`
      SELECT max(moved * 1000.0 / max(1, ended - started)) AS rate FROM (
        SELECT moved, started, ended FROM transferHistory
        WHERE peer = ? AND direction = 'down' AND state = 'done' AND moved >= ? ORDER BY ended DESC LIMIT ?)`)
  }

  /** The best rate of the latest downloads from this peer, in bytes a second; 0 if there were none. */
  of(peer: string): number {
    const now = this.#clock.now()
    const known = this.#known.get(peer)
    if (known && known.until > now) return known.rate
    const rate = this.#best.get(peer, LEAST_BYTES, LATEST)?.rate ?? 0
    this.#known.set(peer, { until: now + KEPT_MS, rate })
    return rate
  }
}
