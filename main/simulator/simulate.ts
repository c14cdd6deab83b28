import type { Plan } from './experiment.ts'
import type { Batch } from './batch-run.ts'
import type { SimulatorPool } from './pool.ts'
import { Results } from './results.ts'

export interface SimulateOptions {
  /** Collects the values; a new collection by default. */
  results?: Results | undefined
  /** Called after each finished run, with the results so far. */
  onSample?: ((results: Results, index: number) => void) | undefined
  onProgress?: ((fraction: number) => void) | undefined
  signal?: AbortSignal | undefined
  /** Selects task numbers; all by default. */
  only?: ((index: number) => boolean) | undefined
}

export interface Simulation extends Batch {
  readonly results: Results
}

/** Selects shard `index` (from 1) of `of`: every `of`-th run, so that all shards take about the same time. */
export function shard(index: number, of: number): (task: number) => boolean {
  return (task) => task % of === index - 1
}

/** Runs a plan on a pool. Values are stored by task number, so the outcome does not depend on the pool. */
export function simulate(pool: SimulatorPool, plan: Plan, options: SimulateOptions = {}): Simulation {
  const { results = new Results(plan) } = options
  const indices = plan.tasks.map((_, index) => index).filter(options.only ?? (() => true))
  const batch = pool.start(
    indices.map((index) => plan.tasks[index] as Plan['tasks'][number]),
    {
      signal: options.signal,
      onProgress: options.onProgress,
      onValues: (at, values) => {
        const index = indices[at] as number
        results.add(index, values)
        options.onSample?.(results, index)
      },
    },
  )
  return { results, done: batch.done, pause: () => batch.pause(), resume: () => batch.resume() }
}
