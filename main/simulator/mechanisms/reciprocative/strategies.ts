import * as kind from '../kinds.ts'

const { COLLUDER, CONTRIBUTOR, RATIONAL, WHITEWASHER } = kind

/** What a peer of a reciprocative society does when it is asked, by code. */
export const [SERVE, , RECIPROCATE, WHITEWASH, COLLUDE] = [0, 1, 2, 3, 4] as const
export const STRATEGIES = 5
const DEFECT = 1

/** Strategies at first: rational peers take serve, defect and reciprocate in thirds. */
export function firstStrategies(kinds: Uint8Array): Uint8Array {
  // a loop, as a callback for each of a million peers takes as long as a round
  const strategies = new Uint8Array(kinds.length)
  for (let slot = 0; slot < kinds.length; slot++) {
    const own = kinds[slot] as number
    if (own === RATIONAL) strategies[slot] = slot % 3
    else if (own === WHITEWASHER) strategies[slot] = WHITEWASH
    else if (own === COLLUDER) strategies[slot] = COLLUDE
    else strategies[slot] = own === CONTRIBUTOR ? SERVE : DEFECT
  }
  return strategies
}

/**
 * Peers that look for better strategies; whitewashing and colluding are strategies, too, and can be learned or left.
 */
export const isLearner = (own: number): boolean => own === RATIONAL || own === WHITEWASHER || own === COLLUDER
