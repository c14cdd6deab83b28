import type { SearchResult } from '../../contract/search.ts'
import { MAX_REMOTE } from '../local/result-snapshot.ts'
import { coveredHits } from '../local/covered-hits.ts'
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
  readonly #index: Pick<SearchIndex, 'wholePeers' | 'holders'>
  #network: Pick<NetworkSearch, 'ask'> | undefined

  constructor(self: string, index: Pick<SearchIndex, 'wholePeers' | 'holders'>) {
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
      const isCovered = coveredHits(this.#index)
      const news = hits.filter((hit) => hit.holder !== this.#self && !isCovered(hit))
      yield { hits: remote.add(news, MAX_REMOTE), progress: { asked: peers, answered, waiting } }
    }
  }
}
