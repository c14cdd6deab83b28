import { LRUCache } from 'lru-cache'
import type { NamedPeer } from '../contract/peers.ts'
import type { PeerRegistry } from './peers.ts'

/** Maximum cached fingerprints: search results name peers that were never met. */
const MAX_FINGERPRINTS = 10_000

/** The announced names of peers; the fingerprint stands in for a missing name. */
export class PeerNames {
  readonly #peers: PeerRegistry
  readonly #self: { key: string; name: () => string }
  readonly #fingerprint: (key: string) => string
  readonly #fingerprints = new LRUCache<string, string>({ max: MAX_FINGERPRINTS })

  constructor(peers: PeerRegistry, self: { key: string; name: () => string }, fingerprint: (key: string) => string) {
    this.#peers = peers
    this.#self = self
    this.#fingerprint = fingerprint
  }

  named(key: string): NamedPeer {
    let fingerprint = this.#fingerprints.get(key)
    if (fingerprint === undefined) this.#fingerprints.set(key, (fingerprint = this.#fingerprint(key)))
    const name = key === this.#self.key ? this.#self.name() : (this.#peers.get(key)?.name ?? '')
    return { publicKey: key, fingerprint, name: name || fingerprint }
  }
}
