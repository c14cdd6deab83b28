import { LRUCache } from 'lru-cache'
import { messageOf } from '../../../base/errors.ts'
import type { Channel, ChannelHub } from '../../../protocol/channel.ts'
import type { Clock } from '../../../base/clock.ts'
import type { Random } from '../../../base/random.ts'
import { TokenBucket } from '../../../base/token-bucket.ts'
import { understand } from '../../query/parser.ts'
import { wordsToFind } from '../keywords.ts'
import { chooseNeighbours } from './neighbour-choice.ts'
import { type NeighbourLimit, NeighbourLimits } from './neighbour-limits.ts'
import type { LocalAnswers, Neighbourhood, NeighbourRanking } from '../ports.ts'
import { Route } from './route.ts'
import { MAX_TTL, MAX_HITS, type RemoteHit, type QueryMessages } from '../../../protocol/query.ts'

/** Neighbours that the originator of a query asks, and those that each further peer forwards it to. */
const ASKED = 10
const PASSED_ON = 5
/** Query ids remembered, and for how long in ms: a query that arrives again on another path is not answered again. */
const MAX_SEEN = 20_000
const SEEN_MS = 120_000
/** Most queries in progress. */
const MAX_ROUTES = 1000
/** Time allowed for answers, in ms for each hop. */
const HOP_MS = 2000
/**
 * Limits on queries from one neighbour, on queries from all together, and on unsolicited answers from one neighbour:
 * honest ones cross with a cancel.
 */
export const ASKS = { burst: 40, perSecond: 3 }
const ALL_ASKS = { burst: 300, perSecond: 60 }
export const STRAYS = { burst: 200, perSecond: 5 }
export interface FloodOptions {
  hub: ChannelHub<QueryMessages>
  local: LocalAnswers
  near: Neighbourhood
  order: NeighbourRanking
  clock: Clock
  random: Random
  /** A new unguessable id, 32 hex digits. */
  newId: () => string
  log: (line: string) => void
}

/** A query of this node. */
export interface Question {
  text: string
  /** Words of the query, by which neighbours are ranked. */
  words?: readonly string[]
  /** Id of the community to ask. */
  community: string
  /** Hops beyond the peers asked. */
  ttl: number
  /** Hits wanted. */
  most: number
  /** Asks only these neighbours, rather than the best ones. */
  only?: readonly string[]
  /** Called first, with the neighbours that are asked. */
  onAsk?: (peers: readonly string[]) => void
  onHits: (hits: RemoteHit[], from: string) => void
  /** Peers reached so far, those of them that had something, and neighbours that have not finished. */
  onProgress: (progress: { peers: number; answered: number; waiting: number }) => void
  onEnd: () => void
}

/**
 * Bounded flooding as in Gnutella 0.4, with its known fixes. A query has an id; each peer that it reaches answers it
 * once and forwards it to a few neighbours of the same community, for at most MAX_TTL hops; answers return along the
 * path of the query. A neighbour cannot tell whether a peer asks or forwards, since some links keep the hop count.
 */
export class Flood {
  readonly #o: FloodOptions
  readonly #routes = new Map<string, Route>()
  readonly #seen: LRUCache<string, true>
  readonly #neighbours: NeighbourLimits
  readonly #all: TokenBucket
  readonly #off: () => void
  /** Messages sent so far. */
  readonly sent = { ask: 0, answer: 0, done: 0, cancel: 0 }

  constructor(options: FloodOptions) {
    this.#o = options
    this.#seen = new LRUCache({ max: MAX_SEEN, ttl: SEEN_MS, ttlResolution: 0, perf: options.clock })
    this.#all = new TokenBucket(ALL_ASKS, options.clock)
    this.#neighbours = new NeighbourLimits({ asks: ASKS, strays: STRAYS }, options.clock, options.random)
    this.#off = options.hub.onOpen((channel) => this.#opened(channel))
  }

  /** Queries in progress, including those of this node. */
  get active(): number {
    return this.#routes.size
  }

  /** Asks the network; returns a function that cancels, without a call of `onEnd`. Ends at once with no neighbours. */
  ask(question: Question): () => void {
    const { text, words = [], community, ttl, most, only } = question
    const id = this.#o.newId()
    this.#seen.set(id, true)
    const tag = [...this.#o.near.tags()].find(([, one]) => one === community)?.[0]
    const targets = tag === undefined ? [] : this.#targets(community, words, only ?? null, ASKED, null)
    question.onAsk?.(targets.map(({ peer }) => peer))
    const route = new Route({
      id,
      most: Math.min(most, MAX_HITS),
      parent: null,
      onHits: question.onHits,
      onProgress: question.onProgress,
      onEnd: () => {
        this.#drop(route)
        question.onEnd()
      },
    })
    this.#begin(
      route,
      targets.map((channel) => ({ channel, ttl })),
      tag ?? '',
      text,
      ttl,
    )
    return () => this.#cancel(route)
  }

