import type { ForecastInput, ForecastView } from '../../../contract/simulator.ts'
import type { Batch } from '../../batch-run.ts'
import type { Computed, ComputeOptions } from '../../experiment-run.ts'
import type { RunProgress } from '../../laboratory.ts'
import type { SimulatorPool } from '../../pool.ts'
import { bands, type Bands, type Forecast, type ForecastPlan } from '../forecast.ts'
import type { EstimatedNetwork } from './network-estimator.ts'

/** A forecast that fills run by run. */
export class ForecastResults implements Computed {
  readonly input: Required<ForecastInput>
  readonly network: EstimatedNetwork
  readonly plan: ForecastPlan
  readonly points: number
  size = 0
  readonly #courses = { chance: [] as Float64Array[], all: [] as Float64Array[] }

  constructor(input: Required<ForecastInput>, network: EstimatedNetwork, plan: ForecastPlan) {
    this.input = input
    this.network = network
    this.plan = plan
    this.points = 4 * plan.at.length
  }

  get total(): number {
    return this.plan.tasks.length
  }

  get complete(): boolean {
    return this.size === this.total
  }

  /** Adds the course of the task at `index` of the plan. */
  add(index: number, course: Float64Array): void {
    this.size++
    this.#courses[index < this.input.replications ? 'chance' : 'all'].push(course)
  }

  /** A band of the runs so far; null before the first one. */
  band(which: 'chance' | 'all'): Bands | null {
    const courses = this.#courses[which]
    return courses.length === 0 ? null : bands(courses, this.plan.at.length)
  }

  /** The forecast, once there is at least a run of each band. */
  get forecast(): Forecast | null {
    const [chance, all] = [this.band('chance'), this.band('all')]
    if (!chance || !all) return null
    const { replications, whatIf } = this.input
    return { at: this.plan.at, perDay: this.plan.perDay, replications, whatIf, chance, all }
  }
}

/** Runs a forecast on a pool: both bands in turn, so that they grow together. */
export function startForecast(
  pool: SimulatorPool,
  results: ForecastResults,
  { signal, onSample, onProgress }: ComputeOptions,
): Batch {
  const { tasks } = results.plan
  const half = tasks.length / 2
  const order = tasks.map((_, i) => (i % 2 === 0 ? i / 2 : half + (i - 1) / 2))
  return pool.start(
    order.map((index) => tasks[index] as (typeof tasks)[number]),
    {
      signal,
      onProgress,
      onValues: (place, course) => {
        results.add(order[place] as number, course)
        onSample()
      },
    },
  )
}

/** The state of a forecast. */
export function forecastView(results: ForecastResults, progress: RunProgress): ForecastView {
  const { input, plan, size, total } = results
  return {
    ...progress,
    input,
    done: size,
    total,
    days: plan.at.map((transactions) => transactions / Math.max(1, plan.perDay)),
    at: plan.at,
    chance: results.band('chance'),
    all: results.band('all'),
  }
}
