import { messageOf } from '../../base/errors.ts'
import type { Channel, ChannelHub } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import { ExpiringSet } from '../../base/expiring-set.ts'
import { pick, type Random } from '../../base/random.ts'
import { TokenBucket } from '../../base/token-bucket.ts'
import { understand } from '../query/parser.ts'
import { wordsToFind } from './keywords.ts'
import type { LocalAnswers, Neighbourhood, NeighbourRanking } from './ports.ts'
import { Route } from './route.ts'
import { MAX_TTL, MAX_HITS, type RemoteHit, type QueryMessages } from '../../protocol/query.ts'

/** Neighbours that the asker asks, and those that a peer on the way passes a query on to. */
const ASKED = 10
const PASSED_ON = 5
/** Of these so many are picked by chance: who never is asked never can show what it has. */
const EXPLORED = 2
/**
 * Ids of queries that are remembered, and how long, in ms: a query that comes again by another way is answered once.
 */
const MAX_SEEN = 20_000
const SEEN_MS = 120_000
/** Queries under way through this node. */
const MAX_ROUTES = 1000
/** Patience with those behind, in ms a hop. */
const HOP_MS = 2000
/**
 * Queries taken from one neighbour, from all together, and answers to nothing that one may send (they cross with
 * cancels).
 */
export const ASKS = { burst: 40, perSecond: 3 }
const ALL_ASKS = { burst: 300, perSecond: 60 }
export const STRAYS = { burst: 200, perSecond: 5 }
/**
 * How often a query that comes at its first hop is passed on as if it came at its first: its receiver cannot know that
 * its neighbour asks.
 */
const STICKY = 0.25

export interface FloodOptions {
  hub: ChannelHub<QueryMessages>
  local: LocalAnswers
  near: Neighbourhood
  order: NeighbourRanking
  clock: Clock
  random: Random
  /** A fresh id that nobody can guess, 32 hex digits. */
  newId: () => string
  log: (line: string) => void
}

/** A question of my own. */
export interface Question {
  text: string
  /** Words of the query, by which neighbours are ranked. */
  words?: readonly string[]
  /** The id of the community that is asked. */
  community: string
  /** Hops beyond the peers asked. */
  ttl: number
  /** Hits wanted. */
  most: number
  /** Asks these only, rather than the neighbours that promise most. */
  only?: readonly string[]
  /** Who is asked from here, told before anything else. */
  onAsk?: (peers: readonly string[]) => void
  onHits: (hits: RemoteHit[], from: string) => void
  /** Peers asked and heard of so far, those of them that had something, neighbours that have not finished. */
  onProgress: (progress: { peers: number; answered: number; waiting: number }) => void
  onEnd: () => void
}

interface Neighbour {
  asks: TokenBucket
  strays: TokenBucket
  sticky: boolean
}

/**
 * Bounded flooding (Gnutella 0.4's scheme with its known mends): a query has an id, is answered once by each peer that
 * it reaches, is
 * passed on to a few neighbours of the same community for at most MAX_TTL more hops, and its answers go back the way it
 * came. Nobody but
 * the asker knows who asks; a neighbour can only guess, for a part of the links passes a fresh query on as fresh.
 */
export class Flood {
  readonly #o: FloodOptions
  readonly #routes = new Map<string, Route>()
  readonly #seen: ExpiringSet
  readonly #neighbours = new Map<string, Neighbour>()
  readonly #all: TokenBucket
  readonly #off: () => void
  /** Messages sent so far, for figures. */
  readonly sent = { ask: 0, answer: 0, done: 0, cancel: 0 }

  constructor(options: FloodOptions) {
    this.#o = options
    this.#seen = new ExpiringSet({ most: MAX_SEEN, ms: SEEN_MS, clock: options.clock })
    this.#all = new TokenBucket(ALL_ASKS, options.clock)
    this.#off = options.hub.onOpen((channel) => this.#opened(channel))
  }

  /** Queries under way through this node, my own among them. */
  get active(): number {
    return this.#routes.size
  }

  /** Asks; returns what ends it early (`onEnd` is not called then). Without anybody to ask it ends at once. */
  ask(question: Question): () => void {
    const { text, words = [], community, ttl, most, only } = question
    const id = this.#o.newId()
    this.#seen.add(id)
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
    const { clock, random } = this.#o
    const known = this.#neighbours.get(channel.peer)
    // A peer that comes back finds its buckets as it left them.
    const neighbour = known ?? {
      asks: new TokenBucket(ASKS, clock),
      strays: new TokenBucket(STRAYS, clock),
      sticky: random.next() < STICKY,
    }
    this.#neighbours.delete(channel.peer)
    this.#neighbours.set(channel.peer, neighbour)
    if (this.#neighbours.size > 2048) this.#neighbours.delete(this.#neighbours.keys().next().value as string)
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
    neighbour: Neighbour,
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
      !this.#seen.add(id)
    ) {
      this.#send(channel, 'done', { id, peers: 0, answered: 0 })
      return
    }
    const route = new Route({
      id,
      most,
      parent: channel,
      onHits: (hits) => {
        // A peer that does not read what it asked for gets no more.
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
    // Only a query at its first hop may stay there: the number of further hops is bounded for all that have left it.
    const behind = (peer: string): number => (ttl === MAX_TTL && this.#neighbours.get(peer)?.sticky ? ttl : ttl - 1)
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

  #answered(channel: Channel<QueryMessages>, neighbour: Neighbour, id: string, hits: RemoteHit[]): void {
    const { near } = this.#o
    const route = this.#routes.get(id)
    if (!route || hits.length === 0) return this.#stray(channel, neighbour)
    const verdict = route.take(channel.peer, hits, (hit) => !near.isExcluded(hit.holder))
    if (verdict === 'stray') this.#stray(channel, neighbour)
    else if (verdict === 'tooMany') near.disconnect(channel.peer, 'more answers to a query than were asked for')
    this.#endIfFull(route)
  }

  /** With as many hits as were wanted, those behind need look no further. */
  #endIfFull(route: Route): void {
    if (!route.isFull) return
    this.#cancelBehind(route)
    route.end()
  }

  /** An answer to nothing: honest peers send some, when a cancel is on its way. */
  #stray(channel: Channel<QueryMessages>, neighbour: Neighbour): void {
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

  /** The neighbours to ask: those that promise most, and some by chance. */
  #targets(
    community: string,
    words: readonly string[],
    only: readonly string[] | null,
    most: number,
    not: string | null,
  ): Channel<QueryMessages>[] {
    const { hub, near, order, random } = this.#o
    const open = [...hub.channels.values()].filter(
      ({ peer }) => peer !== not && !near.isExcluded(peer) && near.common(peer).has(community),
    )
    if (only) return open.filter(({ peer }) => only.includes(peer)).slice(0, most)
    if (open.length <= most) return open
    const sorted = order.best(
      open.map(({ peer }) => peer),
      words,
    )
    const chosen = new Set(sorted.slice(0, most - EXPLORED))
    while (chosen.size < most) chosen.add(pick(random, sorted))
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
