import { availableParallelism } from 'node:os'
import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import type { ExperimentView } from '../contract/simulator.ts'
import { planExperiment, type ExperimentRequest } from './experiment.ts'
import { experimentView } from './experiment-view.ts'
import { SimulatorPool } from './pool.ts'
import type { Results } from './results.ts'
import { simulate, type Simulation } from './simulate.ts'

/** Views are given at most this often, after the first point; big ones less often. */
const INTERVAL_MS = 100
/** Points that may be sent in a millisecond of waiting. */
const POINTS_A_MS = 20
/** Runs whose results stay at hand for export and saving. */
const KEEP = 12

interface Kept {
  results: Results
  state: ExperimentView['state']
  fraction: number
  simulation: Simulation | undefined
  /** Milliseconds of work so far, without pauses, up to `since` (null while paused). */
  worked: number
  since: number | null
  wake: (urgent: boolean) => void
}

/** Two experiments with one key differ in their scenario only, so that claims may compare them. */
function comparisonKey({ set = {}, sweeps = [], replications, seed }: ExperimentRequest): string {
  return JSON.stringify([Object.entries(set).toSorted(), sweeps, replications, seed])
}

/** Runs experiments on all cores, lets them be followed and paused, and keeps the latest results at hand. */
export class Laboratory {
  readonly cores = availableParallelism()
  readonly #clock: Clock
  readonly #version: string
  #pools = new Map<number, { pool: SimulatorPool; users: number }>()
  #kept = new Map<string, Kept>()

  constructor(clock: Clock, version: string) {
    this.#clock = clock
    this.#version = version
  }

  /** Makes the workers ready. */
  warm(): void {
    this.#pool(this.cores).pool.warm()
  }

