import { LRUCache } from 'lru-cache'
import type { Clock } from '../base/clock.ts'
import { toHex } from '../base/hex.ts'
import { TokenBucket } from '../base/token-bucket.ts'

/**
 * Each further key of a peer's catalogue is another log on the disk; an honest node begins a new one when the old one
 * is to be compacted.
 */
const CHANGES = { burst: 10, perSecond: 1 / 600 }
const MAX_PEERS = 4096

/** Says whether a peer's catalogue may be followed under this key: its latest one always, another one only so often. */
export function limitCatalogueChanges(clock: Clock): (peer: string, key: Uint8Array) => boolean {
  const latest = new LRUCache<string, { key: string; changes: TokenBucket }>({ max: MAX_PEERS })
  return (peer, bytes) => {
    const key = toHex(bytes)
    const known = latest.get(peer)
    if (known?.key === key) return true
    if (known && !known.changes.take()) return false
    latest.set(peer, { key, changes: known?.changes ?? new TokenBucket(CHANGES, clock) })
    return true
  }
}
