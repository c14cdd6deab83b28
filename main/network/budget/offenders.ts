import { LRUCache } from 'lru-cache'
import type { Clock } from '../../base/clock.ts'

/** A peer that broke a protocol finds no place for this many ms. */
const PARDON_MS = 60_000
/** Maximum number of peers remembered. */
const MAX_OFFENDERS = 4096

/** Peers that broke a protocol a moment ago: their next connection would cost as much as the one that was closed. */
export class Offenders {
  readonly #clock: Clock
  readonly #since = new LRUCache<string, number>({ max: MAX_OFFENDERS })

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(peer: string): void {
    this.#since.set(peer, this.#clock.now())
  }

  has(peer: string): boolean {
    const since = this.#since.peek(peer)
    // also if the clock was set back
    return since !== undefined && Math.abs(this.#clock.now() - since) < PARDON_MS
  }
}
