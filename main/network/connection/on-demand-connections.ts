import type { Clock } from '../../base/clock.ts'

/** Maximum concurrent visits, pending ones included. */
export const MAX_VISITS = 16
/** A peer that has not connected after this many ms is considered offline. */
const ARRIVE_MS = 8000
/** A visit ends this many ms after it was last requested. */
const STAY_MS = 120_000

/** Dials peers; a running network implements it. */
export interface Dialer {
  /** Connects to a key, and keeps trying until `hangUp`. */
  dial(peer: string): void
  hangUp(peer: string): void
  /** True for a peer that was also found in a community: it stays connected when the visit ends. */
  isFound(peer: string): boolean
}

/** The open connections. */
interface ConnectedPeers {
  readonly peers: { has(peer: string): boolean }
  disconnect(peer: string, reason: string): void
}

export interface OnDemandConnectionsOptions {
  clock: Clock
  connections: ConnectedPeers
  /** Null while the network is off. */
  dialer: () => Dialer | null
}

interface Visit {
  waiting: ((arrived: boolean) => void)[]
  cancel: () => void
}

/** Connections to a few peers known only by their key ("visits"), each closed when it is no longer used. */
export class OnDemandConnections {
  readonly #options: OnDemandConnectionsOptions
  readonly #visits = new Map<string, Visit>()
  /** True for a peer that must stay connected for now, such as the source of a running download. */
  isBusy: (peer: string) => boolean = () => false

  constructor(options: OnDemandConnectionsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#visits.size
  }

  /** Connects to a peer; false if it does not answer or there are too many visits. Another call prolongs a visit. */
  visit(peer: string): Promise<boolean> {
    const known = this.#visits.get(peer)
    if (this.#options.connections.peers.has(peer)) {
      if (known) this.#stay(peer, known)
      return Promise.resolve(true)
    }
    if (known && known.waiting.length > 0) return new Promise((resolve) => known.waiting.push(resolve))
    if (!known && this.#visits.size >= MAX_VISITS && !this.#makeRoom()) return Promise.resolve(false)
    known?.cancel()
    return new Promise((resolve) => {
      const visit: Visit = {
        waiting: [resolve],
        cancel: this.#options.clock.after(ARRIVE_MS, () => this.#end(peer, false)),
      }
      this.#visits.delete(peer)
      this.#visits.set(peer, visit)
      this.#options.dialer()?.dial(peer)
    })
  }

  /** To be called when a peer is admitted. */
  arrived(peer: string): void {
    const visit = this.#visits.get(peer)
    if (!visit) return
    for (const resolve of visit.waiting.splice(0)) resolve(true)
    this.#options.dialer()?.hangUp(peer)
    this.#stay(peer, visit)
  }

  /** To be called when the connection to a peer has ended. */
  left(peer: string): void {
    if (this.#visits.get(peer)?.waiting.length === 0) this.#end(peer, false)
  }

  /** Ends all visits, before the network is closed. */
  clear(): void {
    for (const peer of [...this.#visits.keys()]) this.#end(peer, false)
  }

  #stay(peer: string, visit: Visit): void {
    visit.cancel()
    visit.cancel = this.#options.clock.after(STAY_MS, () => {
      if (this.#options.connections.peers.has(peer) && this.isBusy(peer)) this.#stay(peer, visit)
      else this.#end(peer, true)
    })
  }

  /** Ends the oldest visit that is not in use. */
  #makeRoom(): boolean {
    for (const [peer, { waiting }] of this.#visits) {
      if (waiting.length > 0 || this.isBusy(peer)) continue
      this.#end(peer, true)
      return true
    }
    return false
  }

  #end(peer: string, disconnect: boolean): void {
    const { connections, dialer } = this.#options
    const visit = this.#visits.get(peer)
    if (!visit) return
    this.#visits.delete(peer)
    visit.cancel()
    dialer()?.hangUp(peer)
    for (const resolve of visit.waiting.splice(0)) resolve(false)
    if (disconnect && connections.peers.has(peer) && !(dialer()?.isFound(peer) ?? false))
      connections.disconnect(peer, 'the visit is over')
  }
}
