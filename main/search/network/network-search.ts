import type { Clock } from '../../base/clock.ts'
import type { Flood } from './flood.ts'
import { COMMON, wordsToFind } from './keywords.ts'
import type { NeighbourStats } from './neighbour-stats.ts'
import { MAX_TTL, MAX_TEXT, MAX_HITS } from '../../protocol/query.ts'
import type { FoundHit } from './ports.ts'

/** Words of one query that are looked up on the DHT, the rarest ones. */
const MAX_LOOKUPS = 3
/** Strangers visited for one query, and how many at a time. */
const MAX_VISITED = 8
const VISITS_AT_ONCE = 4
/** Everything ends by then. */
const PATIENCE_MS = 12_000

/** What has come in, and how far the asking is. `hits` holds only what is new. */
export interface NetworkNews {
  hits: FoundHit[]
  /**
   * Peers that the query has reached as far as they say, and those of them that had something; each neighbour counts
   * once, those behind once for each community.
   */
  peers: number
  answered: number
  /** Neighbours, look-ups and visits that are still going on. */
  waiting: number
  /** Words looked up on the DHT, and strangers found there that answered a visit. */
  lookups: number
  visited: number
  over: boolean
  /** Why the network is not asked at all; empty if it is. */
  silent: '' | 'localOnly' | 'noCommunity' | 'tooLong'
}

export interface NetworkSearchOptions {
  flood: Flood
  learning: NeighbourStats
  /** Ids of my communities. */
  communities: () => readonly string[]
  /** True when the user wants to search on this machine only. */
  localOnly: () => boolean
  isExcluded: (peer: string) => boolean
  /** Those announced under a word in a community; the overlay's rendezvous. */
  lookup: (community: string, word: string, signal: AbortSignal) => AsyncIterable<string>
  /** Connects to a peer by its key; false if it does not come. */
  visit: (peer: string) => Promise<boolean>
  /** Resolves when queries can be sent to a connected peer; false if that takes too long. */
  reachable: (peer: string, signal: AbortSignal) => Promise<boolean>
  /** Entries of others in my index that hold a word. */
  othersWith: (word: string) => number
  clock: Clock
}

export interface AskOptions {
  signal?: AbortSignal
  /** Hits wanted from each community. */
  most?: number
  /** Only there; left out: in all of mine. */
  communities?: readonly string[]
  /** Left out: both. */
  ways?: readonly ('flood' | 'rendezvous')[]
}

/** Asks the network: neighbours by flooding, strangers by rendezvous, both at once. */
export class NetworkSearch {
  readonly #o: NetworkSearchOptions

  constructor(options: NetworkSearchOptions) {
    this.#o = options
  }

  /**
   * News as they come in, the last one with `over`. Aborting (or leaving the loop) calls the query back everywhere.
   * Never throws.
   */
  async *ask(text: string, options: AskOptions = {}): AsyncGenerator<NetworkNews, void, void> {
    const course = new NetworkQuery(this.#o, text, options)
    try {
      yield* course.news()
    } finally {
      course.stop()
    }
  }
}

/** Peers by community. */
class Tally {
  readonly #pairs = new Set<string>()
  readonly #peers = new Set<string>()

  add(community: string, peer: string): void {
    this.#pairs.add(community + peer)
    this.#peers.add(peer)
  }

  has(community: string, peer: string): boolean {
    return this.#pairs.has(community + peer)
  }

  /** How often a peer is in it that is in it already. */
  get again(): number {
    return this.#pairs.size - this.#peers.size
  }
}

/** One question on its way through all communities. */
class NetworkQuery {
  readonly #o: NetworkSearchOptions
  readonly #text: string
  readonly #options: AskOptions
  readonly #stop = new AbortController()
  readonly #cancels: (() => void)[] = []
  readonly #known = new Set<string>()
  /** By part of the course: what it says of itself. */
  readonly #parts = new Map<symbol, { peers: number; answered: number; waiting: number }>()
  readonly #visits = new Set<string>()
  /** Peers that were asked, by community: whoever is found by a word, too, need not be asked a second time. */
  readonly #asked = new Tally()
  /** Those of them that had something themselves, by community. */
  readonly #had = new Tally()
  #hits: FoundHit[] = []
  #lookups = 0
  #visited = 0
  #dirty = true
  #wake = (): void => {}

  constructor(o: NetworkSearchOptions, text: string, options: AskOptions) {
    this.#o = o
    this.#text = text
    this.#options = options
  }

