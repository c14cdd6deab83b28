import { USER_KINDS } from '../model/settings.ts'
import { betaCdf } from './beta.ts'
import type { PeerCounts } from './counts.ts'

export const RATIONAL = USER_KINDS.indexOf('rational')
export const CONTRIBUTOR = USER_KINDS.indexOf('contributor')
export const FREE_RIDER = USER_KINDS.indexOf('freeRider')
export const FALSE_EVALUATOR = USER_KINDS.indexOf('falseEvaluator')
export const TRAITOR = USER_KINDS.indexOf('traitor')
export const KINDS = USER_KINDS.length

/** Fewer services tell nothing about a peer. */
const MIN_SERVICES = 3
const CERTAIN = 0.9
/** Gain in log-likelihood of two rates over one; about BIC at 150 services. */
const SPLIT_GAIN = 5

/** P(rate < limit) with the prior Beta(1/2, 1/2), after `hits` of `trials`. */
const below = (limit: number, hits: number, trials: number): number => betaCdf(limit, hits + 0.5, trials - hits + 0.5)

const logLikelihood = (good: number, count: number): number =>
  good === 0 || good === count ? 0 : good * Math.log(good / count) + (count - good) * Math.log1p(-good / count)

/** Whether a peer served at first (over 70 %) and then stopped (under 30 %), at the split that explains most. */
function betrays(outcomes: Uint8Array, good: number): boolean {
  const n = outcomes.length
  const one = logLikelihood(good, n)
  let best = -Infinity
  let early = 0
  let split = { early: 0, late: 0 }
  for (let i = 0, before = 0; i < n - 1; i++) {
    before += outcomes[i] as number
    const both = logLikelihood(before, i + 1) + logLikelihood(good - before, n - i - 1)
    if (both <= best) continue
    best = both
    early = i + 1
    split = { early: before / early, late: (good - before) / (n - early) }
  }
  return split.early > 0.7 && split.late < 0.3 && best - one > SPLIT_GAIN
}

/** The kind that a peer's record suggests, as an index into USER_KINDS; null with too few services. */
export function classify({ outcomes, worst, worstToGood }: Omit<PeerCounts, 'excluded'>): number | null {
  const n = outcomes.length
  if (n < MIN_SERVICES) return null
  let good = 0
  for (const outcome of outcomes) good += outcome
  if (worst >= 3 && 1 - below(0.5, worstToGood, worst) > CERTAIN) return FALSE_EVALUATOR
  if (betrays(outcomes, good)) return TRAITOR
  if (below(0.2, good, n) > CERTAIN) return FREE_RIDER
  if (1 - below(0.9, good, n) > CERTAIN) return CONTRIBUTOR
  return RATIONAL
}
