import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { messageOf } from '../../../base/errors.ts'
import type { Channel, ChannelHub } from '../../../protocol/channel.ts'
import type { BudgetRecord } from '../../../domain/budgets.ts'
import type { Clock } from '../../../base/clock.ts'
import type { Random } from '../../../base/random.ts'
import { TokenBucket } from '../../../base/token-bucket.ts'
import { understand, type UnderstoodQuery } from '../../query/parser.ts'
import { channelOpened } from '../channel-opened.ts'
import { wordsToFind } from '../keywords.ts'
import type { LocalAnswers } from '../ports.ts'
import { QuestionQueue } from '../question-queue.ts'
import { type NeighbourLimit, NeighbourLimits } from './neighbour-limits.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import { Route } from './route.ts'
import { RouteTable, type RouteTarget } from './route-table.ts'
import { ASKED, MAX_TTL, PASSED_ON } from '../../../protocol/search-reach.ts'
import { MAX_HITS, type RemoteHit, type QueryMessages } from '../../../protocol/query.ts'

/** Query ids remembered, and for how many ms: a query that arrives again on another path is not answered again. */
const MAX_SEEN = 20_000
export const SEEN_MS = 120_000
/**
 * Limits on queries from one neighbour, on queries from all together, and on unsolicited answers from one neighbour,
 * which honest peers send when they cross with a cancel.
 */
export const ASKS = { burst: 40, perSecond: 3 }
export const ALL_ASKS = { burst: 300, perSecond: 60 }
export const STRAYS = { burst: 200, perSecond: 5 }

export interface FloodOptions {
  hub: ChannelHub<QueryMessages>
  neighbourhood: Neighbourhood
  answers: LocalAnswers
  clock: Clock
  random: Random
  /** Told of peers that ask too much; left out: nobody. */
  limits?: BudgetRecord
  log: (line: string) => void
}

/** A query by this node. */
export interface Question {
  text: string
  /** Words of the query, by which neighbours are ranked. */
  words?: readonly string[]
  /** Id of the community to ask. */
  community: string
  /** Hops beyond the peers asked. */
  ttl: number
  /** Hits wanted. */
  maxHits: number
  /** Asks only these neighbours, rather than the best ones. */
  only?: readonly string[]
  /** Called first, with the neighbours asked. */
  onAsk?: (peers: readonly string[]) => void
  onHits: (hits: RemoteHit[], from: string) => void
  /** Peers reached so far, those of them that had hits, and neighbours that have not finished. */
  onProgress: (progress: { peers: number; answered: number; waiting: number }) => void
  onEnd: () => void
}

/**
 * Bounded flooding as in Gnutella 0.4, with its known fixes. A query has an id; each peer that it reaches answers it
 * once and forwards it to a few neighbours of the same community, for at most MAX_TTL hops; answers return along the
 * path of the query. A neighbour cannot distinguish asking from forwarding, since some links keep the hop count.
 */
export class Flood {
  readonly #options: FloodOptions
  readonly #routes: RouteTable
  readonly #seen: LRUCache<string, true>
  readonly #limits: NeighbourLimits
  readonly #all: TokenBucket
  readonly #questions: QuestionQueue
  readonly #off: () => void

  constructor(options: FloodOptions) {
    const { hub, clock, random } = options
    this.#options = options
    this.#routes = new RouteTable(hub, clock)
    this.#seen = new LRUCache({ max: MAX_SEEN, ttl: SEEN_MS, ttlResolution: 0, perf: clock })
    this.#all = new TokenBucket(ALL_ASKS, clock)
    this.#questions = new QuestionQueue(clock)
    this.#limits = new NeighbourLimits({ asks: ASKS, strays: STRAYS }, clock, random)
    this.#off = hub.onOpen((channel) => this.#opened(channel))
  }

  /** Messages sent so far. */
  get sent(): RouteTable['sent'] {
    return this.#routes.sent
  }

  /** Number of queries in progress, including those of this node. */
  get active(): number {
    return this.#routes.size
  }

  /** Resolves with true once a connected peer can be asked, with false after a timeout. */
  reaches(peer: string, signal: AbortSignal): Promise<boolean> {
    const { hub, clock } = this.#options
    return channelOpened(hub, peer, clock, signal)
  }

