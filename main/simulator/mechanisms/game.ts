import { numberOf, type Mechanism } from './mechanism.ts'

/**
 * Marti and Garcia-Molina (2005), a seller with a history: in each unit it earns v times its reputation, and
 * cooperating costs it k. Its reputation is the mean of all its past behaviour (forgetting = 1), or weighs a unit of
 * age a by (1 - l) l^a. The payoff is linear in each unit's choice, so the best seller cooperates in exactly those
 * units in which what that adds to later reputations is worth more than k.
 */
function defectShare(units: number, forgetting: number, costRatio: number): number {
  let defects = 0
  // what cooperating in a unit adds to the reputations of all later units; nothing in the last one
  let gain = 0
  let weight = 1 - forgetting
  for (let unit = units; unit >= 1; unit--) {
    if (gain <= costRatio) defects++
    if (forgetting === 1) gain += 1 / unit
    else {
      gain += weight
      weight *= forgetting
    }
  }
  return defects / units
}

/** What a buyer's memory makes of a rational seller. */
export const game: Mechanism = {
  name: 'game',
  title: 'a seller with a reputation: how long it pays to defect',
  uses: ['rounds', 'forgetting', 'k/v'],
  defaults: {},
  seconds: (settings) => numberOf(settings, 'rounds') * 1e-8,
  run: (settings) => ({
    defectShare: defectShare(numberOf(settings, 'rounds'), numberOf(settings, 'forgetting'), numberOf(settings, 'k/v')),
  }),
}
