import { HyobanError } from '../../base/errors.ts'
import type { LabSettings } from '../lab/scenario.ts'
import { USER_KINDS } from '../model/settings.ts'
import { numberOf } from './mechanism.ts'

/**
 * The kinds of the reference model, in its order, and those of the laboratory. A whitewasher never serves and takes a
 * new name in each round; a colluder never serves and claims CLAIMED services from each other colluder; an oscillator
 * serves and fails for `period` units each.
 */
export const LAB_KINDS = [...USER_KINDS, 'whitewasher', 'colluder', 'oscillator'] as const
export const [RATIONAL, CONTRIBUTOR, , FALSE_EVALUATOR, TRAITOR, WHITEWASHER, COLLUDER, OSCILLATOR] = [
  0, 1, 2, 3, 4, 5, 6, 7,
] as const
/** Services that each colluder claims to have had from each other one. */
export const CLAIMED = 100

/** The parameters that give the shares of kinds; the peers of none are rational. */
export const SHARES = LAB_KINDS.slice(1).map((kind) => `${kind}Share`)

/** Throws HyobanError BAD_INPUT if the shares add up to more than 1. */
export function checkShares(settings: LabSettings): void {
  const sum = SHARES.reduce((total, name) => total + numberOf(settings, name), 0)
  if (sum > 1 + 1e-9)
    throw new HyobanError(
      'BAD_INPUT',
      `The shares of peers add up to ${Number((sum * 100).toFixed(4))} %, above 100 %.`,
      {
        hint: `Lower one of ${SHARES.filter((name) => numberOf(settings, name) > 0).join(', ')}.`,
      },
    )
}

/** Throws HyobanError BAD_INPUT if treason ends before it begins. */
export function checkTraitors(settings: LabSettings): void {
  const [from, to] = [numberOf(settings, 'traitorFrom'), numberOf(settings, 'traitorTo')]
  if (to < from) throw new HyobanError('BAD_INPUT', `traitorTo (${to}) must not be before traitorFrom (${from}).`)
}

/** The kind of each slot, as in the reference model: exact shares, in the order of the kinds. */
export function layOutKinds(settings: LabSettings): Uint8Array {
  const N = numberOf(settings, 'N')
  const kinds = new Uint8Array(N)
  let sum = 0
  let before = 0
  const ends = SHARES.map((name) => Math.min(N, Math.round((sum += numberOf(settings, name)) * N)))
  const rational = N - (ends.at(-1) as number)
  ends.forEach((end, index) => {
    kinds.fill(index + 1, rational + before, rational + end)
    before = end
  })
  return kinds
}

/** Kinds that serve when they can: the ones that a mechanism should keep. */
export const isHonest = (kind: number): boolean => kind === RATIONAL || kind === CONTRIBUTOR
