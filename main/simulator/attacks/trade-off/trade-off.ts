import { ROBUST_DEFAULTS } from '../../../reputation/robust/parameters.ts'
import { summarise } from '../../metrics/summary.ts'
import type { AttackSettings } from '../attack.ts'
import type { AttackTask } from '../attack-pool.ts'

/** A setting of the robust mode: the threshold of exclusion, and the similarity of a rater with no common subject. */
interface TradeOffPoint {
  thetaOut: number
  strangerSimilarity: number
}

/** Mean and 95 % confidence interval of each measure at one setting. */
export interface TradeOffResult extends TradeOffPoint {
  /** Bad uploads of one traitor to all peers together. */
  traitors: Interval
  /** Neighbours misled by 30 % and by 50 % of the neighbours of one victim, %. */
  by30: Interval
  by50: Interval
  /** Honest peers excluded while traitors are about, %. */
  wronged: Interval
}

export interface Interval {
  mean: number
  ci95: [number, number]
}

const { strangerSimilarity } = ROBUST_DEFAULTS

/** The settings along the curve: thresholds with the prior as it is, and one with strangers believed like friends. */
const TRADE_OFF: readonly TradeOffPoint[] = [
  ...[0.4, 0.5, 0.6, 0.7, 0.8].map((thetaOut) => ({ thetaOut, strangerSimilarity })),
  { thetaOut: 0.7, strangerSimilarity: 1 },
]

const ATTACKS = ['traitors', 'slanderOne'] as const

/** The runs behind the curve; `tradeOffOf` takes their results in the same order. */
export function tradeOffTasks({ seeds, seed, peers }: { seeds: number; seed: number; peers: number }): AttackTask[] {
  return TRADE_OFF.flatMap((point) =>
    Array.from({ length: seeds }, (_, i) => seed + i).flatMap((one) =>
      ATTACKS.map((attack) => ({ attack, settings: settingsOf(point, one, peers) })),
    ),
  )
}

function settingsOf({ thetaOut, strangerSimilarity }: TradeOffPoint, seed: number, peers: number): AttackSettings {
  const gap = ROBUST_DEFAULTS.thetaIn - ROBUST_DEFAULTS.thetaOut
  return { mode: 'robust', seed, peers, parameters: { thetaOut, thetaIn: thetaOut + gap, strangerSimilarity } }
}

/** Summarises the runs of `tradeOffTasks`. */
export function tradeOffOf(runs: readonly Record<string, number>[], seeds: number): TradeOffResult[] {
  const perPoint = seeds * ATTACKS.length
  return TRADE_OFF.map((point, n) => {
    const mine = runs.slice(n * perPoint, (n + 1) * perPoint)
    const of = (key: string): Interval => {
      const { mean, ci95 } = summarise(mine.flatMap((run) => (key in run ? [run[key] as number] : [])))
      return { mean, ci95: [ci95[0], ci95[1]] }
    }
    return { ...point, traitors: of('toAll'), by30: of('by30'), by50: of('by50'), wronged: of('wronged') }
  })
}