  /**
   * Runs an experiment: a view at once (no points yet), one with the first point as soon as there is one, then about
   * ten a second, the last one when it is done. Ends without a word when `signal` aborts. Throws HyobanError BAD_INPUT,
   * IN_USE.
   */
  async *run(
    id: string,
    request: ExperimentRequest,
    workers: number | null,
    signal: AbortSignal,
  ): AsyncGenerator<ExperimentView, void, void> {
    const plan = planExperiment(request)
    if (this.#kept.get(id)?.simulation) throw new HyobanError('IN_USE', `The run "${id}" is going on already.`)
    const cancel = new AbortController()
    const aborted = (): void => cancel.abort()
    signal.addEventListener('abort', aborted, { once: true })
    if (signal.aborted) aborted()
    const lent = this.#pool(workers ?? this.cores)
    lent.users++
    let [dirty, urgent, failure] = [false, false, undefined as unknown]
    let resolveWait: (() => void) | undefined
    const wake = (isUrgent: boolean): void => {
      dirty = true
      urgent ||= isUrgent
      resolveWait?.()
    }
    const kept: Kept = {
      results: undefined as unknown as Results,
      state: 'running',
      fraction: 0,
      simulation: undefined,
      worked: 0,
      since: this.#clock.now(),
      wake,
    }
    const simulation = simulate(lent.pool, plan, {
      signal: cancel.signal,
      onSample: () => wake(false),
      onProgress: (fraction) => {
        kept.fraction = fraction
        wake(false)
      },
    })
    Object.assign(kept, { simulation, results: simulation.results })
    this.#keep(id, kept)
    const ended = simulation.done
      .then(
        () => {
          kept.state = 'done'
        },
        (error: unknown) => {
          kept.state = 'partial'
          failure = error
        },
      )
      .finally(() => {
        kept.simulation = undefined
        wake(true)
      })
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        resolveWait = resolve
      })
    try {
      yield this.view(id)
      let told = Number.NEGATIVE_INFINITY
      while (!cancel.signal.aborted) {
        while (!dirty) await next()
        for (;;) {
          const points = simulation.results.size === 0 ? 0 : plan.series.length * plan.xs.length
          const left = told + Math.max(INTERVAL_MS, points / POINTS_A_MS) - this.#clock.now()
          if (urgent || left <= 0) break
          const stop = this.#clock.after(left, () => resolveWait?.())
          await next()
          stop()
        }
        if (cancel.signal.aborted) break
        dirty = urgent = false
        if (failure !== undefined) throw failure
        const over = kept.simulation === undefined
        yield this.view(id)
        if (simulation.results.size > 0) told = this.#clock.now()
        if (over) return
      }
    } finally {
      signal.removeEventListener('abort', aborted)
      cancel.abort()
      await ended
      lent.users--
      this.#closeIdle()
    }
  }

  /** Holds a run; does nothing if it is over. Throws HyobanError NOT_FOUND. */
  pause(id: string): void {
    const kept = this.#find(id)
    if (!kept.simulation || kept.state !== 'running') return
    kept.simulation.pause()
    kept.worked = this.#worked(kept)
    kept.since = null
    kept.state = 'paused'
    kept.wake(true)
  }

  /** Lets a held run go on. Throws HyobanError NOT_FOUND. */
  resume(id: string): void {
    const kept = this.#find(id)
    if (!kept.simulation || kept.state !== 'paused') return
    kept.since = this.#clock.now()
    kept.state = 'running'
    kept.simulation.resume()
    kept.wake(true)
  }

  /** Takes in results that were read from elsewhere. */
  take(id: string, results: Results): void {
    this.#keep(id, {
      results,
      state: results.complete ? 'done' : 'partial',
      fraction: results.size / results.plan.tasks.length,
      simulation: undefined,
      worked: 0,
      since: null,
      wake: () => {},
    })
  }

  /** The results of a run so far. Throws HyobanError NOT_FOUND. */
  results(id: string): Results {
    return this.#find(id).results
  }

  /** A run as it stands. Throws HyobanError NOT_FOUND. */
  view(id: string): ExperimentView {
    const kept = this.#find(id)
    const { results, state, fraction } = kept
    const key = comparisonKey(results.plan.request)
    const others = [...this.#kept.values()].filter(
      (one) =>
        one.state === 'done' &&
        one.results.plan.scenario !== results.plan.scenario &&
        comparisonKey(one.results.plan.request) === key,
    )
    const left = kept.simulation && fraction > 0.01 ? (this.#worked(kept) / fraction) * (1 - fraction) : null
    return experimentView(results, {
      run: id,
      state,
      fraction: state === 'done' ? 1 : fraction,
      millisecondsLeft: left,
      others: others.map((one) => one.results),
      version: this.#version,
    })
  }

  /** Ends all runs and their threads. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map(({ pool }) => pool.close()))
    this.#pools.clear()
  }

  #worked({ worked, since }: Kept): number {
    return worked + (since === null ? 0 : this.#clock.now() - since)
  }

  #find(id: string): Kept {
    const kept = this.#kept.get(id)
    if (!kept)
      throw new HyobanError('NOT_FOUND', 'The results of this run are not at hand any more.', { hint: 'Run it again.' })
    return kept
  }

  #keep(id: string, kept: Kept): void {
    this.#kept.delete(id)
    this.#kept.set(id, kept)
    for (const [old, { simulation }] of this.#kept) {
      if (this.#kept.size <= KEEP) break
      if (!simulation && old !== id) this.#kept.delete(old)
    }
  }

  #pool(workers: number): { pool: SimulatorPool; users: number } {
    let found = this.#pools.get(workers)
    if (!found) this.#pools.set(workers, (found = { pool: new SimulatorPool({ workers }), users: 0 }))
    return found
  }

  /** Only the pool of all cores stays when nobody uses it. */
  #closeIdle(): void {
    for (const [workers, { pool, users }] of this.#pools) {
      if (users > 0 || workers === this.cores) continue
      this.#pools.delete(workers)
      void pool.close()
    }
  }
}
