import { LRUCache } from 'lru-cache'
import type { Clock } from '../../base/clock.ts'
import { toHex } from '../../base/hex.ts'
import { TokenBucket } from '../../base/token-bucket.ts'

/** Each new catalogue key costs one more log on disk; honest peers change their key only to compact the log. */
export const CHANGES = { burst: 10, perSecond: 1 / 600 }
const MAX_PEERS = 4096

/** Limits how often a peer may change the key of its catalogue. */
export class CatalogueChangeLimit {
  readonly #clock: Clock
  readonly #latest = new LRUCache<string, { key: string; changes: TokenBucket }>({ max: MAX_PEERS })

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether the peer's catalogue may be followed under this key; always true for the key it used last. */
  allows(peer: string, bytes: Uint8Array): boolean {
    const key = toHex(bytes)
    const known = this.#latest.get(peer)
    if (known?.key === key) return true
    if (known && !known.changes.take()) return false
    this.#latest.set(peer, { key, changes: known?.changes ?? new TokenBucket(CHANGES, this.#clock) })
    return true
  }
}
