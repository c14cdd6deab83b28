import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import type { RankExplanation, SearchHit, SearchResult } from '../contract/search.ts'
import { type FinishedDownloads, Hits } from './local/hits.ts'
import { LocalSearch, type PlainRequest, type SearchExecutors } from './local/local-search.ts'
import { explainRank } from './local/ranking.ts'
import { ResultSnapshot } from './local/result-snapshot.ts'
import type { SearchIndex } from './local/search-index.ts'
import { NetworkAnswers } from './network/network-answers.ts'
import type { NetworkSearch } from './network/network-search.ts'
import { type DecodedHit, RemoteHits } from './network/remote-hits.ts'
import { HolderViews } from './holder-views.ts'
import type { KnownPeers } from './known-peers.ts'
import { type IndexingProgress, RunningSearch, type SnapshotIds } from './running-search.ts'
import { readSearch, type SearchQuery, type SearchRequest } from './search-request.ts'

export type { SearchQuery } from './search-request.ts'

export interface SearchOptions {
  /** My own key. */
  self: string
  index: SearchIndex
  executors: SearchExecutors
  peers: KnownPeers
  downloads?: FinishedDownloads
  indexer: IndexingProgress
  clock: Clock
}

/** The running searches by the ids of their snapshots. */
class RunningSearches implements SnapshotIds {
  readonly #byId = new Map<number, RunningSearch>()
  #last = 0

  add(search: RunningSearch): number {
    this.#byId.set(++this.#last, search)
    return this.#last
  }

  remove(search: RunningSearch): void {
    for (const [id, one] of this.#byId) if (one === search) this.#byId.delete(id)
  }

  /** Throws NOT_FOUND if the search has ended. */
  get(id: number): RunningSearch {
    const search = this.#byId.get(id)
    if (!search) throw new HyobanError('NOT_FOUND', 'This search has ended.', { hint: 'Search again.' })
    return search
  }
}

/**
 * Answers queries from the local index and from peers, with one row per content, ranked by how well it matches and by
 * its sources. The text of a query is parsed here, once.
 */
export class Search {
  readonly hits: Hits
  readonly #options: SearchOptions
  readonly #views: HolderViews
  readonly #local: LocalSearch
  readonly #network: NetworkAnswers
  readonly #running = new RunningSearches()

  constructor(options: SearchOptions) {
    this.#options = options
    this.hits = new Hits(options)
    this.#views = new HolderViews(options)
    this.#local = new LocalSearch({ ...options, views: this.#views })
    this.#network = new NetworkAnswers(options.self, options.index)
  }

  /** Enables network search. Attached late, because the network search answers other peers from this search. */
  attachNetwork(network: Pick<NetworkSearch, 'ask'>): void {
    this.#network.attach(network)
  }

  /** Trust, names or presence of peers have changed. */
  changed(): void {
    this.#views.clear()
  }

  /** One result from the local index, computed in this thread. */
  run(query: SearchQuery): SearchResult {
    this.changed()
    return this.#prepare(readSearch(query)).once()
  }

  /** Results at once, then after each change and each answer of a peer, until `signal`. */
  stream(
    query: SearchQuery,
    onChange: (changed: () => void) => () => void,
    signal: AbortSignal,
  ): AsyncGenerator<SearchResult, void, void> {
    return this.#prepare(readSearch(query)).results(this.#running, onChange, signal)
  }

  /** Roots of the contents that match in the local index, best first. */
  async roots(
    { filters, ...request }: Omit<PlainRequest, 'filters'> & Partial<Pick<PlainRequest, 'filters'>>,
    signal?: AbortSignal,
  ): Promise<string[]> {
    const none = { kinds: [], sizes: [], trusts: [], communities: [] }
    const found = await this.#local.plain({ ...request, filters: filters ?? none }, signal)
    const snapshot = new ResultSnapshot(0)
    snapshot.merge(found, 0, true)
    return snapshot.roots
  }

  /** All hits of peers that may be shown, once all have answered. Never throws. */
  async askPeers(query: SearchQuery, signal: AbortSignal): Promise<DecodedHit[]> {
    const request = readSearch(query)
    const byRoot = new Map<string, DecodedHit[]>()
    for await (const { hits } of this.#network.to(request.outgoing, this.#remoteHits(request), signal))
      for (const [root, those] of Map.groupBy(hits, (hit) => hit.root)) byRoot.set(root, those)
    return [...byRoot.values()].flat()
  }

  /** Some rows of a running search. Throws NOT_FOUND if it has ended. */
  rows(id: number, offset: number, limit: number): { total: number; hits: SearchHit[] } {
    const search = this.#running.get(id)
    return { total: search.snapshot.roots.length, hits: search.window(offset, limit) }
  }

  /** Whether a content is in this node's own catalogue. */
  isOwn(root: string): boolean {
    return this.#options.index.holders(root).some(({ peer }) => peer === this.#options.self)
  }

  /** The contribution of each factor to a row's rank. Throws NOT_FOUND if the search has ended or lacks the row. */
  why(id: number, root: string): RankExplanation {
    const { snapshot } = this.#running.get(id)
    const place = snapshot.roots.indexOf(root)
    const hit = place < 0 ? null : this.hits.of(root, true, undefined, snapshot.remote.get(root))
    if (!hit) throw new HyobanError('NOT_FOUND', 'This content is not among the results.')
    const sources = hit.sources.map(({ publicKey, trust, online }) => ({
      decision: trust.decision,
      trust: trust.u,
      online,
      speed: this.#options.peers.speeds?.of(publicKey) ?? 0,
    }))
    const relevance = snapshot.row(root)?.relevance ?? 0
    return explainRank({ relevance, own: hit.own, sources, age: this.#options.clock.now() - hit.modified }, place + 1)
  }

  #prepare(request: SearchRequest): RunningSearch {
    const { index, clock, indexer } = this.#options
    const [local, network, views, hits] = [this.#local, this.#network, this.#views, this.hits]
    return new RunningSearch({ local, network, views, hits, index, clock, indexer }, request, this.#remoteHits(request))
  }

  #remoteHits({ query, filters, showExcluded }: SearchRequest): RemoteHits {
    const { index, clock } = this.#options
    return new RemoteHits({
      query: query.query,
      filters,
      showExcluded,
      now: clock.now(),
      viewOf: (peer, community) => this.#views.holder(peer, community),
      knownHolders: (root) => index.holders(root).map(({ peer }) => peer),
    })
  }
}
