import { BOTH, NEIGHBOURS, type Attack } from './attack.ts'
import { Society } from './society.ts'

/**
 * 10 % know the formula, its thresholds and all evidence, as everything is public. Each gives bad content whenever its
 * asker would still not exclude it afterwards, and good content otherwise.
 */
export const thresholdAttackers: Attack = {
  name: 'thresholdAttackers',
  title: '10 % that know the thresholds and stay just above them',
  modes: BOTH,
  measures: [
    {
      key: 'ratio',
      text: 'bad uploads of such a peer for each good one, which a threshold of one half should limit to one',
      unit: 'ratio',
      bar: { atMost: 1 },
    },
    { key: 'bad', text: 'bad downloads of honest peers (3 % are honest failures)', unit: '%', bar: null },
    { key: 'wronged', text: 'honest peers excluded', unit: '%', bar: { atMost: 1 } },
  ],
  run({ mode, seed, peers, parameters }) {
    const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS, parameters })
    const { reputation } = society
    society.turn(0.1, (attacker) => ({
      serves: (asker) => (reputation.standingAfterBad(asker, attacker) === 'bad' ? 'good' : 'bad'),
      rates: (truth) => truth,
    }))
    let [good, bad] = [0, 0]
    society.onService = (provider, asker, outcome) => {
      if (!society.attacker[provider] || society.attacker[asker]) return
      if (outcome === 'good') good++
      else bad++
    }
    society.meetings(9)
    return {
      ratio: bad / Math.max(1, good),
      bad: (100 * society.honestServedBadly) / Math.max(1, society.honestServed),
      wronged: 100 * society.excludedShare(false),
    }
  },
}
