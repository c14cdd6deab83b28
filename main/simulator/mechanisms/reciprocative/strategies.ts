import * as kind from '../kinds.ts'

/** What a peer of a reciprocative society does when it is asked, by code. */
export const [SERVE, , RECIPROCATE, WHITEWASH, COLLUDE] = [0, 1, 2, 3, 4] as const
export const STRATEGIES = 5
const DEFECT = 1

/** Strategies at first: rational peers take serve, defect and reciprocate in thirds. */
export function firstStrategies(kinds: Uint8Array): Uint8Array {
  return kinds.map((own, slot) => {
    if (own === kind.RATIONAL) return slot % 3
    if (own === kind.WHITEWASHER) return WHITEWASH
    if (own === kind.COLLUDER) return COLLUDE
    return own === kind.CONTRIBUTOR ? SERVE : DEFECT
  })
}

/**
 * Peers that look for better strategies; whitewashing and colluding are strategies, too, and can be learned or left.
 */
export const isLearner = (own: number): boolean =>
  own === kind.RATIONAL || own === kind.WHITEWASHER || own === kind.COLLUDER
