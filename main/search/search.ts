import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import type { Kind } from '../domain/file-kind.ts'
import { ownerOf } from '../domain/index-owner.ts'
import type { RankExplanation, SearchFilters, SearchHit, SearchResult } from '../contract/search.ts'
import type { PeerView } from './local/entry-reader.ts'
import type { Finder, SearchExecutor, FindRequest, FindResult } from './local/finder.ts'
import { Hits, type HitsOptions } from './local/hits.ts'
import type { NetworkSearch } from './network/network-search.ts'
import { understand } from './query/parser.ts'
import { redactPrivateText } from './query/redact.ts'
import { explainRank } from './local/ranking.ts'
import type { SearchIndex } from './local/search-index.ts'
import { MAX_REMOTE, Snapshot } from './local/snapshot.ts'
import { type DecodedHit, RemoteHits } from './network/remote-hits.ts'

/** Entries of the first answer, for each row wanted, and of all of it. */
const FIRST = 4
const ALL = 100_000
/** Up to so many entries a search takes milliseconds: it needs no thread and no first answer. */
const SMALL = 5_000
/**
 * Whole answers put the rows of a first one in their order if they come so soon after it: nobody has aimed at a row
 * yet.
 */
const SETTLING_MS = 400
/** Views of peers are made anew after this, whatever happened. */
const VIEW_MS = 60_000
/** Peers are asked when a text has stood for so long: not for each letter of it. */
const TYPING_MS = 200
/** Results are renewed at most this often. */
const INTERVAL_MS = 300

export interface SearchOptions extends HitsOptions {
  index: SearchIndex
  /** Searches in this thread. */
  finder: Finder
  /** Searches in threads of their own, for large indices. */
  finding?: SearchExecutor
  clock: Clock
  /** Catalogues that are being read in now. */
  arriving: () => number
  /** Communities of a peer; `also`: one that it must be in, for it answered there. */
  communitiesOf?: (peer: string, also?: string) => readonly { id: string; name: string }[]
  /** Best speed seen from a peer, bytes a second. */
  speedOf?: (peer: string) => number
}

export interface SearchQuery {
  text: string
  kinds: readonly Kind[]
  limit: number
  /** Show what only excluded peers have, too. */
  showExcluded?: boolean | undefined
  filters?: { [K in keyof SearchFilters]?: SearchFilters[K] | undefined } | undefined
  sort?: FindRequest['sort'] | undefined
  /** Ask no peers. */
  network?: boolean | undefined
}

interface Running {
  snapshot: Snapshot
  query: SearchQuery
  told: RemoteHits
}

/**
 * Answers queries from the local index and, as they come in, from peers: one row a content, ranked by match and by its
 * sources.
 */
export class Search {
  readonly hits: Hits
  readonly #o: SearchOptions
  readonly #running = new Map<number, Running>()
  #network: Pick<NetworkSearch, 'ask'> | undefined
  #last = 0
  #peers: { views: readonly PeerView[]; at: number } | undefined

  constructor(options: SearchOptions) {
    this.#o = options
    this.hits = new Hits(options)
  }

  /** Asks the network, too, from now on. Attached late: the network search answers other peers from this search. */
  attachNetwork(network: Pick<NetworkSearch, 'ask'>): void {
    this.#network = network
  }

  /** Trust, names or presence of peers have changed: they are looked at anew. */
  changed(): void {
    this.#peers = undefined
  }

  /** One answer from the local index, in this thread. */
  run(query: SearchQuery): SearchResult {
    this.changed()
    const snapshot = new Snapshot(0)
    const found = this.#o.finder.find(this.#request(query, ALL, true))
    snapshot.merge(found, 0, true)
    return this.#result({ snapshot, query, told: this.#toldOf(query) }, found)
  }

