import type { Clock } from '../../base/clock.ts'
import type { OutgoingQuery } from '../query/redact.ts'
import type { Flood } from './flood/flood.ts'
import type { NeighbourStats } from './flood/neighbour-stats.ts'
import { NetworkQuery } from './network-query.ts'
import type { FoundHit } from './ports.ts'

/** The state of a query. `hits` holds only new ones. */
export interface NetworkNews {
  hits: FoundHit[]
  /**
   * Peers that the query has reached, as far as they say, and those of them that had something. A neighbour counts
   * once, a peer behind it once for each community.
   */
  peers: number
  answered: number
  /** Neighbours, lookups and visits still under way. */
  waiting: number
  /** Words looked up on the DHT, and strangers found there that answered a visit. */
  lookups: number
  visited: number
  over: boolean
  /** Why the network is not asked; empty if it is. */
  silent: '' | 'localOnly' | 'noCommunity' | 'tooLong'
}

export interface NetworkSearchOptions {
  flood: Flood
  learning: NeighbourStats
  /** Ids of my communities. */
  communities: () => readonly string[]
  /** True if the user searches on this machine only. */
  localOnly: () => boolean
  isExcluded: (peer: string) => boolean
  /** Peers announced under a word in a community. */
  lookup: (community: string, word: string, signal: AbortSignal) => AsyncIterable<string>
  /** Connects to a peer by its key; false if that fails. */
  visit: (peer: string) => Promise<boolean>
  /** Resolves when queries can be sent to a connected peer; false if that takes too long. */
  reachable: (peer: string, signal: AbortSignal) => Promise<boolean>
  /** Entries of other peers in the local index that hold a word. */
  othersWith: (word: string) => number
  clock: Clock
}

export interface AskOptions {
  signal?: AbortSignal
  /** Hits wanted from each community. */
  most?: number
  /** Ids of the communities to ask; left out: all of mine. */
  communities?: readonly string[]
  /** Left out: both. */
  ways?: readonly ('flood' | 'rendezvous')[]
}

/** Asks the network: neighbours by flooding and, at the same time, strangers by rendezvous on the DHT. */
export class NetworkSearch {
  readonly #o: NetworkSearchOptions

  constructor(options: NetworkSearchOptions) {
    this.#o = options
  }

  /**
   * Yields news as it comes in; the last has `over` set. Aborting, or leaving the loop, cancels the query everywhere.
   * Never throws.
   */
  async *ask(query: OutgoingQuery, options: AskOptions = {}): AsyncGenerator<NetworkNews, void, void> {
    const asking = new NetworkQuery(this.#o, query, options)
    try {
      yield* asking.news()
    } finally {
      asking.stop()
    }
  }
}
