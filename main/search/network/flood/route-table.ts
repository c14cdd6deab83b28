import type { Clock } from '../../../base/clock.ts'
import type { Channel, ChannelHub } from '../../../protocol/channel.ts'
import type { QueryMessages } from '../../../protocol/query.ts'
import type { Route } from './route.ts'

/** Maximum number of queries in progress. */
export const MAX_ROUTES = 1000
/** Time allowed for answers, in ms for each hop. */
export const HOP_MS = 2000

/** A neighbour to ask, with the hops beyond it. */
export interface RouteTarget {
  channel: Channel<QueryMessages>
  ttl: number
}

/** The queries in progress on this node, each with its timeout, and all messages that this node sends about them. */
export class RouteTable {
  readonly #hub: ChannelHub<QueryMessages>
  readonly #clock: Clock
  readonly #byId = new Map<string, Route>()
  /** Messages sent so far. */
  readonly sent = { ask: 0, answer: 0, done: 0, cancel: 0 }

  constructor(hub: ChannelHub<QueryMessages>, clock: Clock) {
    this.#hub = hub
    this.#clock = clock
  }

  get size(): number {
    return this.#byId.size
  }

  get isFull(): boolean {
    return this.#byId.size >= MAX_ROUTES
  }

  get(id: string): Route | undefined {
    return this.#byId.get(id)
  }

  /** The routes as they are now: the list may be used while routes end. */
  all(): Route[] {
    return [...this.#byId.values()]
  }

  /** Asks the targets. The route ends when they have finished, or when the time for `ttl` hops is over. */
  begin(
    route: Route,
    targets: readonly RouteTarget[],
    { tag, text, ttl }: Omit<QueryMessages['ask'], 'id' | 'maxHits'>,
  ) {
    const { id, maxHits } = route
    this.#byId.set(id, route)
    const release = route.hold()
    for (const { channel, ttl } of targets) {
      route.wait(channel.peer)
      this.send(channel, 'ask', { id, tag, ttl, maxHits, text })
    }
    route.stopTimer = this.#clock.after(HOP_MS * (ttl + 1), () => {
      this.#cancelBehind(route)
      route.end()
    })
    release()
  }

  /** Ends a route that has all the hits wanted. */
  endIfFull(route: Route): void {
    if (!route.isFull) return
    this.#cancelBehind(route)
    route.end()
  }

  /** Cancels a query behind this node, too, and drops its route without a call of `onEnd`. */
  cancel(route: Route): void {
    this.#cancelBehind(route)
    this.drop(route)
    route.abandon()
  }

  drop(route: Route): void {
    route.stopTimer()
    this.#byId.delete(route.id)
  }

  /** False if the peer does not keep up with reading. */
  send<K extends keyof QueryMessages>(channel: Channel<QueryMessages>, type: K, message: QueryMessages[K]): boolean {
    this.sent[type]++
    return channel.send(type, message)
  }

  #cancelBehind({ id, waiting }: Route): void {
    for (const peer of waiting) {
      const channel = this.#hub.channels.get(peer)
      if (channel) this.send(channel, 'cancel', { id })
    }
  }
}
