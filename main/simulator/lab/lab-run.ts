import { HyobanError } from '../../base/errors.ts'
import { checkNumber } from '../../reputation/parameters.ts'
import type { Batch } from '../batch-run.ts'
import { replicationSeed } from '../experiment.ts'
import { summarise, type Summary } from '../metrics/summary.ts'
import type { SimulatorPool } from '../pool.ts'
import type { LabTask } from './lab-task.ts'
import { completeSettings, type LabSweep } from './read-settings.ts'
import type { LabScenario, LabSettings } from './scenario.ts'

/** A request for runs of a laboratory. */
export interface LabRequest {
  readonly scenario: LabScenario
  /** What differs from the defaults. */
  readonly set: Partial<LabSettings>
  /** None, one or two; of two, the second changes faster. */
  readonly sweeps: readonly LabSweep[]
  readonly replications: number
  /** Unsigned 32-bit integer from which the seeds of all replications are derived, as for the figures. */
  readonly seed: number
}

/** One setting of a request, and what the sweeps give it. */
interface LabPoint {
  readonly at: Readonly<Record<string, number>>
  readonly settings: LabSettings
}

/** A checked request. Task number = replication * points + point. */
export interface LabPlan {
  readonly request: LabRequest
  readonly points: readonly LabPoint[]
  readonly tasks: readonly LabTask[]
}

const MAX_TASKS = 1_000_000

/** Checks the settings of every point. Throws HyobanError BAD_INPUT. */
export function planLab(request: LabRequest): LabPlan {
  const { scenario, set, sweeps, replications, seed } = request
  checkNumber('replications', replications, { min: 1, max: 100_000, integer: true, unit: 'runs a point' })
  checkNumber('seed', seed, { min: 0, max: 4_294_967_295, integer: true, unit: 'number' })
  if (sweeps.length > 2) throw new HyobanError('BAD_INPUT', 'A sweep goes over two parameters at most.')
  if (sweeps.length === 2 && sweeps[0]?.parameter === sweeps[1]?.parameter)
    throw new HyobanError('BAD_INPUT', 'A sweep needs two different parameters.')
  const ats = sweeps.reduce<Record<string, number>[]>(
    (before, { parameter, values }) => before.flatMap((at) => values.map((value) => ({ ...at, [parameter]: value }))),
    [{}],
  )
  if (ats.length * replications > MAX_TASKS)
    throw new HyobanError('BAD_INPUT', `These are ${ats.length * replications} runs; the limit is ${MAX_TASKS}.`)
  const points = ats.map((at) => ({ at, settings: completeSettings(scenario, { ...set, ...at }) }))
  const seeds = Array.from({ length: replications }, (_, index) => replicationSeed(seed, index))
  const tasks = seeds.flatMap((own) => points.map(({ settings }) => ({ lab: scenario.name, settings, seed: own })))
  return { request, points, tasks }
}

/** The values of a plan's runs, by task number. */
export class LabResults {
  readonly plan: LabPlan
  readonly #values = new Map<number, ArrayLike<number>>()

  constructor(plan: LabPlan) {
    this.plan = plan
  }

  /** Stores the values of task `index`, one per metric; NaN where it does not apply. */
  add(index: number, values: ArrayLike<number>): void {
    this.#values.set(index, values)
  }

  values(index: number): ArrayLike<number> | undefined {
    return this.#values.get(index)
  }

  /** Number of finished runs, out of `total`. */
  get size(): number {
    return this.#values.size
  }

  get total(): number {
    return this.plan.tasks.length
  }

  get complete(): boolean {
    return this.size === this.total
  }

  get points(): number {
    return this.plan.points.length
  }

  /** The value of a metric in each replication at one point; NaN where it has none. */
  replicationsAt(point: number, metric: number): number[] {
    const { points, request } = this.plan
    return Array.from(
      { length: request.replications },
      (_, replication) => this.#values.get(replication * points.length + point)?.[metric] ?? Number.NaN,
    )
  }

  /** The metrics that apply at one point, over the replications that have one, by name. */
  metricsAt(point: number): Record<string, Summary> {
    return Object.fromEntries(
      this.plan.request.scenario.metrics.flatMap(({ name }, metric) => {
        const values = this.replicationsAt(point, metric).filter((value) => !Number.isNaN(value))
        return values.length === 0 ? [] : [[name, summarise(values)]]
      }),
    )
  }
}

export interface LabOptions {
  /** Called after each finished run. */
  onSample?: (() => void) | undefined
  onProgress?: ((fraction: number) => void) | undefined
  signal?: AbortSignal | undefined
  /** Selects task numbers; all by default. */
  only?: ((index: number) => boolean) | undefined
}

/** Fills `results` on a pool; they depend on their plan alone. */
export function startLab(pool: SimulatorPool, results: LabResults, options: LabOptions = {}): Batch {
  const { tasks } = results.plan
  const indices = tasks.map((_, index) => index).filter(options.only ?? (() => true))
  return pool.start(
    indices.map((index) => tasks[index] as LabTask),
    {
      signal: options.signal,
      onProgress: options.onProgress,
      onValues: (at, values) => {
        results.add(indices[at] as number, values)
        options.onSample?.()
      },
    },
  )
}

/** Runs a plan on a pool. Rejects with HyobanError CANCELLED or what a run throws. */
export async function runLab(pool: SimulatorPool, plan: LabPlan, options: LabOptions = {}): Promise<LabResults> {
  const results = new LabResults(plan)
  await startLab(pool, results, options).done
  return results
}
