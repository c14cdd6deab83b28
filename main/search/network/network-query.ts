import { COMMON, MAX_LOOKUPS, MAX_TTL, MAX_VISITED } from '../../protocol/search-reach.ts'
import { MAX_HITS, MAX_TEXT } from '../../protocol/query.ts'
import type { OutgoingQuery } from '../query/redact.ts'
import { earlierWordsToFind, wordsToFind } from './keywords.ts'
import type { AskOptions, NetworkNews, NetworkSearchOptions } from './network-search.ts'
import type { FoundHit } from './ports.ts'
import { QueryProgress } from './query-progress.ts'

/** Maximum number of strangers visited at a time. */
const MAX_CONCURRENT_VISITS = 4
/** A query ends after this many ms, whatever is still in progress. */
const TIMEOUT_MS = 12_000

/**
 * One query to all communities. Each community is flooded; at the same time the query's rarest words are looked up on
 * the DHT, and the strangers announced there are visited and asked directly. `news` merges what these parts find and
 * report into one stream.
 */
export class NetworkQuery {
  readonly #parts: NetworkSearchOptions
  readonly #text: string
  readonly #words: readonly string[]
  readonly #earlier: ReadonlyMap<string, string>
  readonly #options: AskOptions
  readonly #stop = new AbortController()
  readonly #cancels: (() => void)[] = []
  readonly #progress = new QueryProgress()
  /** Hits yielded so far, by root and holder. */
  readonly #known = new Set<string>()
  readonly #visits = new Set<string>()
  #hits: FoundHit[] = []
  #lookups = 0
  #visited = 0
  #dirty = true
  #wake = (): void => {}

  constructor(parts: NetworkSearchOptions, { text, query }: OutgoingQuery, options: AskOptions) {
    this.#parts = parts
    this.#text = text
    this.#words = wordsToFind(query)
    this.#earlier = earlierWordsToFind(query)
    this.#options = options
  }

  async *news(): AsyncGenerator<NetworkNews, void, void> {
    const { network, clock } = this.#parts
    const ids = this.#options.communities ?? [...network.places.keys()]
    const silent = this.#whySilent(ids)
    if (silent !== '')
      return yield { hits: [], peers: 0, answered: 0, waiting: 0, lookups: 0, visited: 0, over: true, silent }
    const { signal, ways = ['flood', 'rendezvous'] } = this.#options
    const abort = (): void => {
      this.stop()
      this.#changed()
    }
    signal?.addEventListener('abort', abort, { once: true })
    this.#cancels.push(() => signal?.removeEventListener('abort', abort), clock.after(TIMEOUT_MS, abort))
    if (signal?.aborted) return
    for (const community of ids) {
      if (ways.includes('flood')) this.#flood(community)
      if (ways.includes('rendezvous')) this.#rendezvous(community)
    }
    for (;;) {
      while (!this.#dirty) await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#dirty = false
      const news = this.#takeNews()
      if (signal?.aborted) return
      yield news
      if (news.over) return
    }
  }

  stop(): void {
    this.#stop.abort()
    for (const cancel of this.#cancels.splice(0)) cancel()
    this.#progress.end()
  }

  #whySilent(communities: readonly string[]): NetworkNews['silent'] {
    if (this.#parts.settings.values.searchScope === 'local') return 'localOnly'
    if (communities.length === 0) return 'noCommunity'
    return Buffer.byteLength(this.#text) > MAX_TEXT || this.#text.trim() === '' ? 'tooLong' : ''
  }

  #takeNews(): NetworkNews {
    const hits = this.#hits
    this.#hits = []
    const { peers, answered, waiting } = this.#progress.totals
    const [lookups, visited] = [this.#lookups, this.#visited]
    return { hits, peers, answered, waiting, lookups, visited, over: waiting === 0, silent: '' }
  }

  #changed(): void {
    this.#dirty = true
    this.#wake()
  }

  /** Asks neighbours, or only the peers `only` without those behind them; resolves when all have finished. */
  #flood(community: string, only?: readonly string[]): Promise<void> {
    const part = this.#progress.add()
    return new Promise((resolve) => {
      const cancel = this.#parts.flood.ask({
        onAsk: (peers) => peers.forEach((peer) => this.#progress.asked.add(community, peer)),
        text: this.#text,
        words: this.#words,
        community,
        ttl: only ? 0 : MAX_TTL,
        maxHits: this.#options.maxHits ?? MAX_HITS,
        ...(only && { only }),
        onHits: (hits, from) => {
          if (hits.some(({ holder }) => holder === from)) this.#progress.answered.add(community, from)
          this.#take(
            hits.map((hit) => ({ ...hit, community })),
            from,
          )
        },
        onProgress: (progress) => {
          Object.assign(part, { ...progress, waiting: Math.max(1, progress.waiting) })
          this.#changed()
        },
        onEnd: () => {
          part.waiting = 0
          this.#changed()
          resolve()
        },
      })
      this.#cancels.push(cancel)
    })
  }

  #take(hits: readonly FoundHit[], from: string): void {
    const { stats } = this.#parts
    const fresh = hits.filter(({ root, holder }) => !this.#known.has(root + holder))
    for (const { root, holder } of fresh) this.#known.add(root + holder)
    if (fresh.length === 0) return
    this.#hits.push(...fresh)
    stats.answered(from, this.#words)
    this.#changed()
  }

  /** Looks up the rarest words and visits the peers announced there, a few at a time. */
  #rendezvous(community: string): void {
    const queue: string[] = []
    let running = 0
    const visitNext = (): void => {
      while (running < MAX_CONCURRENT_VISITS && queue.length > 0 && !this.#stop.signal.aborted) {
        running++
        void this.#visit(community, queue.shift() as string).finally(() => {
          running--
          visitNext()
        })
      }
    }
    const { network, topicOf } = this.#parts
    for (const word of this.#rarestWords()) {
      const part = this.#progress.add()
      this.#lookups++
      const lookup = async (): Promise<void> => {
        const topic = topicOf(community, word)
        for await (const peer of network.rendezvous.lookup(topic, { signal: this.#stop.signal })) {
          if (!this.#mayVisit(community, peer)) continue
          this.#visits.add(peer)
          queue.push(peer)
          visitNext()
        }
      }
      void lookup()
        .catch(() => {})
        .finally(() => {
          part.waiting = 0
          this.#changed()
        })
    }
  }

  /** The rarest words, and beside them the forms that earlier versions announce. */
  #rarestWords(): string[] {
    return this.#words
      .map((word) => ({ word, others: this.#parts.frequencies.othersWith(word) }))
      .filter(({ others }) => others < COMMON)
      .sort((a, b) => a.others - b.others || b.word.length - a.word.length)
      .slice(0, MAX_LOOKUPS)
      .flatMap(({ word }) => {
        const earlier = this.#earlier.get(word)
        return earlier === undefined ? [word] : [word, earlier]
      })
  }

  #mayVisit(community: string, peer: string): boolean {
    if (this.#progress.asked.has(community, peer) || this.#visits.has(peer)) return false
    return this.#visits.size < MAX_VISITED && !this.#parts.trust.isExcluded(peer)
  }

  async #visit(community: string, peer: string): Promise<void> {
    const { network, flood } = this.#parts
    const { signal } = this.#stop
    const part = this.#progress.add()
    this.#changed()
    try {
      if (!(await network.visits.visit(peer)) || !(await flood.reaches(peer, signal)) || signal.aborted) return
      this.#visited++
      await this.#flood(community, [peer])
    } finally {
      part.waiting = 0
      this.#changed()
    }
  }
}
