import { availableParallelism } from 'node:os'
import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import type { ExperimentView } from '../contract/simulator.ts'
import { planExperiment, type ExperimentRequest } from './experiment.ts'
import { ExperimentRun } from './experiment-run.ts'
import { experimentView } from './experiment-view.ts'
import { SimulatorPool } from './pool.ts'
import { Results } from './results.ts'

/** Runs whose results are kept for export and saving. */
const MAX_KEPT = 12

interface SharedPool {
  pool: SimulatorPool
  users: number
}

/** Experiments with the same key differ only in their scenario, so claims may compare them. */
function comparisonKey({ plan }: Results): string {
  const { set = {}, sweeps = [], replications, seed } = plan.request
  return JSON.stringify([Object.entries(set).toSorted(), sweeps, replications, seed])
}

/** Runs experiments on all cores, streams and pauses them, and keeps the latest results. */
export class Laboratory {
  readonly cores = availableParallelism()
  readonly #clock: Clock
  readonly #version: string
  #pools = new Map<number, SharedPool>()
  /** The least recently started one first. */
  #runs = new Map<string, ExperimentRun>()

  constructor(clock: Clock, version: string) {
    this.#clock = clock
    this.#version = version
  }

  /** Starts the workers. */
  warm(): void {
    this.#pool(this.cores).pool.warm()
  }

  /**
   * Runs an experiment. Yields a view at once (without points), one as soon as there is a first point, then about ten
   * a second, and the final one. Returns silently when `signal` aborts. Throws HyobanError BAD_INPUT, IN_USE.
   */
  async *run(
    id: string,
    request: ExperimentRequest,
    workers: number | null,
    signal: AbortSignal,
  ): AsyncGenerator<ExperimentView, void, void> {
    const plan = planExperiment(request)
    if (this.#runs.get(id)?.active) throw new HyobanError('IN_USE', `The run "${id}" is already in progress.`)
    const stop = new AbortController()
    const shared = this.#pool(workers ?? this.cores)
    shared.users++
    const run = new ExperimentRun(new Results(plan), this.#clock)
    run.start(shared.pool, AbortSignal.any([signal, stop.signal]))
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
      shared.users--
      this.#closeIdlePools()
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
  load(id: string, results: Results): void {
    this.#keep(id, new ExperimentRun(results, this.#clock))
  }

  /** The results of a run so far. Throws HyobanError NOT_FOUND. */
  results(id: string): Results {
    return this.#find(id).results
  }

  /** The current view of a run. Throws HyobanError NOT_FOUND. */
  view(id: string): ExperimentView {
    const run = this.#find(id)
    const { results, state, fraction, millisecondsLeft } = run
    const key = comparisonKey(results)
    const others = [...this.#runs.values()]
      .filter((other) => other.state === 'done' && other.results.plan.scenario !== results.plan.scenario)
      .map((other) => other.results)
      .filter((other) => comparisonKey(other) === key)
    return experimentView(results, { run: id, state, fraction, millisecondsLeft, others, version: this.#version })
  }

  /** Stops all runs and their threads. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map(({ pool }) => pool.close()))
    this.#pools.clear()
  }

  #find(id: string): ExperimentRun {
    const run = this.#runs.get(id)
    if (run) return run
    throw new HyobanError('NOT_FOUND', 'The results of this run are no longer available.', { hint: 'Run it again.' })
  }

  #keep(id: string, run: ExperimentRun): void {
    this.#runs.delete(id)
    this.#runs.set(id, run)
    for (const [old, { active }] of this.#runs) {
      if (this.#runs.size <= MAX_KEPT) break
      if (!active && old !== id) this.#runs.delete(old)
    }
  }

  #pool(workers: number): SharedPool {
    let found = this.#pools.get(workers)
    if (!found) this.#pools.set(workers, (found = { pool: new SimulatorPool({ workers }), users: 0 }))
    return found
  }

  /** The pool of all cores stays, so that the next run starts quickly. */
  #closeIdlePools(): void {
    for (const [workers, { pool, users }] of this.#pools) {
      if (users > 0 || workers === this.cores) continue
      this.#pools.delete(workers)
      void pool.close()
    }
  }
}
