import type { Channel } from '../../../protocol/channel.ts'
import { HITS_PER_MESSAGE, MAX_COUNT, type RemoteHit, type QueryMessages } from '../../../protocol/query.ts'

export interface RouteOptions {
  id: string
  /** Hits wanted in total. */
  maxHits: number
  /** The neighbour that sent the query; null for a query by this node. */
  parent: Channel<QueryMessages> | null
  /** At most HITS_PER_MESSAGE new hits, from the neighbour `from`; empty for this node. */
  onHits: (hits: RemoteHit[], from: string) => void
  onProgress: (progress: { peers: number; answered: number; waiting: number }) => void
  /** All neighbours have finished; `peers` counts this node if it was asked. */
  onEnd: (totals: { peers: number; answered: number }) => void
}

/** One query that passes through this node: the neighbours it waits for, hits still wanted, and counts of peers. */
export class Route {
  readonly id: string
  readonly maxHits: number
  readonly parent: Channel<QueryMessages> | null
  readonly #options: RouteOptions
  /** Neighbours that have not finished, with the number of hits each has sent. */
  readonly #waiting = new Map<string, number>()
  readonly #passed = new Set<string>()
  #left: number
  #holds = 0
  #peers: number
  #answered = 0
  #over = false
  readonly #ended = new AbortController()
  stopTimer = (): void => {}

  constructor(options: RouteOptions) {
    this.#options = options
    this.id = options.id
    this.maxHits = options.maxHits
    this.parent = options.parent
    this.#left = options.maxHits
    this.#peers = options.parent ? 1 : 0
  }

  get waiting(): Iterable<string> {
    return this.#waiting.keys()
  }

  /** Aborted when the query has ended: its answers are no longer wanted. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Whether all hits wanted have arrived. */
  get isFull(): boolean {
    return this.#left === 0
  }

  wait(peer: string): void {
    this.#waiting.set(peer, 0)
  }

  /** Keeps the route from ending until the returned function is called. */
  hold(): () => void {
    this.#holds++
    return () => {
      this.#holds--
      this.#endIfDone()
    }
  }

  /** Accepts no more hits. */
  full(): void {
    this.#left = 0
  }

  /** Adds the hits of this node. */
  own(hits: readonly RemoteHit[]): void {
    if (this.#over) return
    if (hits.length > 0) this.#answered++
    this.#pass(hits, '')
  }

  /** Adds hits of a neighbour. 'stray': it was not asked; 'tooMany': it sent more hits than wanted. */
  take(peer: string, hits: readonly RemoteHit[], wanted: (hit: RemoteHit) => boolean): 'ok' | 'stray' | 'tooMany' {
    const sent = this.#waiting.get(peer)
    if (sent === undefined) return 'stray'
    if (sent + hits.length > this.maxHits) return 'tooMany'
    this.#waiting.set(peer, sent + hits.length)
    this.#pass(hits.filter(wanted), peer)
    return 'ok'
  }

  /** A neighbour has finished or disconnected; its counts are clamped. False if it was not asked. */
  settle(peer: string, peers: number, answered: number): boolean {
    const sent = this.#waiting.get(peer)
    if (sent === undefined) return false
    this.#waiting.delete(peer)
    const least = sent > 0 ? 1 : 0
    const reached = Math.max(peers, least)
    this.#peers = Math.min(MAX_COUNT, this.#peers + reached)
    this.#answered = Math.min(MAX_COUNT, this.#answered + Math.max(least, Math.min(answered, reached)))
    this.#reportProgress()
    this.#endIfDone()
    return true
  }

  /** Ends with the hits so far. */
  end(): void {
    if (this.#over) return
    this.#over = true
    this.#waiting.clear()
    this.#ended.abort()
    this.#options.onEnd({ peers: this.#peers, answered: this.#answered })
  }

  /** Ends without calling `onEnd`. */
  abandon(): void {
    this.#over = true
    this.#waiting.clear()
    this.#ended.abort()
  }

  #pass(hits: readonly RemoteHit[], from: string): void {
    const fresh = hits.filter(({ root, holder }) => {
      const key = root + holder
      if (this.#left === 0 || this.#passed.has(key)) return false
      this.#passed.add(key)
      this.#left--
      return true
    })
    for (let at = 0; at < fresh.length; at += HITS_PER_MESSAGE)
      this.#options.onHits(fresh.slice(at, at + HITS_PER_MESSAGE), from)
  }

  #reportProgress(): void {
    this.#options.onProgress({
      peers: this.#peers + this.#waiting.size,
      answered: this.#answered,
      waiting: this.#waiting.size,
    })
  }

  #endIfDone(): void {
    if (!this.#over && this.#holds === 0 && this.#waiting.size === 0) this.end()
  }
}
