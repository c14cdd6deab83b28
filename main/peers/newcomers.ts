import type { Clock } from '../base/clock.ts'
import type { Trust } from '../contract/trust.ts'
import { newcomerAllowance } from '../reputation/newcomers.ts'
import { ROBUST_DEFAULTS } from '../reputation/robust/parameters.ts'

/** Bytes that count as one service to a newcomer. */
export const SERVICE_BYTES = 1024 ** 3
/** The allowance is recomputed after this many ms. */
const REFRESH_MS = 5000

export interface NewcomersOptions {
  /** Peers met so far, with the bytes exchanged. */
  peers: {
    all(): { key: string; given: number; received: number }[]
    get(key: string): { given: number; received: number } | undefined
  }
  trust: { trustOf(key: string): Pick<Trust, 'decision'> }
  clock: Clock
}

/**
 * How much a newcomer may take in excess of what it gave, which depends on the behaviour of former newcomers (see
 * `newcomerAllowance`). A newcomer is a peer with too little evidence for a decision.
 */
export class Newcomers {
  readonly #options: NewcomersOptions
  #allowance = 0
  #computed = Number.NEGATIVE_INFINITY

  constructor(options: NewcomersOptions) {
    this.#options = options
  }

  /** Bytes that a newcomer may have taken in excess of what it gave. */
  get allowance(): number {
    const now = this.#options.clock.now()
    if (Math.abs(now - this.#computed) < REFRESH_MS) return this.#allowance
    this.#computed = now
    let [taken, returned] = [0, 0]
    for (const { key, given, received } of this.#options.peers.all()) {
      if (!this.#isNew(key)) continue
      taken += given / SERVICE_BYTES
      returned += Math.min(given, received) / SERVICE_BYTES
    }
    this.#allowance = newcomerAllowance({ taken, returned }, ROBUST_DEFAULTS) * SERVICE_BYTES
    return this.#allowance
  }

  /** True unless the peer is a newcomer that has used up its allowance. */
  mayTake(key: string): boolean {
    if (!this.#isNew(key)) return true
    const { given, received } = this.#options.peers.get(key) ?? { given: 0, received: 0 }
    return given - received < this.allowance
  }

  #isNew(key: string): boolean {
    return this.#options.trust.trustOf(key).decision === 'new'
  }
}
