import type { Clock } from '../../base/clock.ts'

/** Strangers visited at a time, those on the way included. */
export const MAX_VISITS = 16
/** A stranger that has not opened by then is not there. */
const ARRIVE_MS = 8000
/** A visit ends so long after it was last of use. */
const STAY_MS = 120_000

export interface OnDemandConnectionsOptions {
  clock: Clock
  isConnected: (peer: string) => boolean
  /** Asks the network to connect to a key, and to forget that wish. */
  dial: (peer: string) => void
  hangUp: (peer: string) => void
  /** True for a peer of a community that was met there, too: it stays when the visit ends. */
  isNeighbour: (peer: string) => boolean
  disconnect: (peer: string, reason: string) => void
}

interface Visit {
  waiting: ((arrived: boolean) => void)[]
  cancel: () => void
}

/** Connections to peers that are known by their key only: few, and each for as long as it is of use. */
export class OnDemandConnections {
  readonly #o: OnDemandConnectionsOptions
  readonly #visits = new Map<string, Visit>()
  /** Says of a peer that it must not be left now (a download is going on). */
  isBusy: (peer: string) => boolean = () => false

  constructor(options: OnDemandConnectionsOptions) {
    this.#o = options
  }

  get size(): number {
    return this.#visits.size
  }

  /**
   * Connects to a peer; false if it does not come, or if there are too many visits. A visit goes on while it is asked
   * for again.
   */
  visit(peer: string): Promise<boolean> {
    const known = this.#visits.get(peer)
    if (this.#o.isConnected(peer)) {
      if (known) this.#stay(peer, known)
      return Promise.resolve(true)
    }
    if (known && known.waiting.length > 0) return new Promise((resolve) => known.waiting.push(resolve))
    if (!known && this.#visits.size >= MAX_VISITS && !this.#makeRoom()) return Promise.resolve(false)
    known?.cancel()
    return new Promise((resolve) => {
      const visit: Visit = { waiting: [resolve], cancel: this.#o.clock.after(ARRIVE_MS, () => this.#end(peer, false)) }
      this.#visits.delete(peer)
      this.#visits.set(peer, visit)
      this.#o.dial(peer)
    })
  }

  /** A peer has come. */
  arrived(peer: string): void {
    const visit = this.#visits.get(peer)
    if (!visit) return
    for (const resolve of visit.waiting.splice(0)) resolve(true)
    this.#o.hangUp(peer)
    this.#stay(peer, visit)
  }

  /** A peer has gone. */
  left(peer: string): void {
    if (this.#visits.get(peer)?.waiting.length === 0) this.#end(peer, false)
  }

  /** The network goes. */
  clear(): void {
    for (const peer of [...this.#visits.keys()]) this.#end(peer, false)
  }

  #stay(peer: string, visit: Visit): void {
    visit.cancel()
    visit.cancel = this.#o.clock.after(STAY_MS, () => {
      if (this.#o.isConnected(peer) && this.isBusy(peer)) this.#stay(peer, visit)
      else this.#end(peer, true)
    })
  }

  /** Ends the oldest visit that nobody needs. */
  #makeRoom(): boolean {
    for (const [peer, { waiting }] of this.#visits) {
      if (waiting.length > 0 || this.isBusy(peer)) continue
      this.#end(peer, true)
      return true
    }
    return false
  }

  #end(peer: string, leave: boolean): void {
    const visit = this.#visits.get(peer)
    if (!visit) return
    this.#visits.delete(peer)
    visit.cancel()
    this.#o.hangUp(peer)
    for (const resolve of visit.waiting.splice(0)) resolve(false)
    if (leave && this.#o.isConnected(peer) && !this.#o.isNeighbour(peer)) this.#o.disconnect(peer, 'the visit is over')
  }
}
