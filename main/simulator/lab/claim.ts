import type { LAB_ORIGINS, LabVerdict } from '../../contract/simulator.ts'
import { summarise, type Summary } from '../metrics/summary.ts'
import { logarithmicFit, powerFit } from '../overlays/growth.ts'
import type { LabResults } from './lab-run.ts'
import { completeSettings, readLabAssignments } from './read-settings.ts'
import type { LabPreset, LabScenario, LabSettings } from './scenario.ts'

/** How a claim is judged: a measured number and its bounds. */
export interface LabCheck {
  readonly metric: string
  /** The settings it speaks of beside those of the preset, written as on the command line. */
  readonly at: readonly string[]
  /** Divides by the same metric at these settings, replication by replication. */
  readonly over?: readonly string[]
  /** The middle of the replications instead of their mean: for outcomes of all or nothing. */
  readonly median?: boolean
  /** Growth with the parameter that is swept over, instead of a value: exponent, or R² of a + b log2. */
  readonly growth?: 'exponent' | 'logarithmicFit'
  readonly above?: number
  readonly below?: number
}

/** A published result that a preset shows. */
export interface LabClaim {
  readonly id: string
  readonly preset: string
  /** Its number in docs/results.md, of the mechanisms or of the overlays. */
  readonly result: number
  readonly text: string
  readonly published: string
  readonly source: string
  readonly origin: (typeof LAB_ORIGINS)[number]
  /** Why it does not come out, where it does not. */
  readonly deviates?: string
  /** What the documentation measured, where a run of the laboratory does not show it. */
  readonly documented?: string
  readonly check?: LabCheck
}

/** Claims are about so many replications; fewer are told and not judged. */
const CLAIM_REPLICATIONS = 10

const keyOf = (settings: LabSettings): string => JSON.stringify(settings)

/** Results with the settings of each point as text, without the one that is swept over in `whole`. */
interface Indexed {
  results: LabResults
  points: readonly string[]
}

const indexed = new WeakMap<LabResults, Indexed>()

function indexOf(results: LabResults): Indexed {
  let found = indexed.get(results)
  if (!found) {
    found = { results, points: results.plan.points.map(({ settings }) => keyOf(settings)) }
    indexed.set(results, found)
  }
  return found
}

const valid = (values: readonly number[]): number[] => values.filter((value) => !Number.isNaN(value))

/** Judges the claims of one laboratory on whatever has been run of it. */
export class Judge {
  readonly #scenario: LabScenario
  readonly #metrics: ReadonlyMap<string, number>
  readonly #claims: readonly (LabClaim & { sets: readonly LabSettings[] })[]

  constructor(scenario: LabScenario, presets: readonly LabPreset[], claims: readonly LabClaim[]) {
    this.#scenario = scenario
    this.#metrics = new Map(scenario.metrics.map(({ name }, index) => [name, index]))
    this.#claims = claims.map((claim) => {
      const { set = [] } = presets.find(({ name }) => name === claim.preset) ?? {}
      const { check } = claim
      const sets = check ? [check.at, ...(check.over ? [check.over] : [])] : []
      return {
        ...claim,
        sets: sets.map((own) => completeSettings(scenario, readLabAssignments(scenario, set, own))),
      }
    })
  }

  /** The verdict on each claim that anything is known about. */
  verdicts(all: readonly LabResults[]): LabVerdict[] {
    return this.#claims.flatMap(({ id, check, sets }) => {
      const measured = check && this.#measure(check, sets, all)
      if (!measured) return []
      const { mean, ci95, n } = measured
      const { above = -Infinity, below = Infinity } = check
      const within = (value: number): boolean => value >= above && value <= below
      return [
        {
          id,
          state: n < CLAIM_REPLICATIONS ? 'few' : within(mean) ? 'holds' : 'fails',
          certain: ci95.every(within),
          measured: { mean, ci95, n },
        },
      ]
    })
  }

  #measure(check: LabCheck, sets: readonly LabSettings[], all: readonly LabResults[]): Summary | undefined {
    const metric = this.#metrics.get(check.metric) as number
    const [at, over] = sets as [LabSettings, LabSettings?]
    if (check.growth) return this.#growth(check.growth, metric, at, all)
    let best: number[] = []
    for (const results of all) {
      const own = this.#valuesAt(results, at, metric)
      const { seed } = results.plan.request
      const others = over
        ? all.flatMap((other) => (other.plan.request.seed === seed ? (this.#valuesAt(other, over, metric) ?? []) : []))
        : undefined
      if (!own || (over && others?.length === 0)) continue
      const values = valid(others ? own.map((value, i) => value / (others[i] ?? Number.NaN)) : own)
      if (values.length > best.length) best = values
    }
    if (best.length === 0) return undefined
    return check.median ? medianOf(best) : summarise(best)
  }

  #valuesAt(results: LabResults, settings: LabSettings, metric: number): number[] | undefined {
    const point = indexOf(results).points.indexOf(keyOf(settings))
    return point < 0 ? undefined : results.replicationsAt(point, metric)
  }

  #growth(
    which: NonNullable<LabCheck['growth']>,
    metric: number,
    at: LabSettings,
    all: readonly LabResults[],
  ): Summary | undefined {
    for (const results of all) {
      const [sweep] = results.plan.request.sweeps
      if (!sweep) continue
      const { settings } = results.plan.points[0] as (typeof results.plan.points)[number]
      const like = keyOf({ ...at, [sweep.parameter]: settings[sweep.parameter] as number })
      if (keyOf(settings) !== like) continue
      const found = growthOf(results, metric)?.[which]
      if (found) return found
    }
    return undefined
  }
}

/** The fits of one metric along a sweep over positive values; null where the metric is not positive throughout. */
export function growthOf(
  results: LabResults,
  metric: number,
): { exponent: Summary | null; logarithmicFit: Summary | null } | undefined {
  const { request, points } = results.plan
  const [sweep, second] = request.sweeps
  if (!sweep || second || sweep.values.length < 3 || sweep.values.some((value) => value <= 0)) return undefined
  const byPoint = points.map((_, point) => results.replicationsAt(point, metric))
  const whole = Array.from({ length: request.replications }, (_, i) => byPoint.map((values) => values[i] as number))
  const lines = whole.filter((line) => !line.some(Number.isNaN))
  if (lines.length === 0) return undefined
  const positive = lines.every((line) => line.every((value) => value > 0))
  const flat = lines.every((line) => line.every((value) => value === line[0]))
  return {
    exponent: positive ? summarise(lines.map((line) => powerFit(sweep.values, line).slope)) : null,
    logarithmicFit: flat ? null : summarise(lines.map((line) => logarithmicFit(sweep.values, line).r2)),
  }
}

/** Median with a distribution-free interval of at least 95 %; of fewer than six values, from the least to the most. */
function medianOf(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b)
  const n = sorted.length
  const at = (i: number): number => sorted[i] as number
  // the largest k with P(fewer than k of n fall below the median) <= 2.5 %
  let [k, sum, chance] = [0, 0, 0.5 ** n]
  while (k < n / 2 && sum + chance <= 0.025) {
    sum += chance
    chance *= (n - k) / (k + 1)
    k++
  }
  const low = Math.max(0, k - 1)
  return {
    n,
    mean: n % 2 === 1 ? at(n >> 1) : (at(n / 2 - 1) + at(n / 2)) / 2,
    sd: null,
    ci95: [at(low), at(n - 1 - low)],
  }
}
