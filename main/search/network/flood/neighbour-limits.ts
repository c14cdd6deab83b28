import type { Clock } from '../../../base/clock.ts'
import type { Random } from '../../../base/random.ts'
import { TokenBucket } from '../../../base/token-bucket.ts'

/** Share of links that forward a query on its first hop as if it were still on its first. */
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
  /** By peer, in the order of their latest connection. */
  readonly #limits = new Map<string, NeighbourLimit>()

  constructor(rates: { asks: Rate; strays: Rate }, clock: Clock, random: Random) {
    this.#rates = rates
    this.#clock = clock
    this.#random = random
  }

  /** The limits of a peer that has connected. */
  of(peer: string): NeighbourLimit {
    const limit = this.#limits.get(peer) ?? {
      asks: new TokenBucket(this.#rates.asks, this.#clock),
      strays: new TokenBucket(this.#rates.strays, this.#clock),
      sticky: this.#random.next() < STICKY,
    }
    this.#limits.delete(peer)
    this.#limits.set(peer, limit)
    if (this.#limits.size > MAX_NEIGHBOURS) this.#limits.delete(this.#limits.keys().next().value as string)
    return limit
  }

  /** Whether queries on their first hop keep their hop count on the link to this peer. */
  isSticky(peer: string): boolean {
    return this.#limits.get(peer)?.sticky ?? false
  }
}
