import type { Clock } from '../../base/clock.ts'
import type { BudgetRecord } from '../../domain/budgets.ts'
import type { Refusal } from '../../protocol/transfer.ts'
import type { UploadList } from './list.ts'
import type { UploadSession } from './session.ts'
import type { UploadClaim } from './weight.ts'

/** Maximum number of open upload sessions, over all peers. */
const MAX_UPLOADS = 512
/** Of these, for newcomers. */
const MAX_NEWCOMERS = 256

/** Decides which peers are served; UploadPolicy is one. */
export interface ServingPolicy {
  /** Why a peer is not served at all, or not now; null: it is served. */
  refusal(peer: string): Refusal | null
  /** True for a newcomer; newcomers get at most half of all sessions. */
  isNew(peer: string): boolean
  /** A peer's claim to upload slots. */
  claim(peer: string): UploadClaim
}

export interface ServingTrust {
  /** What an honest node does, or a dishonest one in tests and demos; see Behaviour in node.ts. */
  behaviour: { serves(request: { peer: string; root: string; uploads: number; now: number }): boolean }
  /** Left out: all peers are served alike. */
  policy?: ServingPolicy
  /** Told of newcomers that take too many sessions; left out: nobody. */
  limits?: BudgetRecord
}

/** Serves all peers, without preference. */
export const SERVE_ALL: ServingPolicy = {
  refusal: () => null,
  isNew: () => false,
  claim: () => ({ received: 0, u: null, newcomer: false, friend: false }),
}

/** Decides whether an upload session may begin or continue, and counts the open ones. */
export class UploadAdmission {
  readonly #behaviour: ServingTrust['behaviour']
  readonly #policy: ServingPolicy
  readonly #list: UploadList
  readonly #clock: Clock
  readonly #limits: BudgetRecord | undefined
  /** Sessions of newcomers in the order in which they were opened, each with what ends it. */
  readonly #newcomers = new Map<UploadSession, { peer: string; giveUp: () => void }>()
  #open = 0

  constructor({ behaviour, policy = SERVE_ALL, limits }: ServingTrust, list: UploadList, clock: Clock) {
    this.#behaviour = behaviour
    this.#policy = policy
    this.#limits = limits
    this.#list = list
    this.#clock = clock
  }

  /** Number of open sessions. */
  get open(): number {
    return this.#open
  }

  get full(): boolean {
    return this.#open >= MAX_UPLOADS
  }

  /** Why this peer is not served this content; null: it is. Checked once per session. */
  refusal(peer: string, root: string): Refusal | null {
    const refusal = this.stopReason(peer)
    if (refusal) return refusal
    if (this.#newcomers.size > MAX_NEWCOMERS && this.#policy.isNew(peer) && !this.#makeRoom(peer)) return 'busy'
    return this.#behaviour.serves({ peer, root, uploads: this.#list.served, now: this.#clock.now() }) ? null : 'refused'
  }

  /** Why this peer is no longer served; null: it is. Checked at each request. */
  stopReason(peer: string): Refusal | null {
    return this.#policy.refusal(peer)
  }

  /** Counts a session; `giveUp` ends it, so that another newcomer has a place. */
  opened(peer: string, session: UploadSession, giveUp: () => void): void {
    if (this.#policy.isNew(peer)) this.#newcomers.set(session, { peer, giveUp })
    this.#open++
  }

  closed(session: UploadSession): void {
    this.#newcomers.delete(session)
    this.#open--
  }

  /** The newcomer with most sessions gives up its last one that waits; false if that is this one. */
  #makeRoom(peer: string): boolean {
    const counts = new Map<string, number>()
    for (const other of this.#newcomers.values()) counts.set(other.peer, (counts.get(other.peer) ?? 0) + 1)
    const countOf = (one: { peer: string }): number => counts.get(one.peer) ?? 0
    const waiting = [...this.#newcomers].filter(([session]) => session.queued).map(([, one]) => one)
    const most = waiting.reduce((max, one) => Math.max(max, countOf(one)), countOf({ peer }))
    const last = waiting.findLast((one) => countOf(one) === most)
    if (!last || most <= countOf({ peer })) return false
    this.#limits?.exceeded(last.peer, 'uploads')
    last.giveUp()
    return true
  }
}
