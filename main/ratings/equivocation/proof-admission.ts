import type { Conflict, Decisions } from '../decisions.ts'

/** Proofs kept against peers never met: anyone can create keys that equivocate, and proofs go to all neighbours. */
const MAX_PROVEN_STRANGERS = 1024

export interface ProofAdmissionOptions {
  self: string
  decisions: Pick<Decisions, 'conflicts' | 'prove'>
  /** Peers met so far; `lastSeen` is 0 for a peer that was only named by others. */
  peers: { get(key: string): { lastSeen: number } | undefined }
  max?: number
}

/** Decides which proofs of equivocation are kept: all against peers that were met, a bounded number against others. */
export class ProofAdmission {
  readonly #options: ProofAdmissionOptions

  constructor(options: ProofAdmissionOptions) {
    this.#options = options
  }

  /** The proofs known so far. */
  conflicts(): Conflict[] {
    return this.#options.decisions.conflicts()
  }

  /** Takes a proof that has been verified; true if it is new and kept. */
  admit(conflict: Conflict): boolean {
    const { self, decisions } = this.#options
    return conflict.peer !== self && this.#hasRoomFor(conflict.peer) && decisions.prove(conflict)
  }

  #hasRoomFor(peer: string): boolean {
    const { decisions, max = MAX_PROVEN_STRANGERS } = this.#options
    return this.#isMet(peer) || decisions.conflicts().filter((proven) => !this.#isMet(proven.peer)).length < max
  }

  #isMet(peer: string): boolean {
    return (this.#options.peers.get(peer)?.lastSeen ?? 0) > 0
  }
}
