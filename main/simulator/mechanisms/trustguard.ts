import { LAB_KINDS, layOutKinds, SHARES } from './kinds.ts'
import { HyobanError } from '../../base/errors.ts'
import { numberOf, type Mechanism } from './mechanism.ts'
import { RATERS, TrustSociety } from './trustguard/society.ts'

const SECONDS_PER_TRANSACTION = 1e-7

/** Trust values that follow present behaviour, history and change; misuse of a good name has a cost. */
export const trustguard: Mechanism = {
  name: 'trustguard',
  title: 'trust from present behaviour, history and change',
  uses: [
    'N',
    'rounds',
    'alpha',
    'beta',
    'gammaRise',
    'gammaFall',
    'maxH',
    'fadingLevels',
    'period',
    'traitorFrom',
    'traitorTo',
    ...SHARES,
  ],
  defaults: { N: 200, rounds: 4000, oscillatorShare: 0.3, contributorShare: 0.7 },
  check(settings) {
    if (numberOf(settings, 'alpha') + numberOf(settings, 'beta') > 1 + 1e-9)
      throw new HyobanError('BAD_INPUT', 'alpha + beta must be at most 1.', {
        hint: 'Set both weights, for instance alpha=0.2 and beta=0.8.',
      })
  },
  seconds: (settings) => numberOf(settings, 'N') * numberOf(settings, 'rounds') * SECONDS_PER_TRANSACTION,
  run(settings, seed, between, watch) {
    watch?.peers(layOutKinds(settings), LAB_KINDS)
    const society = new TrustSociety(settings, seed, watch)
    const units = numberOf(settings, 'rounds')
    const late = Math.min(units - 1, Math.round(0.9 * units))
    let [good, bad] = [0, 0]
    while (society.unit < units) {
      society.play()
      bad += society.bad
      if (society.unit > late) good += RATERS * society.N - society.bad
      watch?.moment(society.unit / units, (peer) => society.stateOf(peer), {})
      between(society.unit / units)
    }
    return {
      cooperation: good / ((units - late) * RATERS * society.N),
      badDownloads: bad / (units * RATERS * society.N),
      cost: society.cost,
      state: society.state,
    }
  },
}