  close(): void {
    this.#off()
    for (const route of [...this.#routes.values()]) this.#cancel(route)
  }

  #opened(channel: Channel<QueryMessages>): void {
    const neighbour = this.#neighbours.of(channel.peer)
    channel.on('ask', (ask) => this.#asked(channel, neighbour, ask))
    channel.on('answer', ({ id, hits }) => this.#answered(channel, neighbour, id, hits))
    channel.on('done', ({ id, peers, answered }) => {
      const route = this.#routes.get(id)
      if (!route?.settle(channel.peer, peers, answered)) this.#stray(channel, neighbour)
    })
    channel.on('cancel', ({ id }) => {
      const route = this.#routes.get(id)
      if (route?.parent === channel) this.#cancel(route)
    })
    channel.onClose(() => {
      for (const route of [...this.#routes.values()]) {
        if (route.parent === channel) this.#cancel(route)
        else route.settle(channel.peer, 0, 0)
      }
    })
  }

  #asked(
    channel: Channel<QueryMessages>,
    neighbour: NeighbourLimit,
    { id, tag, ttl, most, text }: QueryMessages['ask'],
  ): void {
    const { near, local, log } = this.#o
    const community = near.tags().get(tag)
    const welcome =
      community !== undefined && !near.isExcluded(channel.peer) && near.common(channel.peer).has(community)
    if (
      !neighbour.asks.take() ||
      !welcome ||
      most === 0 ||
      text.trim() === '' ||
      this.#routes.size >= MAX_ROUTES ||
      !this.#all.take() ||
      this.#seen.has(id)
    ) {
      this.#send(channel, 'done', { id, peers: 0, answered: 0 })
      return
    }
    this.#seen.set(id, true)
    const route = new Route({
      id,
      most,
      parent: channel,
      onHits: (hits) => {
        // a peer that does not read its answers gets no more
        if (!this.#send(channel, 'answer', { id, hits })) route.full()
      },
      onProgress: () => {},
      onEnd: ({ peers, answered }) => {
        this.#drop(route)
        this.#send(channel, 'done', { id, peers, answered })
      },
    })
    const query = understand(text)
    const targets = ttl === 0 ? [] : this.#targets(community, wordsToFind(query.query), null, PASSED_ON, channel.peer)
    // only a query on its first hop may keep its hop count, so that the number of hops stays bounded
    const behind = (peer: string): number => (ttl === MAX_TTL && this.#neighbours.isSticky(peer) ? ttl : ttl - 1)
    const release = route.hold()
    this.#begin(
      route,
      targets.map((next) => ({ channel: next, ttl: behind(next.peer) })),
      tag,
      text,
      ttl,
    )
    void Promise.resolve()
      .then(() => local.answer(query, community, most))
      .catch((error: unknown) => {
        log(`query: ${messageOf(error)}`)
        return []
      })
      .then((hits) => {
        route.own(hits.filter(({ holder }) => !near.isExcluded(holder)))
        this.#endIfFull(route)
        release()
      })
  }

  #answered(channel: Channel<QueryMessages>, neighbour: NeighbourLimit, id: string, hits: RemoteHit[]): void {
    const { near } = this.#o
    const route = this.#routes.get(id)
    if (!route || hits.length === 0) return this.#stray(channel, neighbour)
    const verdict = route.take(channel.peer, hits, (hit) => !near.isExcluded(hit.holder))
    if (verdict === 'stray') this.#stray(channel, neighbour)
    else if (verdict === 'tooMany') near.disconnect(channel.peer, 'more answers to a query than were asked for')
    this.#endIfFull(route)
  }

  /** Ends the query when it has as many hits as were wanted. */
  #endIfFull(route: Route): void {
    if (!route.isFull) return
    this.#cancelBehind(route)
    route.end()
  }

  /** An unsolicited answer. Honest peers send a few, when they cross with a cancel. */
  #stray(channel: Channel<QueryMessages>, neighbour: NeighbourLimit): void {
    if (!neighbour.strays.take()) this.#o.near.disconnect(channel.peer, 'answers to queries that nobody asked')
  }

  #begin(
    route: Route,
    targets: { channel: Channel<QueryMessages>; ttl: number }[],
    tag: string,
    text: string,
    ttl: number,
  ): void {
    this.#routes.set(route.id, route)
    const release = route.hold()
    for (const { channel, ttl } of targets) {
      route.wait(channel.peer)
      this.#send(channel, 'ask', { id: route.id, tag, ttl, most: route.most, text })
    }
    route.stopTimer = this.#o.clock.after(HOP_MS * (ttl + 1), () => {
      this.#cancelBehind(route)
      route.end()
    })
    release()
  }

  /** The neighbours to ask, without `except`; if `only` is given, those of them that are connected. */
  #targets(
    community: string,
    words: readonly string[],
    only: readonly string[] | null,
    most: number,
    except: string | null,
  ): Channel<QueryMessages>[] {
    const { hub, near, order, random } = this.#o
    const open = [...hub.channels.values()].filter(
      ({ peer }) => peer !== except && !near.isExcluded(peer) && near.common(peer).has(community),
    )
    if (only) return open.filter(({ peer }) => only.includes(peer)).slice(0, most)
    const peers = open.map(({ peer }) => peer)
    const chosen = chooseNeighbours({ peers, words, most }, order, random)
    return open.filter(({ peer }) => chosen.has(peer))
  }

  #cancel(route: Route): void {
    this.#cancelBehind(route)
    this.#drop(route)
    route.abandon()
  }

  #cancelBehind(route: Route): void {
    for (const peer of route.waiting) {
      const channel = this.#o.hub.channels.get(peer)
      if (channel) this.#send(channel, 'cancel', { id: route.id })
    }
  }

  #drop(route: Route): void {
    route.stopTimer()
    this.#routes.delete(route.id)
  }

  #send<K extends keyof QueryMessages>(channel: Channel<QueryMessages>, type: K, message: QueryMessages[K]): boolean {
    this.sent[type]++
    return channel.send(type, message)
  }
}
