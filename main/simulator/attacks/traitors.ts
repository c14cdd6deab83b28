import { BOTH, NEIGHBOURS, type Attack } from './attack.ts'
import { Society } from './society.ts'

/** Traitors per run whose readmission is measured. */
const ASKED = 20
const PATIENCE = 200

/** 10 % serve well until they are trusted, then give everybody bad content. */
export const traitors: Attack = {
  name: 'traitors',
  title: '10 % traitors, good for 6 meetings an edge, then bad',
  modes: BOTH,
  measures: [
    {
      key: 'toOne',
      text: 'bad uploads of one traitor to the same peer before that peer excludes it, the worst pair of a run',
      unit: 'uploads',
      bar: { atMost: 10 },
    },
    {
      key: 'toAll',
      text: 'bad uploads of one traitor to all peers together until nobody meets it',
      unit: 'uploads',
      bar: { atMost: 10 },
    },
    {
      key: 'amends',
      text: 'good uploads to others until a peer readmits it, for each bad one',
      unit: 'ratio',
      bar: { atLeast: 2 },
    },
    { key: 'wronged', text: 'honest peers excluded', unit: '%', bar: { atMost: 1 } },
  ],
  run({ mode, seed, peers }) {
    const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS })
    const { reputation, random } = society
    let turned = false
    const chosen = society.turn(0.1, () => ({ serves: () => (turned ? 'bad' : 'good'), rates: (truth) => truth }))
    society.meetings(6)
    turned = true
    const pairs = new Map<number, number>()
    society.onService = (provider, asker, outcome) => {
      const pair = provider * peers + asker
      if (outcome === 'bad' && society.attacker[provider] && !society.attacker[asker])
        pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
    }
    society.meetings(6)
    const bads = chosen.map((peer) => society.badBy[peer] as number)
    const wronged = 100 * society.excludedShare(false)
    // readmission: good uploads to the honest neighbours, one at a time, until the observer readmits the traitor
    const ratios: number[] = []
    for (const traitor of chosen) {
      if (ratios.length >= ASKED) break
      const near = (society.neighbours[traitor] as number[]).filter((peer) => !society.attacker[peer])
      const observer = near.find((peer) => reputation.standing(peer, traitor) === 'bad')
      const bad = society.badBy[traitor] as number
      if (observer === undefined || near.length < 2 || bad === 0) continue
      let good = 0
      while (good < PATIENCE && reputation.standing(observer, traitor) === 'bad') {
        const other = near[random.int(near.length)] as number
        if (other === observer) continue
        reputation.rate(other, traitor, 1, 2)
        good++
      }
      ratios.push(good / bad)
    }
    return {
      toAll: bads.reduce((a, b) => a + b, 0) / Math.max(1, bads.length),
      toOne: Math.max(0, ...pairs.values()),
      wronged,
      amends: ratios.length === 0 ? 0 : ratios.reduce((a, b) => a + b, 0) / ratios.length,
    }
  },
}
