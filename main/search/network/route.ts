import type { Channel } from '../../protocol/channel.ts'
import { HITS_PER_MESSAGE, MAX_COUNT, type RemoteHit, type QueryMessages } from '../../protocol/query.ts'

export interface RouteOptions {
  id: string
  /** Hits wanted in all. */
  most: number
  /** Who passed the query on to me; null for my own. */
  parent: Channel<QueryMessages> | null
  /**
   * At most HITS_PER_MESSAGE hits, none of them twice; `from` is the neighbour that sent them, empty for my own answer.
   */
  onHits: (hits: RemoteHit[], from: string) => void
  onProgress: (progress: { peers: number; answered: number; waiting: number }) => void
  /** All have finished; `peers` counts me where I was asked. */
  onEnd: (totals: { peers: number; answered: number }) => void
}

/**
 * The course of one query through this node: who is waited for, how many hits may still pass, what is known of those
 * behind.
 */
export class Route {
  readonly id: string
  readonly most: number
  readonly parent: Channel<QueryMessages> | null
  readonly #o: RouteOptions
  /** By neighbour that is waited for: the hits that it has sent. */
  readonly #waiting = new Map<string, number>()
  readonly #passed = new Set<string>()
  #left: number
  #holds = 0
  #peers: number
  #answered = 0
  #over = false
  stopTimer = (): void => {}

  constructor(options: RouteOptions) {
    this.#o = options
    this.id = options.id
    this.most = options.most
    this.parent = options.parent
    this.#left = options.most
    this.#peers = options.parent ? 1 : 0
  }

  get waiting(): Iterable<string> {
    return this.#waiting.keys()
  }

  /** As many hits have passed as may. */
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

  /** No more hits pass. */
  full(): void {
    this.#left = 0
  }

  /** My own answer. */
  own(hits: readonly RemoteHit[]): void {
    if (this.#over) return
    if (hits.length > 0) this.#answered++
    this.#pass(hits, '')
  }

  /** An answer from a neighbour: 'stray' if it is not waited for, 'tooMany' if it sends more than was asked for. */
  take(peer: string, hits: readonly RemoteHit[], wanted: (hit: RemoteHit) => boolean): 'ok' | 'stray' | 'tooMany' {
    const sent = this.#waiting.get(peer)
    if (sent === undefined) return 'stray'
    if (sent + hits.length > this.most) return 'tooMany'
    this.#waiting.set(peer, sent + hits.length)
    this.#pass(hits.filter(wanted), peer)
    return 'ok'
  }

  /**
   * A neighbour has finished, or gone; its numbers are its own word and are bounded. False if it was not waited for.
   */
  settle(peer: string, peers: number, answered: number): boolean {
    const sent = this.#waiting.get(peer)
    if (sent === undefined) return false
    this.#waiting.delete(peer)
    const least = sent > 0 ? 1 : 0
    const reached = Math.max(peers, least)
    this.#peers = Math.min(MAX_COUNT, this.#peers + reached)
    this.#answered = Math.min(MAX_COUNT, this.#answered + Math.max(least, Math.min(answered, reached)))
    this.#tell()
    this.#endIfDone()
    return true
  }

  /** Time is over: ends with what there is. */
  end(): void {
    if (this.#over) return
    this.#over = true
    this.#waiting.clear()
    this.#o.onEnd({ peers: this.#peers, answered: this.#answered })
  }

  /** Ends without a word. */
  abandon(): void {
    this.#over = true
    this.#waiting.clear()
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
      this.#o.onHits(fresh.slice(at, at + HITS_PER_MESSAGE), from)
  }

  #tell(): void {
    this.#o.onProgress({
      peers: this.#peers + this.#waiting.size,
      answered: this.#answered,
      waiting: this.#waiting.size,
    })
  }

  #endIfDone(): void {
    if (!this.#over && this.#holds === 0 && this.#waiting.size === 0) this.end()
  }
}
