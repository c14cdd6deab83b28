import type { Random } from '../../../base/random.ts'
import type { Trust } from '../../../contract/trust.ts'
import { pickProvider } from '../../../reputation/newcomers.ts'
import { ROBUST_DEFAULTS } from '../../../reputation/robust/parameters.ts'

/** Trust in peers; the ratings room implements it. */
export interface ProviderTrust {
  trustOf(peer: string): Pick<Trust, 'decision' | 'u'>
}

/**
 * Chooses the source to ask first: at random, weighted by trust, about one in ten a newcomer. Thus no peer becomes the
 * only source, and newcomers can prove themselves.
 */
export class ProviderChoice {
  readonly #trust: ProviderTrust
  readonly #random: Random

  constructor(trust: ProviderTrust, random: Random) {
    this.#trust = trust
    this.#random = random
  }

  /** The index of the chosen peer; -1 if all are excluded. */
  pick(peers: readonly string[]): number {
    const candidates = peers.map((peer) => {
      const { u, decision } = this.#trust.trustOf(peer)
      return { standing: decision, u }
    })
    return pickProvider(candidates, this.#random, ROBUST_DEFAULTS)
  }
}