  async *news(): AsyncGenerator<NetworkNews, void, void> {
    const { communities, localOnly, clock } = this.#o
    const ids = this.#options.communities ?? communities()
    const silent = localOnly()
      ? 'localOnly'
      : ids.length === 0
        ? 'noCommunity'
        : Buffer.byteLength(this.#text) > MAX_TEXT || this.#text.trim() === ''
          ? 'tooLong'
          : ''
    if (silent !== '')
      return yield { hits: [], peers: 0, answered: 0, waiting: 0, lookups: 0, visited: 0, over: true, silent }
    const { signal, ways = ['flood', 'rendezvous'] } = this.#options
    const abort = (): void => {
      this.stop()
      this.#changed()
    }
    signal?.addEventListener('abort', abort, { once: true })
    this.#cancels.push(() => signal?.removeEventListener('abort', abort), clock.after(PATIENCE_MS, abort))
    if (signal?.aborted) return
    for (const community of ids) {
      if (ways.includes('flood')) this.#flood(community)
      if (ways.includes('rendezvous')) this.#rendezvous(community)
    }
    for (;;) {
      while (!this.#dirty) await new Promise<void>((resolve) => (this.#wake = resolve))
      this.#dirty = false
      const news = this.#read()
      if (signal?.aborted) return
      yield news
      if (news.over) return
    }
  }

  stop(): void {
    this.#stop.abort()
    for (const cancel of this.#cancels.splice(0)) cancel()
    this.#parts.forEach((part) => (part.waiting = 0))
  }

  #read(): NetworkNews {
    const sum = (of: 'peers' | 'answered' | 'waiting'): number =>
      [...this.#parts.values()].reduce((total, part) => total + part[of], 0)
    const waiting = sum('waiting')
    const hits = this.#hits
    this.#hits = []
    // whoever shares several communities with me answers for each, and is one peer all the same
    const peers = Math.max(0, sum('peers') - this.#asked.again)
    const answered = Math.min(peers, Math.max(0, sum('answered') - this.#had.again))
    return {
      hits,
      peers,
      answered,
      waiting,
      lookups: this.#lookups,
      visited: this.#visited,
      over: waiting === 0,
      silent: '',
    }
  }

  #changed(): void {
    this.#dirty = true
    this.#wake()
  }

  #part(): { peers: number; answered: number; waiting: number } {
    const part = { peers: 0, answered: 0, waiting: 1 }
    this.#parts.set(Symbol('part'), part)
    return part
  }

  /** Asks neighbours, or these peers only without any further hop; resolves when they have finished. */
  #flood(community: string, only?: readonly string[]): Promise<void> {
    const { flood, learning } = this.#o
    const part = this.#part()
    return new Promise((resolve) => {
      const cancel = flood.ask({
        onAsk: (peers) => peers.forEach((peer) => this.#asked.add(community, peer)),
        text: this.#text,
        community,
        ttl: only ? 0 : MAX_TTL,
        most: this.#options.most ?? MAX_HITS,
        ...(only && { only }),
        onHits: (hits, from) => {
          if (hits.some(({ holder }) => holder === from)) this.#had.add(community, from)
          const fresh = hits.filter(({ root, holder }) => !this.#known.has(root + holder))
          for (const { root, holder } of fresh) this.#known.add(root + holder)
          if (fresh.length === 0) return
          this.#hits.push(...fresh.map((hit) => ({ ...hit, community })))
          learning.answered(from, this.#text)
          this.#changed()
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

  /** Looks up the query's rarest words and visits who is found there. */
  #rendezvous(community: string): void {
    const { lookup, othersWith } = this.#o
    const words = wordsToFind(this.#text)
      .map((word) => ({ word, others: othersWith(word) }))
      .filter(({ others }) => others < COMMON)
      .sort((a, b) => a.others - b.others || b.word.length - a.word.length)
      .slice(0, MAX_LOOKUPS)
    const line: string[] = []
    let running = 0
    const next = (): void => {
      while (running < VISITS_AT_ONCE && line.length > 0 && !this.#stop.signal.aborted) {
        running++
        void this.#visit(community, line.shift() as string).finally(() => {
          running--
          next()
        })
      }
    }
    for (const { word } of words) {
      const part = this.#part()
      this.#lookups++
      const search = async (): Promise<void> => {
        for await (const peer of lookup(community, word, this.#stop.signal)) {
          if (
            this.#asked.has(community, peer) ||
            this.#visits.has(peer) ||
            this.#visits.size >= MAX_VISITED ||
            this.#o.isExcluded(peer)
          )
            continue
          this.#visits.add(peer)
          line.push(peer)
          next()
        }
      }
      void search()
        .catch(() => {})
        .finally(() => {
          part.waiting = 0
          this.#changed()
        })
    }
  }

  async #visit(community: string, peer: string): Promise<void> {
    const part = this.#part()
    this.#changed()
    try {
      if (
        !(await this.#o.visit(peer)) ||
        !(await this.#o.reachable(peer, this.#stop.signal)) ||
        this.#stop.signal.aborted
      )
        return
      this.#visited++
      await this.#flood(community, [peer])
    } finally {
      part.waiting = 0
      this.#changed()
    }
  }
}
