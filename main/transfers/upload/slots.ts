import type { Random } from '../../base/random.ts'
import { IdleTurns, type TurnLimits } from './idle-turns.ts'
import { weigh, type UploadClaim, type UploadWeight } from './weight.ts'

/** Shares of turns reserved for newcomers, and for random peers (as BitTorrent's optimistic unchoke). */
const NEWCOMER_SHARE = 0.1
const OPTIMISTIC_SHARE = 0.1
/** Share of the slots that newcomers may hold at a time, so that a known peer need not wait for the end of a turn. */
const NEWCOMER_SLOTS = 0.75
/** With fewer slots, newcomers may hold all of them. */
const MIN_SLOTS = 4
/** A turn ends after this many bytes if others wait. */
export const TURN_BYTES = 64 * 1024 * 1024
/** Each period of this many ms adds the weight once more, so that no peer starves. */
const AGING_MS = 600_000
/** At most this many ms count between two calls of `overdue`. */
const MAX_TICK_MS = 5000
/** A free slot is reserved for the next peer for this many ms. */
const INVITE_MS = 15_000
/** Maximum number of waiting peers, and of contents recorded per peer. */
const MAX_WAITING = 512
const MAX_ROOTS = 64

interface Waiting {
  peer: string
  since: number
  roots: Set<string>
}

interface Served {
  /** Number of open uploads. */
  sessions: number
  bytes: number
  since: number
  /** Duration of its turn, in ms: see `overdue`. */
  heldMs: number
  roots: Map<string, number>
}

/** A peer that waits for a slot; `position` 1 is next. */
export interface QueuedPeer extends UploadWeight {
  peer: string
  position: number
  of: number
  since: number
  roots: string[]
}

/** Weighs waiting peers and admits them; UploadScheduler is one. */
export interface SlotScheduler {
  claim(peer: string): UploadClaim
  /** A slot is reserved for this peer, which may ask again now. */
  invite(peer: string): void
}

interface UploadSlotsOptions {
  /** `uploadSlots`: number of peers served at a time. */
  limits: TurnLimits & { readonly friendsFirst: boolean }
  scheduler: SlotScheduler
  random: Random
}

/**
 * Decides which peers are served and which wait. A slot is one peer with all its uploads; a turn is 64 MiB or 5
 * minutes, and less for a peer that hardly uses it. A free slot goes to the highest weight * (1 + waiting time / 10
 * min); one turn in ten goes to newcomers, which compete only among themselves and hold three quarters of the slots at
 * most, and one in ten to a random peer. Turns that one class does not need go to the others. Peers that wasted their
 * last turn come after all others. Pure: the caller passes the time.
 */
export class UploadSlots {
  readonly #options: UploadSlotsOptions
  readonly #served = new Map<string, Served>()
  readonly #invited = new Map<string, number>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #idle: IdleTurns
  #countedAt: number | null = null
  #newcomerCredit = 0.5
  #optimisticCredit = 0

  constructor(options: UploadSlotsOptions) {
    this.#options = options
    this.#idle = new IdleTurns(options.limits)
  }

