import type { Random } from '../base/random.ts'
import type { Standing } from './decision.ts'
import type { RobustParameters } from './robust/parameters.ts'

/** Services that strangers recently took from me and gave back. Counts decay as new ones are added. */
export interface StrangerRecord {
  readonly taken: number
  readonly returned: number
}

export const NO_STRANGERS: StrangerRecord = Object.freeze({ taken: 0, returned: 0 })
/** Decay per service to a stranger, so that about the last ten count. */
const DECAY = 0.9

/** The record after serving a stranger with this many services, or a part of one. */
export function strangerTook({ taken, returned }: StrangerRecord, services = 1): StrangerRecord {
  const kept = DECAY ** services
  return { taken: taken * kept + (1 - kept) / (1 - DECAY), returned: returned * kept }
}

/** The record after a stranger gave something. */
export function strangerGave({ taken, returned }: StrangerRecord, services = 1): StrangerRecord {
  return { taken, returned: returned + services }
}

/**
 * Services to a stranger before it has given anything: newcomerMax times the share that past strangers gave
 * back, but at least newcomerShare of a service, so that newcomers can always get in. A fraction is granted by chance.
 * (The adaptive stranger policy of Feldman, Lai, Stoica, Chuang 2004.) The prior is one service, given back.
 */
export function newcomerAllowance({ taken, returned }: StrangerRecord, parameters: Readonly<RobustParameters>): number {
  const back = Math.min(1, (1 + returned) / (1 + taken))
  return Math.max(parameters.newcomerShare, parameters.newcomerMax * back)
}

/**
 * Whether a stranger that was served `used` times is served again. `luck` is uniform in [0, 1), drawn once per
 * stranger.
 */
export function servesStranger(allowance: number, used: number, luck: number): boolean {
  return luck < allowance - used
}

/** What strangers have lately taken from one peer and given back, and what that leaves for the next one. */
export class StrangerAccount {
  readonly #parameters: Readonly<RobustParameters>
  #record = NO_STRANGERS

  constructor(parameters: Readonly<RobustParameters>) {
    this.#parameters = parameters
  }

  /** Services to a stranger before it has given anything. */
  get allowance(): number {
    return newcomerAllowance(this.#record, this.#parameters)
  }

  /** Whether a stranger that was served `used` times is served again; see `servesStranger`. */
  serves(used: number, luck: number): boolean {
    return servesStranger(this.allowance, used, luck)
  }

  took(services = 1): void {
    this.#record = strangerTook(this.#record, services)
  }

  gave(services = 1): void {
    this.#record = strangerGave(this.#record, services)
  }
}

/** A provider to choose from. */
export interface Candidate {
  standing: Standing
  u: number | null
}

/**
 * Picks a provider at random, with weight u squared, among those in good standing; newcomerShare of the picks go to
 * newcomers, evenly. Excluded ones are never picked. Returns its index, or -1 if there is none. O(candidates).
 */
export function pickProvider(
  candidates: readonly Candidate[],
  random: Random,
  parameters: Readonly<RobustParameters>,
): number {
  let good = 0
  let fresh = 0
  for (const { standing, u } of candidates) {
    if (standing === 'good') good += (u ?? 0) ** 2
    else if (standing === 'new') fresh++
  }
  const newcomer = fresh > 0 && (good === 0 || random.next() < parameters.newcomerShare)
  if (!newcomer && good === 0) return -1
  let left = random.next() * (newcomer ? fresh : good)
  let picked = -1
  for (const [place, { standing, u }] of candidates.entries()) {
    if (standing !== (newcomer ? 'new' : 'good')) continue
    const weight = newcomer ? 1 : (u ?? 0) ** 2
    if (weight === 0) continue
    picked = place
    left -= weight
    if (left < 0) break
  }
  return picked
}
