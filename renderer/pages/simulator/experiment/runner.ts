import { useSyncExternalStore } from 'react'
import type { Problem } from '../../../../main/contract/base.ts'
import type { ExperimentInput, ExperimentView } from '../../../../main/contract/simulator.ts'
import type { Client } from '../../../client/connection/connection.ts'
import { asProblem, isAbort } from '../../../client/problem.ts'

type Phase = 'idle' | 'starting' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed'

/** What every view of a run has. */
export interface RunView {
  run: string
  state: 'running' | 'paused' | 'done' | 'partial'
  done: number
  total: number
  fraction: number
  millisecondsLeft: number | null
}

/** How a kind of run is started and paused. */
export interface RunnerApi<Input, View> {
  run(
    client: Client,
    input: Input,
    options: { run: string; workers: number | null; signal: AbortSignal },
  ): Promise<AsyncIterable<View>>
  pause(client: Client, run: string, paused: boolean): Promise<void>
}

const EXPERIMENTS: RunnerApi<ExperimentInput, ExperimentView> = {
  run: (client, input, { run, workers, signal }) => client.simulator.run({ ...input, workers, run }, { signal }),
  pause: (client, run, paused) => (paused ? client.simulator.pause({ run }) : client.simulator.resume({ run })),
}

/** A runner of the paper's experiments. */
export const experimentRunner = (): Runner => new Runner(EXPERIMENTS)

/** State of an experiment and its results so far. */
export interface RunState<View extends RunView = ExperimentView> {
  phase: Phase
  view: View | undefined
  problem: Problem | undefined
}

/** Marks in the browser's performance timeline: Run pressed, first point on the chart. */
export const MARKS = { pressed: 'simulator:run', firstPoint: 'simulator:first-point' } as const

/** Runs experiments one at a time. */
export class Runner<Input = ExperimentInput, View extends RunView = ExperimentView> {
  readonly #api: RunnerApi<Input, View>
  #state: RunState<View> = { phase: 'idle', view: undefined, problem: undefined }
  #listeners = new Set<() => void>()
  #abort: AbortController | undefined

  constructor(api: RunnerApi<Input, View>) {
    this.#api = api
  }

  get = (): RunState<View> => this.#state

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => {
      this.#listeners.delete(changed)
    }
  }

  get busy(): boolean {
    return this.#abort !== undefined
  }

  /** Starts an experiment; cancels a running one. */
  async start(client: Client, input: Input, workers: number | null): Promise<void> {
    this.#abort?.abort()
    const abort = new AbortController()
    this.#abort = abort
    this.#set({ phase: 'starting', view: undefined, problem: undefined })
    try {
      const stream = await this.#api.run(client, input, { run: crypto.randomUUID(), workers, signal: abort.signal })
      for await (const view of stream) {
        if (abort.signal.aborted) return
        this.#set({ phase: view.state === 'partial' ? 'cancelled' : view.state, view, problem: undefined })
      }
      if (abort.signal.aborted || this.#state.phase === 'done') return
      this.#set({ ...this.#state, phase: 'cancelled' })
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return
      this.#set({ ...this.#state, phase: 'failed', problem: asProblem(error) })
    } finally {
      if (this.#abort === abort) this.#abort = undefined
    }
  }

  /** Stops at once; results so far are kept. */
  cancel(): void {
    if (!this.#abort) return
    this.#abort.abort()
    this.#abort = undefined
    this.#set({ ...this.#state, phase: 'cancelled' })
  }

  async pause(client: Client, paused: boolean): Promise<void> {
    const run = this.#state.view?.run
    if (run === undefined || !this.#abort) return
    await this.#api.pause(client, run, paused)
  }

  /** Shows results from elsewhere, such as a saved experiment. */
  show(view: View): void {
    this.cancel()
    this.#set({ phase: view.state === 'done' ? 'done' : 'cancelled', view, problem: undefined })
  }

  #set(state: RunState<View>): void {
    this.#state = state
    for (const listener of [...this.#listeners]) listener()
  }
}

export const useRun = <Input, View extends RunView>(runner: Runner<Input, View>): RunState<View> =>
  useSyncExternalStore(runner.subscribe, runner.get)
