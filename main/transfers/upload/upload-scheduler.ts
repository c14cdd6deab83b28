import { LRUCache } from 'lru-cache'
import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import type { ServingPolicy } from './admission.ts'
import { FairPacer, type FlowRates, type FlowShare } from './fair-pacer.ts'
import { UploadSlots, type QueuedPeer, type SlotScheduler } from './slots.ts'
import type { UploadSession } from './session.ts'
import { weigh, type UploadClaim } from './weight.ts'
import { type TransferMessages, MAX_QUEUE } from '../../protocol/transfer.ts'

/** A place is announced when it changes, and repeated after this many ms, as silence would count as a stall. */
const REPEAT_MS = 10_000
/** A peer's claim is cached for this many ms. */
const CLAIM_MS = 1000
const MAX_CLAIMS = 2048

/** Limits of uploads; CurrentLimits is one. Rates are in bytes per second; 0: no limit. */
export interface UploadRules {
  /** Number of peers served at a time. */
  readonly uploadSlots: number
  /** Rate over all peers, and per peer. */
  readonly up: number
  readonly peerUp: number
  readonly friendsFirst: boolean
}

interface UploadSchedulerOptions {
  limits: UploadRules
  policy: Pick<ServingPolicy, 'claim'>
  clock: Clock
  random: Random
}

/** A place as it is sent to the requester. */
type QueueMessage = Omit<TransferMessages['queued'], 'id'>

/** What the owner of a session does for the scheduler. */
interface SessionTurn {
  /** Sends a place in the queue to the requester. */
  announce(place: QueueMessage): void
  /** Ends the session: its turn is over. */
  end(): void
}

interface Pending {
  peer: string
  session: UploadSession
  turn: SessionTurn
  go(): void
  /** The last announced place, and when. */
  announced: string
  at: number
}

/** Schedules uploads: assigns slots, announces places to waiting peers, and shares the rate among served ones. */
export class UploadScheduler implements SlotScheduler, FlowRates {
  readonly slots: UploadSlots
  readonly pacer: FairPacer
  readonly #limits: UploadRules
  readonly #policy: Pick<ServingPolicy, 'claim'>
  readonly #clock: Clock
  readonly #pending = new Map<UploadSession, Pending>()
  /** Sessions with a slot. */
  readonly #served = new Map<UploadSession, { peer: string; turn: SessionTurn }>()
  readonly #claims = new LRUCache<string, { claim: UploadClaim; at: number }>({ max: MAX_CLAIMS })

  constructor({ limits, policy, clock, random }: UploadSchedulerOptions) {
    this.#limits = limits
    this.#policy = policy
    this.#clock = clock
    this.slots = new UploadSlots({ limits, scheduler: this, random })
    this.pacer = new FairPacer(clock, this)
  }

  get rate(): number {
    return this.#limits.up
  }

  share(peer: string): FlowShare {
    return { weight: weigh(this.claim(peer)).weight, rate: this.#limits.peerUp }
  }

  /** The claim of a peer, at most a second old. */
  claim(peer: string): UploadClaim {
    const now = this.#clock.now()
    const known = this.#claims.get(peer)
    if (known && Math.abs(now - known.at) < CLAIM_MS) return known.claim
    const claim = this.#policy.claim(peer)
    this.#claims.set(peer, { claim, at: now })
    return claim
  }

  /** Null: served now. Otherwise resolves when it is the session's turn, or when the session has ended. */
  admit(peer: string, session: UploadSession, turn: SessionTurn): Promise<void> | null {
    if (this.slots.ask(peer, session.root, this.#clock.now())) {
      this.#serve(peer, session, turn)
      return null
    }
    session.queued = true
    const waits = new Promise<void>((go) =>
      this.#pending.set(session, { peer, session, turn, go, announced: '', at: 0 }),
    )
    this.announcePlaces()
    return waits
  }

  /** Call when a session has ended, waiting or served. */
  leave(peer: string, session: UploadSession): void {
    const now = this.#clock.now()
    const pending = this.#pending.get(session)
    if (pending) {
      this.#pending.delete(session)
      pending.go()
      if (![...this.#pending.values()].some((other) => other.peer === peer)) this.slots.drop(peer)
    }
    if (!session.hasSlot) return
    session.hasSlot = false
    this.#served.delete(session)
    this.slots.release(peer, session.root, now)
    // The peer's other sessions queue again after its turn.
    this.invite(peer)
    if (![...this.slots.served()].some((one) => one.peer === peer)) this.pacer.forget(peer)
  }

  /** Ends the turns that last too long or are hardly used while others wait; call about once a second. */
  endTurns(): void {
    const over = new Set(this.slots.overdue(this.#clock.now()))
    if (over.size === 0) return
    for (const { peer, turn } of [...this.#served.values()]) if (over.has(peer)) turn.end()
  }

  /** Announces places to waiting peers; call about once a second. */
  announcePlaces(): void {
    const now = this.#clock.now()
    this.slots.expire(now)
    if (this.#pending.size === 0) {
      this.#claims.clear()
      return
    }
    const places = new Map(this.slots.places(now).map((place) => [place.peer, place]))
    const last = places.size + 1
    for (const pending of this.#pending.values()) {
      // A peer that has had its turn but still holds its slot comes after all waiting peers.
      const place = places.get(pending.peer) ?? { ...weigh(this.claim(pending.peer)), position: last, of: last }
      this.#announce(pending, place, now)
    }
  }

  /** Waiting peers, next first. */
  places(): QueuedPeer[] {
    return this.slots.places(this.#clock.now())
  }

  close(): void {
    this.pacer.close()
    for (const { go } of this.#pending.values()) go()
    this.#pending.clear()
  }

  /** Admits the peer's waiting sessions while it has or may take a slot. */
  invite(peer: string): void {
    const now = this.#clock.now()
    for (const { session, turn, go, ...pending } of [...this.#pending.values()]) {
      if (pending.peer !== peer || !this.slots.ask(peer, session.root, now)) continue
      this.#pending.delete(session)
      session.queued = false
      session.moved = now
      this.#serve(peer, session, turn)
      go()
    }
  }

  #serve(peer: string, session: UploadSession, turn: SessionTurn): void {
    session.hasSlot = true
    this.#served.set(session, { peer, turn })
  }

  #announce(
    pending: Pending,
    { position, of, reason, weight }: Pick<QueuedPeer, 'position' | 'of' | 'reason' | 'weight'>,
    now: number,
  ): void {
    const announced = `${position}/${of}/${reason}`
    if ((pending.announced === announced && Math.abs(now - pending.at) < REPEAT_MS) || of > MAX_QUEUE) return
    pending.announced = announced
    pending.at = now
    pending.turn.announce({ position, of, reason, weight: Math.round(weight * 100) })
  }
}
