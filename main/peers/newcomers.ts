import type { Clock } from '../base/clock.ts'
import { newcomerAllowance } from '../reputation/newcomers.ts'
import { ROBUST_DEFAULTS } from '../reputation/robust/parameters.ts'

/** What counts as one service to a stranger, in bytes. */
export const SERVICE_BYTES = 1024 ** 3
/** How past strangers behaved is looked at anew so often, in ms. */
const LOOK_MS = 5000

export interface NewcomersOptions {
  /** Everybody met, with the bytes exchanged. */
  met(): { key: string; given: number; received: number }[]
  of(key: string): { given: number; received: number } | undefined
  /** True for a peer over which there is too little evidence to decide. */
  isNew(key: string): boolean
  clock: Clock
}

/**
 * How much a peer that nobody here knows may take before it has given anything: sized by how past strangers behaved.
 */
export class Newcomers {
  readonly #o: NewcomersOptions
  #allowance = 0
  #looked = Number.NEGATIVE_INFINITY

  constructor(options: NewcomersOptions) {
    this.#o = options
  }

  /** Bytes that a stranger may have taken more than it gave. */
  get allowance(): number {
    const now = this.#o.clock.now()
    if (Math.abs(now - this.#looked) < LOOK_MS) return this.#allowance
    this.#looked = now
    let [taken, returned] = [0, 0]
    for (const { key, given, received } of this.#o.met()) {
      if (!this.#o.isNew(key)) continue
      taken += given / SERVICE_BYTES
      returned += Math.min(given, received) / SERVICE_BYTES
    }
    this.#allowance = newcomerAllowance({ taken, returned }, ROBUST_DEFAULTS) * SERVICE_BYTES
    return this.#allowance
  }

  /** True unless the peer is new and has had its share. */
  mayTake(key: string): boolean {
    if (!this.#o.isNew(key)) return true
    const { given, received } = this.#o.of(key) ?? { given: 0, received: 0 }
    return given - received < this.allowance
  }
}
