import type { Conflict, Decisions } from '../decisions.ts'

/**
 * Proofs kept against peers that were never met: anybody can create keys that contradict themselves, and each proof
 * is passed on to all neighbours.
 */
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
  readonly #o: ProofAdmissionOptions

  constructor(options: ProofAdmissionOptions) {
    this.#o = options
  }

  /** Takes a proof that has been verified; true if it is new and kept. */
  admit(conflict: Conflict): boolean {
    const { self, decisions } = this.#o
    return conflict.peer !== self && this.#hasRoomFor(conflict.peer) && decisions.prove(conflict)
  }

  #hasRoomFor(peer: string): boolean {
    const { decisions, max = MAX_PROVEN_STRANGERS } = this.#o
    return this.#isMet(peer) || decisions.conflicts().filter((proven) => !this.#isMet(proven.peer)).length < max
  }

  #isMet(peer: string): boolean {
    return (this.#o.peers.get(peer)?.lastSeen ?? 0) > 0
  }
}