  /** Roots that match, best first; for those who need no rows. */
  async roots(
    request: Pick<FindRequest, 'query' | 'most'> & Partial<Pick<FindRequest, 'filters'>>,
    signal?: AbortSignal,
  ): Promise<string[]> {
    const whole = { ...this.#request({ text: '', kinds: [], limit: 1 }, request.most, false), ...request }
    const snapshot = new Snapshot(0)
    snapshot.merge(await this.#find(whole, signal), 0, true)
    return snapshot.roots
  }

  /**
   * What peers tell in answer to one question, when all have answered: hits that conditions and chips let through.
   * Never throws.
   */
  async far(query: SearchQuery, signal: AbortSignal): Promise<DecodedHit[]> {
    const byRoot = new Map<string, DecodedHit[]>()
    if (!this.#isForPeers(query)) return []
    for await (const { hits } of this.#answers(query, this.#toldOf(query), signal))
      for (const [root, those] of Map.groupBy(hits, (hit) => hit.root)) byRoot.set(root, those)
    return [...byRoot.values()].flat()
  }

  /** Results at once, then again after each change and with each answer of a peer, until `signal`. */
  async *stream(
    query: SearchQuery,
    onChange: (changed: () => void) => () => void,
    signal: AbortSignal,
  ): AsyncGenerator<SearchResult, void, void> {
    const { clock, index } = this.#o
    const running: Running = { snapshot: new Snapshot(++this.#last), query, told: this.#toldOf(query) }
    this.#running.set(running.snapshot.id, running)
    let [dirty, wake, told] = [false, (): void => {}, false]
    const off = onChange(() => {
      this.changed()
      dirty = true
      wake()
    })
    const stop = (): void => wake()
    signal.addEventListener('abort', stop, { once: true })
    const news = this.#ask(running, signal, () => {
      told = true
      wake()
    })
    try {
      let found: FindResult | undefined
      if (this.#o.finding && index.size() > SMALL) {
        found = await this.#find({ ...this.#request(query, query.limit * FIRST, false), quick: true }, signal)
        running.snapshot.merge(found, 0, false)
        // a look at a part that shows nothing says nothing
        if (found.entries.length > 0 || !found.more) yield this.#result(running, found, news.progress)
        else found = undefined
      }
      const settled = clock.now() + SETTLING_MS
      for (let anew = true; !signal.aborted; anew = dirty) {
        dirty = false
        if (anew || !found) {
          const shown = found ? query.limit : 0
          const isFirst: boolean = found !== undefined && found.facets === null
          found = await this.#find(this.#request(query, ALL, true), signal)
          if (signal.aborted) return
          running.snapshot.forgetTold(new Set(index.wholePeers()))
          running.snapshot.merge(found, shown, !found.more)
          if (isFirst && clock.now() <= settled && running.snapshot.reorder(found)) this.#rename(running)
        }
        told = false
        yield this.#result(running, found, news.progress)
        await pause(clock, INTERVAL_MS, signal)
        while (!dirty && !told && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve))
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      off()
      news.stop()
      signal.removeEventListener('abort', stop)
      for (const [id, one] of this.#running) if (one === running) this.#running.delete(id)
    }
  }

  /** A window of the rows of a running search. */
  rows(id: number, offset: number, limit: number): { total: number; hits: SearchHit[] } {
    const { snapshot, query } = this.#alive(id)
    return { total: snapshot.roots.length, hits: this.#window(snapshot, query, offset, limit) }
  }

  /** Whether a content is in my own catalogue. */
  isOwn(root: string): boolean {
    return this.#o.index.holders(root).some(({ peer }) => peer === this.#o.self)
  }

  /** What each factor brought to a row's place. NOT_FOUND if it is none of this search. */
  why(id: number, root: string): RankExplanation {
    const { snapshot } = this.#alive(id)
    const place = snapshot.roots.indexOf(root)
    const hit = place < 0 ? null : this.hits.of(root, true, undefined, snapshot.remote.get(root))
    if (!hit) throw new HyobanError('NOT_FOUND', 'This content is not among the results.')
    const sources = hit.sources.map(({ publicKey, trust, online }) => ({
      decision: trust.decision,
      trust: trust.u,
      online,
      speed: this.#o.speedOf?.(publicKey) ?? 0,
    }))
    return explainRank(
      { relevance: snapshot.row(root)?.relevance ?? 0, own: hit.own, sources, age: this.#o.clock.now() - hit.modified },
      place + 1,
    )
  }

  #alive(id: number): Running {
    const running = this.#running.get(id)
    if (!running) throw new HyobanError('NOT_FOUND', 'This search has ended.', { hint: 'Search again.' })
    return running
  }

  /** The order is another one: its name is, too. The former one still leads to the rows as they are. */
  #rename(running: Running): void {
    running.snapshot.id = ++this.#last
    this.#running.set(running.snapshot.id, running)
  }

  #find(request: FindRequest, signal?: AbortSignal): Promise<FindResult> {
    const { finding, finder, index } = this.#o
    return finding && index.size() > SMALL ? finding.find(request, signal) : Promise.resolve(finder.find(request))
  }

  #request(
    { text, kinds, filters, sort, showExcluded = false }: SearchQuery,
    most: number,
    thorough: boolean,
  ): FindRequest {
    const chips = {
      kinds: [...new Set([...kinds, ...(filters?.kinds ?? [])])],
      sizes: filters?.sizes ?? [],
      trusts: filters?.trusts ?? [],
      communities: filters?.communities ?? [],
    }
    return {
      query: understand(text).query,
      filters: chips,
      sort: sort ?? { by: 'relevance', descending: true },
      most,
      thorough,
      peers: this.#views(),
      now: this.#o.clock.now(),
      showExcluded: showExcluded || chips.trusts.includes('bad'),
    }
  }

  /** What peers will tell in answer to a query. */
  #toldOf(query: SearchQuery): RemoteHits {
    const { trustOf, peerOf, communitiesOf, index } = this.#o
    const { query: parsed, filters, showExcluded, now } = this.#request(query, 1, false)
    return new RemoteHits({
      query: parsed,
      filters,
      showExcluded,
      now,
      viewOf: (peer, community) => {
        const { decision, u } = trustOf(peer)
        return {
          peer,
          decision,
          trust: u,
          name: peerOf(peer).name,
          communities: communitiesOf?.(peer, community) ?? [],
        }
      },
      knownHolders: (root) => index.holders(root).map(({ peer }) => peer),
    })
  }

  #views(): readonly PeerView[] {
    const { index, self, trustOf, peerOf, communitiesOf, speedOf, clock } = this.#o
    if (this.#peers && clock.now() - this.#peers.at < VIEW_MS) return this.#peers.views
    const views = index.peers().map((owner): PeerView => {
      const { peer, community } = ownerOf(owner)
      const [{ decision, u }, { online, name }] = [trustOf(peer), peerOf(peer)]
      const communities = (communitiesOf?.(peer) ?? []).filter(({ id }) => community === null || id === community)
      return {
        peer: owner,
        self: peer === self,
        decision,
        trust: u,
        online,
        name,
        communities,
        speed: speedOf?.(peer) ?? 0,
      }
    })
    this.#peers = { views, at: clock.now() }
    return views
  }

  #window(snapshot: Snapshot, { showExcluded, filters }: SearchQuery, offset: number, limit: number): SearchHit[] {
    const excluded = showExcluded || filters?.trusts?.includes('bad') || false
    return snapshot.roots
      .slice(offset, offset + limit)
      .flatMap((root) => this.hits.of(root, excluded, snapshot.row(root)?.entry, snapshot.remote.get(root)) ?? [])
  }

  #result({ snapshot, query, told }: Running, found: FindResult, network?: SearchResult['network']): SearchResult {
    const { index, arriving } = this.#o
    const { problem, hints } = understand(query.text)
    return {
      hits: this.#window(snapshot, query, 0, query.limit),
      total: snapshot.roots.length,
      catalogues: index.catalogues(),
      arriving: arriving(),
      hidden: found.hidden,
      ...(snapshot.id > 0 && { snapshot: snapshot.id }),
      ...(found.more && { more: true }),
      ...(snapshot.fresh > 0 && { fresh: snapshot.fresh }),
      ...(found.facets && { facets: told.count(found.facets) }),
      ...(problem && { problem: problem.problem }),
      ...(hints.length > 0 && { hints }),
      ...(found.corrected !== null && { corrected: found.corrected }),
      ...(found.similar && { similar: found.similar }),
      ...(network && { network }),
    }
  }

