import type { Clock } from '../base/clock.ts'
import type { Trust } from '../contract/trust.ts'
import { StrangerAccount } from '../reputation/newcomers.ts'
import { ROBUST_DEFAULTS } from '../reputation/robust/parameters.ts'

/** Bytes that count as one service to a newcomer. */
export const SERVICE_BYTES = 1024 ** 3
/** The allowance is recomputed after this many ms. */
const REFRESH_MS = 1000

/** What was exchanged with a peer, in bytes. */
interface Exchanged {
  given: number
  received: number
}

export interface NewcomersOptions {
  /** Peers met so far, with the bytes exchanged. */
  peers: {
    all(): ({ key: string; lastSeen: number } & Exchanged)[]
    get(key: string): Exchanged | undefined
  }
  trust: { trustOf(key: string): Pick<Trust, 'decision'> }
  clock: Clock
  /** Left out: SERVICE_BYTES. */
  serviceBytes?: number
}

/**
 * How much a newcomer may take in excess of what it gave, which depends on the behaviour of former newcomers (see
 * `StrangerAccount`, which the simulator uses, too). A newcomer is a peer with too little evidence for a decision. One
 * that is excluded goes on counting, as otherwise each new name of the same user would start anew; one in good standing
 * no longer counts.
 */
export class Newcomers {
  readonly #options: NewcomersOptions
  readonly #serviceBytes: number
  #allowance = 0
  #computed = Number.NEGATIVE_INFINITY

  constructor(options: NewcomersOptions) {
    this.#options = options
    this.#serviceBytes = options.serviceBytes ?? SERVICE_BYTES
  }

  /** Bytes that a newcomer may have taken in excess of what it gave. */
  get allowance(): number {
    const now = this.#options.clock.now()
    if (Math.abs(now - this.#computed) < REFRESH_MS) return this.#allowance
    this.#computed = now
    const account = new StrangerAccount(ROBUST_DEFAULTS)
    const { peers, trust } = this.#options
    const served = peers.all().filter(({ key, given }) => given > 0 && trust.trustOf(key).decision !== 'good')
    for (const { given, received } of served.toSorted((a, b) => a.lastSeen - b.lastSeen)) {
      // an excluded peer may have taken more before, when it was in good standing
      const taken = Math.min(given / this.#serviceBytes, ROBUST_DEFAULTS.newcomerMax)
      account.took(taken)
      account.gave(Math.min(taken, received / this.#serviceBytes))
    }
    this.#allowance = account.allowance * this.#serviceBytes
    return this.#allowance
  }

  /** True unless the peer is a newcomer that has used up its allowance. */
  mayTake(key: string): boolean {
    if (this.#options.trust.trustOf(key).decision !== 'new') return true
    const { given, received } = this.#options.peers.get(key) ?? { given: 0, received: 0 }
    return given - received < this.allowance
  }
}
