import { LRUCache } from 'lru-cache'
import type { Clock } from '../../../base/clock.ts'
import type { Random } from '../../../base/random.ts'
import { TokenBucket } from '../../../base/token-bucket.ts'

/** Share of links on which a query on its first hop keeps its hop count. */
const STICKY = 0.25
/** Neighbours remembered; the one that connected longest ago is dropped. */
const MAX_NEIGHBOURS = 2048

type Rate = ConstructorParameters<typeof TokenBucket>[0]

export interface NeighbourLimit {
  asks: TokenBucket
  strays: TokenBucket
  sticky: boolean
}

/** What each neighbour may send. Remembered beyond its connection: reconnecting does not refill a bucket. */
export class NeighbourLimits {
  readonly #rates: { asks: Rate; strays: Rate }
  readonly #clock: Clock
  readonly #random: Random
  readonly #limits = new LRUCache<string, NeighbourLimit>({ max: MAX_NEIGHBOURS })

  constructor(rates: { asks: Rate; strays: Rate }, clock: Clock, random: Random) {
    this.#rates = rates
    this.#clock = clock
    this.#random = random
  }

  /** The limits of a peer that has connected. */
  of(peer: string): NeighbourLimit {
    const known = this.#limits.get(peer)
    if (known) return known
    const limit = {
      asks: new TokenBucket(this.#rates.asks, this.#clock),
      strays: new TokenBucket(this.#rates.strays, this.#clock),
      sticky: this.#random.next() < STICKY,
    }
    this.#limits.set(peer, limit)
    return limit
  }

  /** Whether queries on their first hop keep their hop count on the link to this peer. */
  isSticky(peer: string): boolean {
    // peek: only a connection counts as use
    return this.#limits.peek(peer)?.sticky ?? false
  }
}
