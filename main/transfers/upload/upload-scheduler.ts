import { LRUCache } from 'lru-cache'
import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import { FairPacer } from './fair-pacer.ts'
import { UploadSlots, type Place } from './slots.ts'
import type { UploadSession } from './session.ts'
import { weigh, type Claim } from './weight.ts'
import { type TransferMessages, MAX_QUEUE } from '../../protocol/transfer.ts'

/** A place is told when it changes, and again after so many ms: silence would pass for a stall. */
const AGAIN_MS = 10_000
/** A peer's claim is looked up again after so many ms. */
const CLAIM_MS = 1000
const MAX_CLAIMS = 2048

export interface UploadRules {
  /** Peers served at a time. */
  slots(): number
  /** Bytes a second, for all and for one peer; 0: no limit. */
  rate(): number
  peerRate(): number
  friendsFirst(): boolean
  claim(peer: string): Claim
}

interface Pending {
  peer: string
  session: UploadSession
  tell(place: Omit<TransferMessages['queued'], 'id'>): void
  go(): void
  told: string
  at: number
}

/** Seats uploads: who is served, who waits and hears its place, and how the rate is shared among those served. */
export class UploadScheduler {
  readonly slots: UploadSlots
  readonly pacer: FairPacer
  readonly #clock: Clock
  readonly #rules: UploadRules
  readonly #pending = new Map<UploadSession, Pending>()
  readonly #claims = new LRUCache<string, { claim: Claim; at: number }>({ max: MAX_CLAIMS })

  constructor({ clock, random, rules }: { clock: Clock; random: Random; rules: UploadRules }) {
    this.#clock = clock
    this.#rules = rules
    const claim = (peer: string): Claim => this.claim(peer)
    this.slots = new UploadSlots({
      slots: () => rules.slots(),
      friendsFirst: () => rules.friendsFirst(),
      random,
      claim,
      invite: (peer) => this.#admitAll(peer),
    })
    this.pacer = new FairPacer({
      clock,
      rate: () => rules.rate(),
      share: (peer) => ({ weight: weigh(claim(peer)).weight, rate: rules.peerRate() }),
    })
  }

  /** What a peer can claim, at most a second old. */
  claim(peer: string): Claim {
    const now = this.#clock.now()
    const known = this.#claims.get(peer)
    if (known && Math.abs(now - known.at) < CLAIM_MS) return known.claim
    const claim = this.#rules.claim(peer)
    this.#claims.set(peer, { claim, at: now })
    return claim
  }

  /** Null: served now. Else it waits; resolves when it is its turn, or when the session is over. */
  admit(peer: string, session: UploadSession, tell: Pending['tell']): Promise<void> | null {
    if (this.slots.ask(peer, session.root, this.#clock.now())) {
      session.seated = true
      return null
    }
    session.queued = true
    const waits = new Promise<void>((go) => this.#pending.set(session, { peer, session, tell, go, told: '', at: 0 }))
    this.look()
    return waits
  }

  /** A session has ended, wherever it was. */
  leave(peer: string, session: UploadSession): void {
    const now = this.#clock.now()
    const pending = this.#pending.get(session)
    if (pending) {
      this.#pending.delete(session)
      pending.go()
      if (![...this.#pending.values()].some((other) => other.peer === peer)) this.slots.drop(peer)
    }
    if (!session.seated) return
    session.seated = false
    this.slots.release(peer, session.root, now)
    // its others queue again after its turn
    this.#admitAll(peer)
    if (![...this.slots.served()].some((one) => one.peer === peer)) this.pacer.forget(peer)
  }

  /** Tells those who wait where they stand; call about once a second. */
  look(): void {
    const now = this.#clock.now()
    this.slots.expire(now)
    if (this.#pending.size === 0) {
      this.#claims.clear()
      return
    }
    const places = new Map(this.slots.places(now).map((place) => [place.peer, place]))
    const last = places.size + 1
    for (const pending of this.#pending.values()) {
      // whoever has had its turn and still holds its slot comes after all that wait; silence would pass for a stall
      const place = places.get(pending.peer) ?? { ...weigh(this.claim(pending.peer)), position: last, of: last }
      this.#tell(pending, place, now)
    }
  }

  /** Peers that wait, next first. */
  places(): Place[] {
    return this.slots.places(this.#clock.now())
  }

  close(): void {
    this.pacer.close()
    for (const { go } of this.#pending.values()) go()
    this.#pending.clear()
  }

  #tell(
    pending: Pending,
    { position, of, reason, weight }: Pick<Place, 'position' | 'of' | 'reason' | 'weight'>,
    now: number,
  ): void {
    const told = `${position}/${of}/${reason}`
    if ((pending.told === told && Math.abs(now - pending.at) < AGAIN_MS) || of > MAX_QUEUE) return
    pending.told = told
    pending.at = now
    pending.tell({ position, of, reason, weight: Math.round(weight * 100) })
  }

  #admitAll(peer: string): void {
    const now = this.#clock.now()
    for (const { session, go, ...pending } of [...this.#pending.values()]) {
      if (pending.peer !== peer || !this.slots.ask(peer, session.root, now)) continue
      this.#pending.delete(session)
      session.queued = false
      session.seated = true
      session.moved = now
      go()
    }
  }
}
