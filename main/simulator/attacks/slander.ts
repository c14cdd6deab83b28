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
    run({ mode, seed, peers, parameters }) {
      const wronged = (serves: () => 'refused' | 'good'): number => {
        const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS, parameters })
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

/** One victim among this many peers, so that most conspirators are against one of them only. */
const PEERS_PER_VICTIM = 30

/**
 * A share of the neighbours of one victim conspires: they serve well and rate everybody truthfully, but from the middle
 * of the run on they give the victim the worst rating for each service. Observers of a traitor see the same evidence,
 * so this is the other side of the row on traitors.
 */
export const slanderOne: Attack = {
  name: 'slanderOne',
  title: 'neighbours of one victim slander it and are honest otherwise',
  modes: BOTH,
  measures: [
    {
      key: 'by30',
      text: 'other neighbours that exclude the victim; 30 % of its neighbours conspire',
      unit: '%',
      bar: { atMost: 1 },
    },
    { key: 'by50', text: 'the same; 50 % of them', unit: '%', bar: { atMost: 5 } },
    {
      key: 'strangers',
      text: 'peers that never met the victim, but three of 50 % that conspire, and exclude it',
      unit: '%',
      bar: null,
    },
  ],
  run({ mode, seed, peers, parameters }) {
    const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS, parameters })
    const { reputation, neighbours } = society
    society.meetings(6)
    const victims = Math.max(2, Math.floor(peers / PEERS_PER_VICTIM))
    const plots = Array.from({ length: victims }, (_, n) => {
      const victim = Math.floor((n * peers) / victims)
      const share = n % 2 === 0 ? 0.3 : 0.5
      const near = society.shuffled(neighbours[victim] as number[])
      return { victim, share, near, liars: near.slice(0, Math.round(share * near.length)) }
    })
    const lies = new Set(plots.flatMap(({ victim, liars }) => liars.map((liar) => liar * peers + victim)))
    society.rated = (rater, subject, rating) => (lies.has(rater * peers + subject) ? 0 : rating)
    society.meetings(6)
    /** Percentage of these observers that exclude the victim, over all plots of this share. */
    const misled = (
      share: number,
      observersOf: (plot: { victim: number; near: number[]; liars: number[] }) => number[],
    ): number => {
      let observers = 0
      let excluding = 0
      for (const plot of plots) {
        if (plot.share !== share) continue
        for (const observer of observersOf(plot)) {
          observers++
          if (reputation.standing(observer, plot.victim) === 'bad') excluding++
        }
      }
      return observers === 0 ? 0 : (100 * excluding) / observers
    }
    const honest = ({ near, liars }: { near: number[]; liars: number[] }): number[] =>
      near.filter((peer) => !liars.includes(peer))
    return {
      by30: misled(0.3, honest),
      by50: misled(0.5, honest),
      strangers: misled(0.5, ({ victim, near, liars }) =>
        society.honestPeers.filter(
          (peer) =>
            peer !== victim &&
            !near.includes(peer) &&
            liars.filter((liar) => (neighbours[liar] as number[]).includes(peer)).length >= 3,
        ),
      ),
    }
  },
}
