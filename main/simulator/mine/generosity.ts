import type { Random } from '../../base/random.ts'
import { Run } from '../model/run.ts'
import type { ModelSettings } from '../model/settings.ts'
import type { Estimate } from './beta.ts'
import { CONTRIBUTOR, RATIONAL } from './classify.ts'
import { normal, quantile } from './sampling.ts'
import { withShares } from './settings.ts'

/** 1, 1.5, ... 20. */
const GRID = Array.from({ length: 39 }, (_, i) => 1 + i / 2)
const RUNS = 30
/** Peers and transactions a peer of a run: x depends on neither, once it has settled. */
const MAX_PEERS = 200
const MAX_PER_PEER = 40
const MOMENTS = 8

/**
 * Without exclusion: the free market's closed form with contributors, x = c + f (1 - 1 / (m x)), solved for m; c and f
 * are the shares of contributors and of rational peers. Null if no draw of x and of the shares has a solution.
 */
export function freeGenerosity(
  x: Estimate,
  draws: readonly number[][],
  random: Random,
): (Estimate & { kept: number[] }) | null {
  const sd = (x.high - x.low) / (2 * 1.96)
  const found = draws
    .map((shares) => {
      const at = x.value + sd * normal(random)
      const refuse = 1 - (at - (shares[CONTRIBUTOR] ?? 0)) / (shares[RATIONAL] ?? 0)
      return 1 / (at * refuse)
    })
    .filter((m) => m >= 1)
    .map((m) => Math.min(m, GRID.at(-1) as number))
    .sort((a, b) => a - b)
  if (found.length === 0) return null
  return { value: quantile(found, 0.5), low: quantile(found, 0.025), high: quantile(found, 0.975), kept: found }
}

/**
 * With exclusion: each maximum of generosity on a grid is kept if the middle 95 % of 30 runs, with shares
 * of kinds from their draws, meet the interval of x. Often
 * many do: x hardly depends on generosity once most peers serve. Null if none fits.
 */
export function generosity(
  x: Estimate,
  settings: ModelSettings,
  { transactions, draws, random }: { transactions: number; draws: readonly number[][]; random: Random },
): (Estimate & { kept: number[] }) | null {
  const N = Math.min(settings.N, MAX_PEERS)
  const length = Math.max(N, Math.min(transactions, MAX_PER_PEER * N))
  const kept = GRID.filter((maxGenerosity) => {
    const found = Array.from({ length: RUNS }, () => {
      const shares = draws[random.int(draws.length)] as number[]
      const run = new Run(withShares({ ...settings, N, maxGenerosity }, shares), random.int(2 ** 32))
      let sum = 0
      for (let i = 0; i < MOMENTS; i++) {
        run.advance(Math.ceil(length / MOMENTS))
        sum += run.x
      }
      return sum / MOMENTS
    }).sort((a, b) => a - b)
    return quantile(found, 0.025) <= x.high && quantile(found, 0.975) >= x.low
  })
  if (kept.length === 0) return null
  const middle = kept[Math.floor(kept.length / 2)] as number
  return { value: middle, low: kept[0] as number, high: kept.at(-1) as number, kept }
}
