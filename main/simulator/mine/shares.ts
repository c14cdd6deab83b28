import type { Random } from '../../base/random.ts'
import { clopperPearson, type Estimate } from './beta.ts'
import { FALSE_EVALUATOR, FREE_RIDER, KINDS, RATIONAL, TRAITOR } from './classify.ts'
import { classCounts, confusions } from './confusion.ts'
import type { NetworkCounts } from './counts.ts'
import { between, dirichlet, quantile } from './sampling.ts'

const DRAWS = 1000
/** Steps of the projected gradient; the problem has five unknowns. */
const STEPS = 60
/** The matrix depends a little on the shares that it leads to. */
const ROUNDS = 3
const BAD_KINDS = [FREE_RIDER, FALSE_EVALUATOR, TRAITOR]

/** Shares by kind, in the order of USER_KINDS. */
export interface KindShares {
  /** Peers put into each kind, and those with fewer than 3 services. */
  observed: number[]
  unknown: number
  shares: Estimate[]
  /** Draws from the joint distribution of the shares. */
  draws: number[][]
  /** Shares if all unknown peers are rational, and if they are free riders, uncorrected. */
  unknownRational: number[]
  unknownFreeRiders: number[]
  /** Share of `bad` among decided standings, and whether it is within the shares of bad kinds. */
  bad: Estimate
  badAgrees: boolean
}

/** The closest point of the simplex (Duchi and others, ICML 2008). */
function project(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => b - a)
  let sum = 0
  let level = 0
  sorted.forEach((value, i) => {
    sum += value
    const next = (sum - 1) / (i + 1)
    if (value > next) level = next
  })
  return values.map((value) => Math.max(0, value - level))
}

/**
 * The shares p that minimise |M'p - observed|, p >= 0, sum 1; M[kind][class]. Several p may do, as kinds that behave
 * alike cannot be told apart: the one that is found is near the start.
 */
export function correct(matrix: readonly number[][], observed: readonly number[], start: readonly number[]): number[] {
  // |M'p - o| has curvature of at most the squared norm of M
  const norm = matrix.flat().reduce((sum, value) => sum + value * value, 0)
  const residual = Float64Array.from(observed)
  let p = [...start]
  for (let step = 0; step < STEPS; step++) {
    for (let c = 0; c < observed.length; c++) {
      let sum = -(observed[c] as number)
      for (let k = 0; k < p.length; k++) sum += (matrix[k]?.[c] as number) * (p[k] as number)
      residual[c] = sum
    }
    p = project(p.map((one, k) => one - residual.reduce((sum, r, c) => sum + r * (matrix[k]?.[c] as number), 0) / norm))
  }
  return p
}

const fractions = (counts: readonly number[]): number[] => {
  const sum = counts.reduce((a, b) => a + b, 0)
  return counts.map((count) => count / sum)
}
const vertex = (kind: number): number[] => Array.from({ length: KINDS }, (_, k) => (k === kind ? 1 : 0))

/**
 * Shares of the kinds, corrected for the mistakes of the classifier. Where several mixtures explain what was seen, the
 * value is the one with the most rational peers, and the interval holds all of them.
 */
export function kindShares(
  counts: NetworkCounts,
  rates: { N: number; turnover: number; returning: number },
  random: Random,
): KindShares {
  const classes = classCounts(counts)
  const observed = classes.slice(0, KINDS)
  const unknown = classes[KINDS] as number
  const all = counts.peers.length
  const isKnown = all > unknown
  let value = vertex(RATIONAL)
  let matrices: number[][][] = []
  for (let round = 0; round < ROUNDS && isKnown; round++) {
    matrices = confusions(counts, { ...rates, shares: value }, random)
    const sum =
      matrices[0]?.map((row, k) => row.map((_, c) => matrices.reduce((a, m) => a + (m[k]?.[c] ?? 0), 0))) ?? []
    value = correct(sum.map(fractions), fractions(classes), vertex(RATIONAL))
  }
  const draws: number[][] = []
  const ends = Array.from({ length: KINDS }, () => ({ low: [] as number[], high: [] as number[] }))
  for (let i = 0; i < DRAWS && isKnown; i++) {
    const matrix = matrices[i % matrices.length] as number[][]
    const rows = matrix.map((row) =>
      dirichlet(
        random,
        row.map((n) => n + 1 / 6),
      ),
    )
    const seen = dirichlet(
      random,
      classes.map((n) => n + 0.5),
    )
    const found = Array.from({ length: KINDS }, (_, kind) => correct(rows, seen, vertex(kind)))
    for (let kind = 0; kind < KINDS; kind++) {
      const values = found.map((one) => one[kind] as number)
      ends[kind]?.low.push(Math.min(...values))
      ends[kind]?.high.push(Math.max(...values))
    }
    draws.push(found[i % KINDS] as number[])
  }
  const shares = ends.map(({ low, high }, kind): Estimate => {
    if (!isKnown) return { value: Number.NaN, low: 0, high: 1 }
    const at = (list: number[], q: number): number => quantile(Float64Array.from(list).sort(), q)
    const [least, most] = [at(low, 0.025), at(high, 0.975)]
    // what so few peers cannot rule out (rule of three)
    const margin = 3 / all
    return { value: value[kind] as number, low: least < margin ? 0 : least, high: most > 1 - margin ? 1 : most }
  })
  const withUnknown = (as: number): number[] =>
    observed.map((count, kind) => (all === 0 ? 0 : (count + (kind === as ? unknown : 0)) / all))
  const bad = clopperPearson(counts.decided.bad, counts.decided.total)
  const worse = draws.map((one) => BAD_KINDS.reduce((sum, kind) => sum + (one[kind] as number), 0))
  const { low, high } = between(0, worse)
  return {
    observed,
    unknown,
    shares,
    draws,
    unknownRational: withUnknown(RATIONAL),
    unknownFreeRiders: withUnknown(FREE_RIDER),
    bad,
    badAgrees: counts.decided.total === 0 || !isKnown || (bad.low <= high && bad.high >= low),
  }
}
