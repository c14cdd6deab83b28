// A handshake costs 0.6 ms of curve operations before it is known who asks. So its network pays for it, the DHT node
// that passed it on, and this node as a whole, before anything is computed. An honest peer that gets no answer asks
// again, twice within a few seconds.
import { LRUCache } from 'lru-cache'
import type { Clock } from '../../base/clock.ts'
import { type RateLimit, TokenBucket } from '../../base/token-bucket.ts'
import { addressGroup } from './address-group.ts'

/** Handshakes of one network (see addressGroup) that reach this node directly, or through one network of DHT nodes. */
const HANDSHAKES_OF_GROUP: RateLimit = { burst: 16, perSecond: 2 }
/** Handshakes that one network of DHT nodes passes on: it may make up whom they are from. */
const HANDSHAKES_OF_RELAY: RateLimit = { burst: 128, perSecond: 32 }
/** All handshakes that others begin. */
const HANDSHAKES: RateLimit = { burst: 256, perSecond: 64 }
/** Maximum number of networks remembered, of each kind. */
const MAX_GROUPS = 4096

interface HandshakeBudgetOptions {
  /** The network of an address; null: this machine, which is not counted. Left out: addressGroup. */
  groupOf?: ((host: string) => string | null) | undefined
  clock: Clock
}

/** How many handshakes strangers may begin. */
export class HandshakeBudget {
  readonly #groupOf: (host: string) => string | null
  readonly #clock: Clock
  // kept apart: who makes up addresses makes none but its own kind be forgotten
  readonly #direct = new LRUCache<string, TokenBucket>({ max: MAX_GROUPS })
  readonly #relayed = new LRUCache<string, TokenBucket>({ max: MAX_GROUPS })
  readonly #relays = new LRUCache<string, TokenBucket>({ max: MAX_GROUPS })
  readonly #all: TokenBucket

  constructor({ groupOf = addressGroup, clock }: HandshakeBudgetOptions) {
    this.#groupOf = groupOf
    this.#clock = clock
    this.#all = new TokenBucket(HANDSHAKES, clock)
  }

  /**
   * Whether a handshake is worked on. `from`: address of the sender of the message; `claimed`: address of the peer as a
   * DHT node states it that passed the message on, null if the peer sent it itself.
   */
  take(from: string, claimed: string | null): boolean {
    const sender = this.#groupOf(from)
    if (sender === null) return true
    if (claimed === null) return this.#pays(this.#direct, sender, HANDSHAKES_OF_GROUP) && this.#all.take()
    const pair = `${sender} ${this.#groupOf(claimed) ?? ''}`
    return (
      // first, so that one network does not use up what a DHT node may pass on
      this.#pays(this.#relayed, pair, HANDSHAKES_OF_GROUP) &&
      this.#pays(this.#relays, sender, HANDSHAKES_OF_RELAY) &&
      this.#all.take()
    )
  }

  #pays(buckets: LRUCache<string, TokenBucket>, name: string, limit: RateLimit): boolean {
    let bucket = buckets.get(name)
    if (!bucket) buckets.set(name, (bucket = new TokenBucket(limit, this.#clock)))
    return bucket.take()
  }
}
