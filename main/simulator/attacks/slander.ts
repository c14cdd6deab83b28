import { BOTH, NEIGHBOURS, type Attack } from './attack.ts'
import { Society } from './society.ts'

/** Some peers give everybody the worst rating, either as free riders (the model's false evaluators) or serving well. */
function slander(percent: 30 | 50, bar: number): Attack {
  return {
    name: `slander${percent}`,
    title: `${percent} % false evaluators`,
    modes: BOTH,
    measures: [
      { key: 'wronged', text: 'honest peers excluded; the slanderers never serve', unit: '%', bar: { atMost: bar } },
      {
        key: 'wrongedByServing',
        text: 'honest peers excluded; the slanderers serve well, so that their word weighs more',
        unit: '%',
        bar: { atMost: bar },
      },
    ],
    run({ mode, seed, peers }) {
      const wronged = (serves: () => 'refused' | 'good'): number => {
        const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS })
        society.turn(percent / 100, () => ({ serves, rates: () => 0 }))
        society.meetings(6)
        return 100 * society.excludedShare(false)
      }
      return { wronged: wronged(() => 'refused'), wrongedByServing: wronged(() => 'good') }
    },
  }
}

export const slander30 = slander(30, 1)
export const slander50 = slander(50, 5)
