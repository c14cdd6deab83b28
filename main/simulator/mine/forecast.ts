import { seededRandom } from '../../base/random.ts'
import type { SimulatorPool } from '../pool.ts'
import type { RunTask } from '../task.ts'
import type { NetworkCounts } from './counts.ts'
import type { Estimates } from './estimate.ts'
import { quantile } from './sampling.ts'
import { startOf } from './start.ts'
import { applyWhatIf, type WhatIf } from './what-if.ts'

/** Points of a forecast. */
const POINTS = 40
const MAX_TRANSACTIONS = 1_000_000

/** The middle 90 % of the replications at each point, and their median. */
interface Band {
  low: number[]
  median: number[]
  high: number[]
}

/** x and W. */
export interface Bands {
  x: Band
  W: Band
}

export interface Forecast {
  /** Transactions from now, and how many there are a day. */
  at: number[]
  perDay: number
  replications: number
  whatIf: WhatIf
  /** With the estimates as they are; and with all that is not known about them. */
  chance: Bands
  all: Bands
}

export interface ForecastRequest {
  /** Replications of each band. */
  replications: number
  seed: number
  /** How far to look, in days. */
  days: number
  whatIf?: WhatIf
}

export interface ForecastOptions extends ForecastRequest {
  signal?: AbortSignal | undefined
  onProgress?: ((fraction: number) => void) | undefined
}

/** Tasks of a forecast, and the transactions at which they measure. */
export interface ForecastPlan {
  /** The replications by chance alone, then those of all. */
  tasks: RunTask[]
  at: number[]
  perDay: number
}

/** Plans a forecast; the plan is plain data. */
export function planForecast(
  counts: NetworkCounts,
  found: Estimates,
  { replications, seed, days, whatIf = {} }: ForecastRequest,
): ForecastPlan {
  const perDay = Math.max(1, found.transactionsADay.value)
  const length = Math.max(POINTS, Math.min(MAX_TRANSACTIONS, Math.round(perDay * days)))
  const at = Array.from({ length: POINTS }, (_, i) => Math.round(((i + 1) * length) / POINTS))
  const tasks = Array.from({ length: 2 * replications }, (_, i): RunTask => {
    const random = seededRandom(seed, i % replications)
    const start = startOf(counts, found, random, i >= replications)
    return { ...applyWhatIf(start, whatIf, perDay), seed: random.int(2 ** 32), measure: { kind: 'course', at } }
  })
  return { tasks, at, perDay: found.transactionsADay.value }
}

/** The middle 90 % of some courses, each x and W alternating. */
export function bands(courses: readonly Float64Array[], points: number): Bands {
  const band = (offset: number): Band => {
    const sorted = Array.from({ length: points }, (_, i) =>
      Float64Array.from(courses, (course) => course[2 * i + offset] as number).sort(),
    )
    const at = (q: number): number[] => sorted.map((values) => quantile(values, q))
    return { low: at(0.05), median: at(0.5), high: at(0.95) }
  }
  return { x: band(0), W: band(1) }
}

/** Runs a forecast on a pool; it depends on counts, estimates and seed alone. Rejects with HyobanError CANCELLED. */
export async function forecast(
  pool: SimulatorPool,
  counts: NetworkCounts,
  found: Estimates,
  options: ForecastOptions,
): Promise<Forecast> {
  const { tasks, at, perDay } = planForecast(counts, found, options)
  const courses: Float64Array[] = []
  await pool.start(tasks, {
    signal: options.signal,
    onProgress: options.onProgress,
    onValues: (index, values) => (courses[index] = values),
  }).done
  const { replications, whatIf = {} } = options
  return {
    at,
    perDay,
    replications,
    whatIf,
    chance: bands(courses.slice(0, replications), at.length),
    all: bands(courses.slice(replications), at.length),
  }
}
