import { LRUCache } from 'lru-cache'

/** A turn ends after this many ms if others wait. */
const TURN_MS = 5 * 60_000
/**
 * Once a turn is this many ms old, it must have used this many bytes per second since its beginning. Otherwise it ends
 * if others wait, and the peer comes after all others for a while.
 */
const GRACE_MS = 20_000
const MIN_RATE = 8 * 1024
const LAST_MS = 600_000
/** Maximum number of peers remembered. */
const MAX_PEERS = 2048

/** Limits of uploads, in bytes per second; 0: none. */
export interface TurnLimits {
  readonly uploadSlots: number
  readonly up: number
  readonly peerUp: number
}

interface Turn {
  bytes: number
  heldMs: number
}

/** Recognises peers that hold a slot and hardly use it, and remembers them. */
export class IdleTurns {
  readonly #limits: TurnLimits
  readonly #until = new LRUCache<string, number>({ max: MAX_PEERS })

  constructor(limits: TurnLimits) {
    this.#limits = limits
  }

  /** True if a turn lasts too long, or is hardly used. */
  isOver(turn: Turn): boolean {
    return turn.heldMs >= TURN_MS || this.#isIdle(turn)
  }

  /** A peer's turn has ended. */
  ended(peer: string, turn: Turn, now: number): void {
    if (this.#isIdle(turn)) this.#until.set(peer, now + LAST_MS)
    else this.#until.delete(peer)
  }

  /** True for a peer whose last turn was idle, not long ago. */
  has(peer: string, now: number): boolean {
    const until = this.#until.get(peer)
    if (until === undefined) return false
    // also ends if the clock was set back
    if (now < until && until - now <= LAST_MS) return true
    this.#until.delete(peer)
    return false
  }

  #isIdle({ bytes, heldMs }: Turn): boolean {
    return heldMs >= GRACE_MS && bytes < (heldMs / 1000) * this.#minRate
  }

  /** At most half of what the limits of this node leave to a peer. */
  get #minRate(): number {
    const { uploadSlots, up, peerUp } = this.#limits
    const rates = [up / uploadSlots, peerUp].filter((rate) => rate > 0)
    return Math.min(MIN_RATE, ...rates.map((rate) => rate / 2))
  }
}
