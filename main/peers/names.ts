import { LRUCache } from 'lru-cache'
import type { Peers } from './peers.ts'

/** Fingerprints kept at hand: results of a search name people that were never met. */
const MAX_FINGERPRINTS = 10_000

/** A peer as lists show it. */
export interface Named {
  publicKey: string
  fingerprint: string
  name: string
}

/** Gives keys their announced names; a key never met has its fingerprint only. */
export class PeerNames {
  readonly #peers: Peers
  readonly #self: { key: string; name: () => string }
  readonly #fingerprint: (key: string) => string
  readonly #fingerprints = new LRUCache<string, string>({ max: MAX_FINGERPRINTS })

  constructor(peers: Peers, self: { key: string; name: () => string }, fingerprint: (key: string) => string) {
    this.#peers = peers
    this.#self = self
    this.#fingerprint = fingerprint
  }

  named(key: string): Named {
    let fingerprint = this.#fingerprints.get(key)
    if (fingerprint === undefined) this.#fingerprints.set(key, (fingerprint = this.#fingerprint(key)))
    const name = key === this.#self.key ? this.#self.name() : (this.#peers.get(key)?.name ?? '')
    return { publicKey: key, fingerprint, name: name || fingerprint }
  }
}
