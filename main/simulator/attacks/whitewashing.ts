import { ROBUST_DEFAULTS } from '../../reputation/robust/parameters.ts'
import { BOTH, NEIGHBOURS, type Attack } from './attack.ts'
import { Society } from './society.ts'

const EPOCHS = 8
const NEWCOMERS = 0.03

/** 10 % never serve, and take a new name once each neighbour has been asked once on average. */
export const whitewashing: Attack = {
  name: 'whitewashing',
  title: '10 % whitewashers, a new name after each round of asking',
  modes: BOTH,
  measures: [
    {
      key: 'gain',
      text: 'services that one name got from one honest peer, the worst pair of a run',
      unit: 'services',
      bar: { atMost: ROBUST_DEFAULTS.newcomerMax },
    },
    {
      key: 'gainAll',
      text: 'services that one name got from all honest peers together, mean over names',
      unit: 'services',
      bar: null,
    },
    { key: 'allowance', text: 'allowance of an honest peer for a stranger at the end', unit: 'services', bar: null },
    { key: 'newcomers', text: 'first requests of honest newcomers that are served at the end', unit: '%', bar: null },
  ],
  run({ mode, seed, peers }) {
    const society = new Society({ mode, seed, peers, neighbours: NEIGHBOURS })
    let washers = society.turn(0.1, () => ({ serves: () => 'refused', rates: (truth) => truth }))
    const gains = new Map<string, number>()
    let total = 0
    society.onService = (provider, asker, outcome) => {
      if (!society.attacker[asker] || society.attacker[provider] || outcome === 'refused') return
      const key = `${provider}/${asker}`
      gains.set(key, (gains.get(key) ?? 0) + 1)
      total++
    }
    let names = washers.length
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      if (epoch > 0) {
        washers = washers.map((peer) => society.rename(peer))
        names += washers.length
      }
      society.meetings(1)
    }
    const honest = society.honestPeers
    let allowance = 0
    for (const peer of honest) allowance += society.allowance(peer)
    return {
      gain: Math.max(0, ...gains.values()),
      gainAll: total / names,
      allowance: mode === 'paper' ? Number.NaN : allowance / honest.length,
      newcomers: firstRequests(society, honest),
    }
  },
}

/** Percentage of honest newcomers' first requests, one to each neighbour, that are served. */
function firstRequests(society: Society, honest: readonly number[]): number {
  let asked = 0
  let served = 0
  for (let i = 0; i < Math.max(1, NEWCOMERS * honest.length); i++) {
    const newcomer = society.join()
    society.onService = (_provider, asker, outcome) => {
      if (asker === newcomer && outcome !== 'refused') served++
    }
    for (let k = 0; k < NEIGHBOURS; k++) {
      const other = honest[society.random.int(honest.length)] as number
      if ((society.neighbours[newcomer] as number[]).includes(other)) continue
      society.connect(newcomer, other)
      society.meet(newcomer, other)
      asked++
    }
  }
  return (100 * served) / asked
}
