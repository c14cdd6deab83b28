import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import { ExperimentRun, type Computed, type ComputeOptions, type RunPhase } from './experiment-run.ts'
import type { Batch } from './batch-run.ts'
import type { SimulatorPool } from './pool.ts'
import type { SharedPools } from './pools.ts'

/** Runs whose results are kept for export and saving. */
const MAX_KEPT = 12

/** How far a run is. */
export interface RunProgress {
  run: string
  state: RunPhase
  fraction: number
  millisecondsLeft: number | null
  version: string
}

/** What a laboratory computes, and how it shows it. */
export interface Experiments<R extends Computed, View> {
  start(pool: SimulatorPool, results: R, options: ComputeOptions): Batch
  /** `others`: the complete results of other runs, for claims that compare several. */
  view(results: R, progress: RunProgress, others: readonly R[]): View
}

/** Runs experiments on all cores, streams and pauses them, and keeps the latest results. */
export class Laboratory<R extends Computed, View> {
  readonly #experiments: Experiments<R, View>
  readonly #pools: SharedPools
  readonly #clock: Clock
  readonly #version: string
  /** The least recently started one first. */
  readonly #runs = new Map<string, ExperimentRun<R>>()

  constructor(
    experiments: Experiments<R, View>,
    { pools, clock, version }: { pools: SharedPools; clock: Clock; version: string },
  ) {
    this.#experiments = experiments
    this.#pools = pools
    this.#clock = clock
    this.#version = version
  }

  /**
   * Computes results. Yields a view at once (without points), one as soon as there is a first point, then about ten
   * a second, and the final one. Returns silently when `signal` aborts. Throws HyobanError IN_USE.
   */
  async *run(id: string, results: R, workers: number | null, signal: AbortSignal): AsyncGenerator<View, void, void> {
    if (this.#runs.get(id)?.active) throw new HyobanError('IN_USE', `The run "${id}" is already in progress.`)
    const stop = new AbortController()
    const { pool, release } = this.#pools.take(workers)
    const run = new ExperimentRun(results, this.#clock)
    run.start((options) => this.#experiments.start(pool, results, options), AbortSignal.any([signal, stop.signal]))
    this.#keep(id, run)
    try {
      yield this.view(id)
      while (await run.nextView()) {
        const isLast = !run.active
        yield this.view(id)
        if (isLast) return
        run.viewed()
      }
    } finally {
      stop.abort()
      await run.ended
      release()
    }
  }

  /** Does nothing if the run is over. Throws HyobanError NOT_FOUND. */
  pause(id: string): void {
    this.#find(id).pause()
  }

  /** Does nothing unless the run is paused. Throws HyobanError NOT_FOUND. */
  resume(id: string): void {
    this.#find(id).resume()
  }

  /** Keeps results that were loaded rather than run. */
  load(id: string, results: R): void {
    this.#keep(id, new ExperimentRun(results, this.#clock))
  }

  /** The results of a run so far. Throws HyobanError NOT_FOUND. */
  results(id: string): R {
    return this.#find(id).results
  }

  /** The current view of a run. Throws HyobanError NOT_FOUND. */
  view(id: string): View {
    const { results, state, fraction, millisecondsLeft } = this.#find(id)
    const others = [...this.#runs.values()].flatMap((other) =>
      other.state === 'done' && other.results !== results ? [other.results] : [],
    )
    const progress = { run: id, state, fraction, millisecondsLeft, version: this.#version }
    return this.#experiments.view(results, progress, others)
  }

  #find(id: string): ExperimentRun<R> {
    const run = this.#runs.get(id)
    if (run) return run
    throw new HyobanError('NOT_FOUND', 'The results of this run are no longer available.', { hint: 'Run it again.' })
  }

  #keep(id: string, run: ExperimentRun<R>): void {
    this.#runs.delete(id)
    this.#runs.set(id, run)
    for (const [old, { active }] of this.#runs) {
      if (this.#runs.size <= MAX_KEPT) break
      if (!active && old !== id) this.#runs.delete(old)
    }
  }
}
