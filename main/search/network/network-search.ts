import type { Clock } from '../../base/clock.ts'
import type { OutgoingQuery } from '../query/redact.ts'
import type { Flood } from './flood/flood.ts'
import type { NeighbourStats } from './flood/neighbour-stats.ts'
import { NetworkQuery } from './network-query.ts'
import type { FoundHit, RendezvousNetwork, ScopeSettings, WordFrequencies } from './ports.ts'

/** The state of a query. `hits` holds only new ones. */
export interface NetworkNews {
  hits: FoundHit[]
  /**
   * Peers that the query has reached, as they report, and those of them that had hits. A neighbour counts once, a peer
   * behind it once for each community.
   */
  peers: number
  answered: number
  /** Neighbours, lookups and visits in progress. */
  waiting: number
  /** Words looked up on the DHT, and strangers found there that were reached. */
  lookups: number
  visited: number
  over: boolean
  /** Why the network is not asked; empty if it is. */
  silent: '' | 'localOnly' | 'noCommunity' | 'tooLong'
}

export interface NetworkSearchOptions {
  flood: Flood
  /** Learns which neighbours bring hits. */
  stats: NeighbourStats
  network: RendezvousNetwork
  /** The DHT topic of a word in a community. */
  topicOf: (community: string, word: string) => string
  frequencies: WordFrequencies
  trust: { isExcluded(peer: string): boolean }
  settings: ScopeSettings
  clock: Clock
}

export interface AskOptions {
  signal?: AbortSignal
  /** Hits wanted from each community. */
  maxHits?: number
  /** Ids of the communities to ask. Left out: all of this node. */
  communities?: readonly string[]
  /** Left out: both. */
  ways?: readonly ('flood' | 'rendezvous')[]
}

/** Asks the network: neighbours by flooding and, at the same time, strangers by rendezvous on the DHT. */
export class NetworkSearch {
  readonly #options: NetworkSearchOptions

  constructor(options: NetworkSearchOptions) {
    this.#options = options
  }

  /**
   * Yields news as it arrives; the last item has `over` set. Aborting, or leaving the loop, cancels the query at all
   * peers. Never throws.
   */
  async *ask(query: OutgoingQuery, options: AskOptions = {}): AsyncGenerator<NetworkNews, void, void> {
    const running = new NetworkQuery(this.#options, query, options)
    try {
      yield* running.news()
    } finally {
      running.stop()
    }
  }
}