  /** A peer requests a content. True: it is served now, and `release` must follow; false: it waits. */
  ask(peer: string, root: string, now: number): boolean {
    this.expire(now)
    const served = this.#served.get(peer)
    if (served) {
      // The peer queues again when its open uploads have ended.
      if (this.turnOver(peer)) return false
      hold(served, root)
      return true
    }
    if (this.#take(peer, root, now)) return true
    this.#wait(peer, root, now)
    return false
  }

  /** One upload to this peer has ended. */
  release(peer: string, root: string, now: number): void {
    const served = this.#served.get(peer)
    if (!served) return
    const left = (served.roots.get(root) ?? 1) - 1
    if (left > 0) served.roots.set(root, left)
    else served.roots.delete(root)
    if (--served.sessions > 0) return
    this.#served.delete(peer)
    this.#idle.ended(peer, served, now)
    this.fill(now)
  }

  sent(peer: string, bytes: number): void {
    const served = this.#served.get(peer)
    if (served) served.bytes += bytes
  }

  /** True if the peer has used up its turn, or does not use it, and others wait. */
  turnOver(peer: string): boolean {
    const served = this.#served.get(peer)
    if (!served || this.#waiting.size === 0) return false
    return served.bytes >= TURN_BYTES || this.#idle.isOver(served)
  }

  /**
   * Counts the time of turns, and returns the peers whose turn is over by time or by their rate, although they are
   * within a file. Call about once a second; time in which it is not called, as the machine sleeps, does not count.
   */
  overdue(now: number): string[] {
    const passed = Math.min(Math.max(0, now - (this.#countedAt ?? now)), MAX_TICK_MS)
    this.#countedAt = now
    for (const served of this.#served.values()) served.heldMs += passed
    if (this.#waiting.size === 0) return []
    return [...this.#served].filter(([, served]) => this.#idle.isOver(served)).map(([peer]) => peer)
  }

  /** Frees reserved slots that were not used in time (or if the clock was set back), and reserves free ones. */
  expire(now: number): void {
    for (const [peer, until] of this.#invited) if (now >= until || until - now > INVITE_MS) this.#invited.delete(peer)
    this.fill(now)
  }

  /** The peer no longer waits for anything. */
  drop(peer: string): void {
    this.#waiting.delete(peer)
    this.#invited.delete(peer)
  }

  /** Reserves each free slot for the next peer. */
  fill(now: number): void {
    while (this.#waiting.size > 0 && this.#free() > 0) {
      const peer = this.#next(now)
      if (peer === null) return
      this.#waiting.delete(peer)
      this.#invited.set(peer, now + INVITE_MS)
      this.#options.scheduler.invite(peer)
    }
  }

  get used(): number {
    return this.#served.size
  }

  /** Served peers, with the bytes sent in their turn. */
  served(): { peer: string; bytes: number; since: number; roots: string[]; weight: UploadWeight }[] {
    return [...this.#served].map(([peer, { bytes, since, roots }]) => ({
      peer,
      bytes,
      since,
      roots: [...roots.keys()],
      weight: weigh(this.#options.scheduler.claim(peer)),
    }))
  }

  /** Waiting peers in the expected order of service, ignoring later arrivals and random turns. O(n log n). */
  places(now: number): QueuedPeer[] {
    const known: { one: Waiting; weight: UploadWeight; score: number }[] = []
    const fresh: typeof known = []
    const friends: typeof known = []
    const idle: typeof known = []
    for (const one of this.#waiting.values()) {
      const claim = this.#options.scheduler.claim(one.peer)
      const weight = weigh(claim)
      const entry = { one, weight, score: score(weight.weight, one, now) }
      if (this.#idle.has(one.peer, now)) idle.push(entry)
      else if (claim.friend && this.#options.limits.friendsFirst) friends.push(entry)
      else (claim.newcomer ? fresh : known).push(entry)
    }
    for (const list of [known, friends]) list.sort((a, b) => b.score - a.score || a.one.since - b.one.since)
    for (const list of [fresh, idle]) list.sort((a, b) => a.one.since - b.one.since)
    const order = [...friends]
    let credit = this.#newcomerCredit
    while (known.length + fresh.length > 0) {
      if (fresh.length > 0) credit += NEWCOMER_SHARE
      const newcomer = fresh.length > 0 && (known.length === 0 || credit >= 1)
      if (newcomer) credit -= 1
      order.push((newcomer ? fresh : known).shift() as (typeof known)[number])
    }
    order.push(...idle)
    return order.map(({ one, weight }, place) => ({
      ...weight,
      peer: one.peer,
      position: place + 1,
      of: order.length,
      since: one.since,
      roots: [...one.roots],
    }))
  }

  #free(): number {
    return this.#options.limits.uploadSlots - this.#served.size - this.#invited.size
  }

  /** False for a newcomer while newcomers hold all slots that they may hold. */
  #mayHold(peer: string): boolean {
    const isNewcomer = (one: string): boolean => this.#options.scheduler.claim(one).newcomer
    if (!isNewcomer(peer)) return true
    const holding = [...this.#served.keys(), ...this.#invited.keys()].filter(isNewcomer).length
    const { uploadSlots } = this.#options.limits
    return holding < (uploadSlots < MIN_SLOTS ? uploadSlots : Math.floor(uploadSlots * NEWCOMER_SLOTS))
  }

  #take(peer: string, root: string, now: number): boolean {
    if (!this.#invited.delete(peer)) {
      // `fill` has reserved the slots that others wait for.
      if (this.#free() <= 0 || !this.#mayHold(peer)) return false
    }
    this.#waiting.delete(peer)
    const served: Served = { sessions: 0, bytes: 0, since: now, heldMs: 0, roots: new Map() }
    this.#served.set(peer, served)
    hold(served, root)
    return true
  }

  #wait(peer: string, root: string, now: number): void {
    let one = this.#waiting.get(peer)
    if (!one) {
      if (this.#waiting.size >= MAX_WAITING) return
      this.#waiting.set(peer, (one = { peer, since: now, roots: new Set() }))
    }
    if (one.roots.size < MAX_ROOTS) one.roots.add(root)
  }

  /** Picks the next peer and accounts for its turn; null if only newcomers wait, and no more of them may be served. */
  #next(now: number): string | null {
    const friends: Waiting[] = []
    const known: Waiting[] = []
    const fresh: Waiting[] = []
    const weights = new Map<Waiting, number>()
    const waiting = [...this.#waiting.values()].filter(({ peer }) => this.#mayHold(peer))
    if (waiting.length === 0) return null
    const active = waiting.filter(({ peer }) => !this.#idle.has(peer, now))
    if (active.length === 0) return longestWaiting(waiting)
    for (const one of active) {
      const claim = this.#options.scheduler.claim(one.peer)
      weights.set(one, weigh(claim).weight)
      if (claim.friend && this.#options.limits.friendsFirst) friends.push(one)
      else (claim.newcomer ? fresh : known).push(one)
    }
    const best = (list: Waiting[]): string =>
      list.reduce((a, b) => (score(weights.get(b) ?? 1, b, now) > score(weights.get(a) ?? 1, a, now) ? b : a)).peer
    if (friends.length > 0) return best(friends)
    if (fresh.length > 0) {
      this.#newcomerCredit += NEWCOMER_SHARE
      if (known.length === 0 || this.#newcomerCredit >= 1) {
        // Turns that no other peer wanted do not count against newcomers.
        this.#newcomerCredit = Math.max(0, this.#newcomerCredit - 1)
        return longestWaiting(fresh)
      }
    }
    this.#optimisticCredit += OPTIMISTIC_SHARE
    if (this.#optimisticCredit >= 1) {
      this.#optimisticCredit -= 1
      return (known[this.#options.random.int(known.length)] as Waiting).peer
    }
    return best(known)
  }
}

function longestWaiting(peers: readonly Waiting[]): string {
  return peers.reduce((a, b) => (b.since < a.since ? b : a)).peer
}

function hold(served: Served, root: string): void {
  served.sessions++
  served.roots.set(root, (served.roots.get(root) ?? 0) + 1)
}

function score(weight: number, { since }: Waiting, now: number): number {
  return weight * (1 + Math.max(0, now - since) / AGING_MS)
}
