import type { SearchResult } from '../../contract/search.ts'
import { MAX_REMOTE } from '../local/result-snapshot.ts'
import type { SearchIndex } from '../local/search-index.ts'
import type { OutgoingQuery } from '../query/redact.ts'
import type { NetworkSearch } from './network-search.ts'
import type { DecodedHit, RemoteHits } from './remote-hits.ts'

export interface NetworkAnswer {
  /** Hits that may be shown. */
  hits: DecodedHit[]
  progress: SearchResult['network']
}

/** Answers of peers to searches, without hits that the local index already covers. */
export class NetworkAnswers {
  readonly #self: string
  readonly #index: Pick<SearchIndex, 'wholePeers'>
  #network: Pick<NetworkSearch, 'ask'> | undefined

  constructor(self: string, index: Pick<SearchIndex, 'wholePeers'>) {
    this.#self = self
    this.#index = index
  }

  attach(network: Pick<NetworkSearch, 'ask'>): void {
    this.#network = network
  }

  /** Yields answers as they arrive; none if the network is not asked. Never throws. */
  async *to(
    query: OutgoingQuery | null,
    remote: RemoteHits,
    signal: AbortSignal,
  ): AsyncGenerator<NetworkAnswer, void, void> {
    if (!this.#network || !query) return
    for await (const { silent, hits, peers, answered, waiting } of this.#network.ask(query, { signal })) {
      if (silent !== '') return
      // a catalogue that is indexed whole already contains whatever its owner can answer
      const whole = new Set(this.#index.wholePeers())
      const news = hits.filter(({ holder }) => holder !== this.#self && !whole.has(holder))
      yield { hits: remote.add(news, MAX_REMOTE), progress: { asked: peers, answered, waiting } }
    }
  }
}
