import type { Clock } from '../../base/clock.ts'
import type { Refusal } from '../../protocol/transfer.ts'
import type { UploadList } from './list.ts'
import type { UploadSession } from './session.ts'
import type { UploadClaim } from './weight.ts'

/** Maximum number of open upload sessions, over all peers. */
const MAX_UPLOADS = 512

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
  /** Left out: all peers are served, as newcomers. */
  policy?: ServingPolicy
}

/** Serves all peers, without preference. */
export const SERVE_ALL: ServingPolicy = {
  refusal: () => null,
  isNew: () => false,
  claim: () => ({ received: 0, u: null, newcomer: true, friend: false }),
}

/** Decides whether an upload session may begin or continue, and counts the open ones. */
export class UploadAdmission {
  readonly #behaviour: ServingTrust['behaviour']
  readonly #policy: ServingPolicy
  readonly #list: UploadList
  readonly #clock: Clock
  readonly #newcomers = new Set<UploadSession>()
  #open = 0

  constructor({ behaviour, policy = SERVE_ALL }: ServingTrust, list: UploadList, clock: Clock) {
    this.#behaviour = behaviour
    this.#policy = policy
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
    if (this.#newcomers.size > MAX_UPLOADS / 2 && this.#policy.isNew(peer)) return 'busy'
    return this.#behaviour.serves({ peer, root, uploads: this.#list.served, now: this.#clock.now() }) ? null : 'refused'
  }

  /** Why this peer is no longer served; null: it is. Checked at each request. */
  stopReason(peer: string): Refusal | null {
    return this.#policy.refusal(peer)
  }

  opened(peer: string, session: UploadSession): void {
    if (this.#policy.isNew(peer)) this.#newcomers.add(session)
    this.#open++
  }

  closed(session: UploadSession): void {
    this.#newcomers.delete(session)
    this.#open--
  }
}
