import { type DealingWatch, FAILED, SERVED, SERVES } from './watching/dealing-watch.ts'
import { numberOf, type Mechanism } from './mechanism.ts'

/**
 * Marti and Garcia-Molina (2005), a seller with a history: in each unit it earns v times its reputation, and
 * cooperating costs it k. Its reputation is the mean of all its past behaviour (forgetting = 1), or weighs a unit of
 * age a by (1 - l) l^a. The payoff is linear in each unit's choice, so the best seller cooperates in exactly those
 * units in which what that adds to later reputations is worth more than k.
 */
function decisions(units: number, forgetting: number, costRatio: number): Uint8Array {
  const cooperates = new Uint8Array(units)
  // what cooperating in a unit adds to the reputations of all later units; nothing in the last one
  let gain = 0
  let weight = 1 - forgetting
  for (let unit = units; unit >= 1; unit--) {
    if (gain > costRatio) cooperates[unit - 1] = 1
    if (forgetting === 1) gain += 1 / unit
    else {
      gain += weight
      weight *= forgetting
    }
  }
  return cooperates
}

/** Buyers that are drawn, taking turns: each unit is a sale of its own. */
const BUYERS = 24

/** Shows the sales in their order to a watch. */
function show(cooperates: Uint8Array, watch: DealingWatch): void {
  watch.peers([0, ...Array.from({ length: BUYERS }, () => 1)], ['seller', 'buyer'])
  for (const [unit, does] of cooperates.entries()) {
    watch.dealt(1 + (unit % BUYERS), 0, does === 1 ? SERVED : FAILED)
    watch.moment((unit + 1) / cooperates.length, (peer) => (peer > 0 || does === 1 ? SERVES : 0), {})
  }
}

/** What a buyer's memory makes of a rational seller. */
export const game: Mechanism = {
  name: 'game',
  title: 'a seller with a reputation: how long it pays to defect',
  uses: ['rounds', 'forgetting', 'k/v'],
  defaults: {},
  seconds: (settings) => numberOf(settings, 'rounds') * 1e-8,
  run(settings, _seed, _between, watch) {
    const units = numberOf(settings, 'rounds')
    const cooperates = decisions(units, numberOf(settings, 'forgetting'), numberOf(settings, 'k/v'))
    if (watch) show(cooperates, watch)
    return { defectShare: cooperates.reduce((sum, does) => sum + 1 - does, 0) / units }
  },
}