  /** Asks neighbours; returns a function that cancels without calling `onEnd`. Ends at once if there are none. */
  ask(question: Question): () => void {
    const { text, community, ttl, maxHits } = question
    const id = randomBytes(16).toString('hex')
    this.#seen.set(id, true)
    const tag = this.#options.neighbourhood.tagOf(community)
    const targets = tag === undefined ? [] : this.#targets(question)
    question.onAsk?.(targets.map(({ peer }) => peer))
    const route = new Route({
      id,
      maxHits: Math.min(maxHits, MAX_HITS),
      parent: null,
      onHits: question.onHits,
      onProgress: question.onProgress,
      onEnd: () => {
        this.#routes.drop(route)
        question.onEnd()
      },
    })
    this.#routes.begin(
      route,
      targets.map((channel) => ({ channel, ttl })),
      { tag: tag ?? '', text, ttl },
    )
    return () => this.#routes.cancel(route)
  }

  close(): void {
    this.#off()
    for (const route of this.#routes.all()) this.#routes.cancel(route)
  }

  #targets({ community, words = [], only }: Question): Channel<QueryMessages>[] {
    const { neighbourhood } = this.#options
    if (!only) return neighbourhood.choose(community, { words, max: ASKED })
    return neighbourhood
      .members(community)
      .filter(({ peer }) => only.includes(peer))
      .slice(0, ASKED)
  }

  #opened(channel: Channel<QueryMessages>): void {
    const neighbour = this.#limits.of(channel.peer)
    channel.on('ask', (ask) => this.#asked(channel, neighbour, ask))
    channel.on('answer', ({ id, hits }) => this.#answered(channel, neighbour, id, hits))
    channel.on('done', ({ id, peers, answered }) => {
      const route = this.#routes.get(id)
      if (!route?.settle(channel.peer, peers, answered)) this.#stray(channel, neighbour)
    })
    channel.on('cancel', ({ id }) => {
      const route = this.#routes.get(id)
      if (route?.parent === channel) this.#routes.cancel(route)
    })
    channel.onClose(() => {
      for (const route of this.#routes.all()) {
        if (route.parent === channel) this.#routes.cancel(route)
        else route.settle(channel.peer, 0, 0)
      }
    })
  }

  #asked(channel: Channel<QueryMessages>, neighbour: NeighbourLimit, ask: QueryMessages['ask']): void {
    const { id, tag, ttl, maxHits, text } = ask
    const community = this.#admit(channel.peer, neighbour, ask)
    if (community === null) {
      this.#routes.send(channel, 'done', { id, peers: 0, answered: 0 })
      return
    }
    this.#seen.set(id, true)
    const route = new Route({
      id,
      maxHits,
      parent: channel,
      onHits: (hits) => {
        // a peer that does not read its answers gets no more
        if (!this.#routes.send(channel, 'answer', { id, hits })) route.full()
      },
      onProgress: () => {},
      onEnd: ({ peers, answered }) => {
        this.#routes.drop(route)
        this.#routes.send(channel, 'done', { id, peers, answered })
      },
    })
    const query = understand(text)
    const release = route.hold()
    this.#routes.begin(route, this.#next(community, ttl, query, channel.peer), { tag, text, ttl })
    void this.#answer(route, { query, community, peer: channel.peer }, release)
  }

  /** The community of a query that is answered and forwarded; null for one that is not. */
  #admit(peer: string, { asks }: NeighbourLimit, { id, tag, maxHits, text }: QueryMessages['ask']): string | null {
    const { neighbourhood } = this.#options
    // counts refused queries, too
    const inTime = asks.take()
    if (!inTime) this.#options.limits?.exceeded(peer, 'questions')
    const community = neighbourhood.communityOf(tag)
    if (!inTime || community === undefined || !neighbourhood.isMember(peer, community)) return null
    if (maxHits === 0 || text.trim() === '' || this.#routes.isFull) return null
    return this.#all.take() && !this.#seen.has(id) ? community : null
  }

  /** The neighbours to forward a query to, and the hops that it has left behind each. */
  #next(community: string, ttl: number, { query }: UnderstoodQuery, except: string): RouteTarget[] {
    if (ttl === 0) return []
    const words = wordsToFind(query)
    const chosen = this.#options.neighbourhood.choose(community, { words, max: PASSED_ON, except })
    return chosen.map((channel) => {
      // only a query on its first hop may keep its hop count, so that the number of hops stays bounded
      const keeps = ttl === MAX_TTL && this.#limits.isSticky(channel.peer)
      return { channel, ttl: keeps ? ttl : ttl - 1 }
    })
  }

  /** Adds the hits of this node to a route, which `release` then lets end. Never throws. */
  async #answer(
    route: Route,
    { query, community, peer }: { query: UnderstoodQuery; community: string; peer: string },
    release: () => void,
  ): Promise<void> {
    const { answers, neighbourhood, log } = this.#options
    try {
      const found = this.#questions.answer(peer, route.ended, async (signal) =>
        answers.answer(query, community, route.maxHits, signal),
      )
      const hits = (await found) ?? []
      route.own(hits.filter(({ holder }) => !neighbourhood.isExcluded(holder)))
      this.#routes.endIfFull(route)
    } catch (error) {
      log(`query: ${messageOf(error)}`)
    } finally {
      // in the same tick as the hits, so that both travel in one packet
      release()
    }
  }

  #answered(channel: Channel<QueryMessages>, neighbour: NeighbourLimit, id: string, hits: RemoteHit[]): void {
    const { neighbourhood } = this.#options
    const route = this.#routes.get(id)
    if (!route || hits.length === 0) return this.#stray(channel, neighbour)
    const verdict = route.take(channel.peer, hits, ({ holder }) => !neighbourhood.isExcluded(holder))
    if (verdict === 'stray') this.#stray(channel, neighbour)
    else if (verdict === 'tooMany') neighbourhood.disconnect(channel.peer, 'more hits for a query than requested')
    this.#routes.endIfFull(route)
  }

  /** An unsolicited answer; a few are tolerated. */
  #stray(channel: Channel<QueryMessages>, neighbour: NeighbourLimit): void {
    if (!neighbour.strays.take()) this.#options.neighbourhood.disconnect(channel.peer, 'too many unsolicited answers')
  }
}