  /** Asks peers beside the local search; what they tell goes into the snapshot. */
  #ask(
    { query, snapshot, told: toldHits }: Running,
    signal: AbortSignal,
    told: () => void,
  ): { progress: SearchResult['network']; stop: () => void } {
    const leave = new AbortController()
    const state: { progress: SearchResult['network']; stop: () => void } = {
      progress: undefined,
      stop: () => leave.abort(),
    }
    const listen = async (): Promise<void> => {
      await pause(this.#o.clock, TYPING_MS, signal)
      if (leave.signal.aborted || signal.aborted) return
      for await (const { hits, progress } of this.#answers(query, toldHits, AbortSignal.any([signal, leave.signal]))) {
        state.progress = progress
        snapshot.tell(hits)
        told()
      }
    }
    if (this.#isForPeers(query)) void listen().catch(() => {})
    return state
  }

  #isForPeers({ text, network }: SearchQuery): boolean {
    return (
      this.#network !== undefined && network !== false && !understand(text).problem && redactPrivateText(text) !== ''
    )
  }

  /**
   * What peers tell, as it comes in: hits that may be shown of contents that their catalogues here do not say more of.
   * Nothing where nobody is to be asked.
   */
  async *#answers(
    { text }: SearchQuery,
    told: RemoteHits,
    signal: AbortSignal,
  ): AsyncGenerator<{ hits: DecodedHit[]; progress: SearchResult['network'] }, void, void> {
    const { index, self } = this.#o
    const network = this.#network
    if (!network) return
    // whom I know and trust is for this node alone to judge, in what comes back
    for await (const { silent, hits, peers, answered, waiting } of network.ask(redactPrivateText(text), { signal })) {
      if (silent !== '') return
      const whole = new Set(index.wholePeers())
      yield {
        hits: told.add(
          hits.filter(({ holder }) => holder !== self && !whole.has(holder)),
          MAX_REMOTE,
        ),
        progress: { asked: peers, answered, waiting },
      }
    }
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal.addEventListener('abort', end, { once: true })
  })
}
