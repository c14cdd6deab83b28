import { type LogName, logName } from '../../domain/rating-log/log-name.ts'
import type { Conflict, Decisions } from '../decisions.ts'

/** Proofs kept against peers that were rated by someone who counts, but never met. */
const MAX_PROVEN_STRANGERS = 1024
/** Proofs in memory against peers that were neither met nor rated: of one neighbour, and in total. */
const MAX_WAITING_OF_ONE = 64
const MAX_WAITING = 1024

export interface ProofAdmissionOptions {
  self: string
  decisions: Pick<Decisions, 'conflicts' | 'prove'>
  /** Peers met so far; `lastSeen` is 0 for a peer that was only named by others. */
  peers: { get(key: string): { lastSeen: number } | undefined }
  /** Whether this node, or anyone whose word counts here, has rated a peer. */
  isRated(peer: string): boolean
  /** Whether the owner of a log has declared that it continues in another one. */
  isExcused(log: LogName): boolean
  /** The bounds, for tests. */
  max?: { strangers: number; waiting: number; waitingOfOne: number }
}

/**
 * Decides which proofs of equivocation are kept. Anyone can make keys that equivocate, so a proof counts only against a
 * peer that was met or rated. Others wait in memory, untold and unlisted, and are admitted once their peer is known. A
 * neighbour that sends many displaces its own.
 */
export class ProofAdmission {
  readonly #options: ProofAdmissionOptions
  readonly #max: { strangers: number; waiting: number; waitingOfOne: number }
  /** By peer, the oldest first; `from` is the neighbour that sent it, '' for none. */
  readonly #waiting = new Map<string, { conflict: Conflict; from: string }>()

  constructor(options: ProofAdmissionOptions) {
    this.#options = options
    this.#max = options.max ?? {
      strangers: MAX_PROVEN_STRANGERS,
      waiting: MAX_WAITING,
      waitingOfOne: MAX_WAITING_OF_ONE,
    }
  }

  /** The proofs known so far, those that this node has found first. */
  conflicts(): Conflict[] {
    return this.#options.decisions.conflicts().sort((a, b) => Number(b.own === true) - Number(a.own === true))
  }

  /** Takes a proof that has been verified, from a neighbour or found here; true if it is new and kept. */
  admit(conflict: Conflict, from = ''): boolean {
    const { self, decisions } = this.#options
    const { peer, epoch } = conflict
    if (peer === self || this.#options.isExcused(logName(peer, epoch))) return false
    if (this.#isMet(peer)) return decisions.prove(conflict)
    if (this.#options.isRated(peer)) return this.#hasRoom() && decisions.prove(conflict)
    this.#wait(conflict, from)
    return false
  }

  /** Returns and removes the proof that waits for this peer to be known, if it is accepted; null if there is none. */
  takeWaiting(peer: string, accepts: (conflict: Conflict) => boolean = () => true): Conflict | null {
    const waiting = this.#waiting.get(peer)
    if (!waiting || !accepts(waiting.conflict) || !(this.#isMet(peer) || this.#options.isRated(peer))) return null
    this.#waiting.delete(peer)
    return waiting.conflict
  }

  #wait(conflict: Conflict, from: string): void {
    if (this.#waiting.has(conflict.peer)) return
    const counts = new Map<string, number>([[from, 1]])
    for (const { from: one } of this.#waiting.values()) counts.set(one, (counts.get(one) ?? 0) + 1)
    if ((counts.get(from) ?? 0) > this.#max.waitingOfOne) this.#dropOldest(from)
    else if (this.#waiting.size >= this.#max.waiting)
      this.#dropOldest([...counts].reduce((most, one) => (one[1] > most[1] ? one : most))[0])
    this.#waiting.set(conflict.peer, { conflict, from })
  }

  #dropOldest(from: string): void {
    for (const [peer, waiting] of this.#waiting) {
      if (waiting.from !== from) continue
      this.#waiting.delete(peer)
      return
    }
  }

  #hasRoom(): boolean {
    const strangers = this.#options.decisions.conflicts().filter(({ peer }) => !this.#isMet(peer))
    return strangers.length < this.#max.strangers
  }

  #isMet(peer: string): boolean {
    return (this.#options.peers.get(peer)?.lastSeen ?? 0) > 0
  }
}
