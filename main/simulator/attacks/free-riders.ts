import { BOTH, NEIGHBOURS, type Attack } from './attack.ts'
import { Society } from './society.ts'

/** 30 % never serve. They refuse, so no receipts prove it, and each peer has to find out first-hand (robust mode). */
export const freeRiders: Attack = {
  name: 'freeRiders',
  title: '30 % free riders',
  modes: BOTH,
  measures: [
    { key: 'caught', text: 'free riders excluded by the honest peers that meet them', unit: '%', bar: { atLeast: 95 } },
    { key: 'wronged', text: 'honest peers excluded by the honest peers that meet them', unit: '%', bar: { atMost: 1 } },
  ],
  run({ mode, seed, peers }) {
    const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS })
    society.turn(0.3, () => ({ serves: () => 'refused', rates: (truth) => truth }))
    society.meetings(9)
    return { caught: 100 * society.excludedShare(true), wronged: 100 * society.excludedShare(false) }
  },
}
