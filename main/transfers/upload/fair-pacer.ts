import type { Clock } from '../../base/clock.ts'
import { BLOCK_BYTES } from '../../domain/merkle.ts'

/** Timers may fire this many ms late without reducing the rate. */
const SLACK_MS = 50
/** Maximum time until limits are read again, in ms. */
const RECHECK_MS = 1000
/** Duration of a paced piece at the limit, in ms. */
const PIECE_MS = 100

/** A flow's weight relative to others, and its own limit in bytes per second (0: none). */
export interface FlowShare {
  weight: number
  rate: number
}

/** Current rates of flows; UploadScheduler is one. */
export interface FlowRates {
  /** Limit of all flows together, in bytes per second; 0: none. */
  readonly rate: number
  share(flow: string): FlowShare
}

interface Flow {
  /** Virtual time: bytes sent over weight. */
  virtual: number
  /** Time at which its own limit allows the next piece, in ms. */
  next: number
  waiting: { bytes: number; go: () => void }[]
}

/**
 * Shares a limited rate among flows by weight: start-time fair queueing (Goyal, Vin, Cheng 1996), with one token bucket
 * for all flows and one per flow. While two flows wait, their bytes deviate from the ratio of their weights by at most
 * one piece each. Costs nothing without limits.
 */
export class FairPacer {
  readonly #clock: Clock
  readonly #rates: FlowRates
  readonly #flows = new Map<string, Flow>()
  #virtual = 0
  #next = 0
  #seen = 0
  #cancel: (() => void) | null = null

  constructor(clock: Clock, rates: FlowRates) {
    this.#clock = clock
    this.#rates = rates
  }

  /** True if this flow is limited. */
  limits(flow: string): boolean {
    return this.#rates.rate > 0 || this.#rates.share(flow).rate > 0
  }

  /** Bytes to send at once, at most `max`: whole blocks, small enough for a smooth rate. */
  piece(flow: string, max: number): number {
    const rates = [this.#rates.rate, this.#rates.share(flow).rate].filter((rate) => rate > 0)
    if (rates.length === 0) return max
    const bytes = Math.floor((Math.min(...rates) * PIECE_MS) / 1000 / BLOCK_BYTES) * BLOCK_BYTES
    return Math.min(max, Math.max(BLOCK_BYTES, bytes))
  }

  /** Resolves when `bytes` of the flow may be sent; null: now. */
  take(flow: string, bytes: number): Promise<void> | null {
    const known = this.#flows.get(flow)
    if (!this.limits(flow) && !known?.waiting.length) return null
    const one = known ?? { virtual: 0, next: 0, waiting: [] }
    if (!known) this.#flows.set(flow, one)
    if (one.waiting.length === 0) one.virtual = Math.max(one.virtual, this.#virtual)
    return new Promise((go) => {
      one.waiting.push({ bytes, go })
      this.#pump()
    })
  }

  /** Removes a flow; its waiting pieces are released at once. */
  forget(flow: string): void {
    for (const { go } of this.#flows.get(flow)?.waiting ?? []) go()
    this.#flows.delete(flow)
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = null
    for (const flow of [...this.#flows.keys()]) this.forget(flow)
  }

  /** The current time; if the clock was set back, deadlines are moved with it. */
  #now(): number {
    const now = this.#clock.now()
    const back = this.#seen - now
    this.#seen = now
    if (back <= 0) return now
    this.#next -= back
    for (const flow of this.#flows.values()) flow.next -= back
    return now
  }

  #pump(): void {
    this.#cancel?.()
    this.#cancel = null
    for (;;) {
      const now = this.#now()
      const rate = this.#rates.rate
      if (rate === 0) this.#next = 0
      const wait = this.#next - now
      const first = wait > 0 ? null : this.#first(now)
      if (typeof first !== 'object' || first === null) {
        const soonest = wait > 0 ? wait : first
        // Rounded up, as a timer that fires slightly early would loop.
        if (soonest !== null)
          this.#cancel = this.#clock.after(Math.ceil(Math.min(RECHECK_MS, Math.max(1, soonest))), () => this.#pump())
        return
      }
      const { flow, share } = first
      const { bytes, go } = flow.waiting.shift() as Flow['waiting'][number]
      this.#virtual = flow.virtual
      flow.virtual += bytes / Math.max(share.weight, 1e-3)
      if (rate > 0) this.#next = Math.max(this.#next, now - SLACK_MS) + (bytes / rate) * 1000
      flow.next = share.rate > 0 ? Math.max(flow.next, now - SLACK_MS) + (bytes / share.rate) * 1000 : 0
      go()
    }
  }

  /** The next flow; or ms until one may send, if their own limits delay all of them; null: nothing waits. */
  #first(now: number): { flow: Flow; share: FlowShare } | number | null {
    let best: { flow: Flow; share: FlowShare } | null = null
    let soonest = Infinity
    for (const [key, flow] of this.#flows) {
      if (flow.waiting.length === 0) {
        // Idle and within its limits: no state needs to be kept.
        if (flow.virtual <= this.#virtual && flow.next <= now) this.#flows.delete(key)
        continue
      }
      const share = this.#rates.share(key)
      const delay = share.rate > 0 ? flow.next - now : 0
      if (delay > 0) soonest = Math.min(soonest, delay)
      else if (!best || flow.virtual < best.flow.virtual) best = { flow, share }
    }
    return best ?? (soonest === Infinity ? null : soonest)
  }
}
