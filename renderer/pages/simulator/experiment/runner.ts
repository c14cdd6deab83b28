import { useSyncExternalStore } from 'react'
import type { Problem } from '../../../../main/contract/base.ts'
import type { ExperimentInput, ExperimentView } from '../../../../main/contract/simulator.ts'
import type { Client } from '../../../client/connection/connection.ts'
import { asProblem, isAbort } from '../../../client/problem.ts'

type Phase = 'idle' | 'starting' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed'

/** State of an experiment and its results so far. */
export interface RunState {
  phase: Phase
  view: ExperimentView | undefined
  problem: Problem | undefined
}

/** Marks in the browser's performance timeline: Run pressed, first point on the chart. */
export const MARKS = { pressed: 'simulator:run', firstPoint: 'simulator:first-point' } as const

/** Runs experiments one at a time. */
export class Runner {
  #state: RunState = { phase: 'idle', view: undefined, problem: undefined }
  #listeners = new Set<() => void>()
  #abort: AbortController | undefined

  get = (): RunState => this.#state

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
  async start(client: Client, input: ExperimentInput, workers: number | null): Promise<void> {
    this.#abort?.abort()
    const abort = new AbortController()
    this.#abort = abort
    this.#set({ phase: 'starting', view: undefined, problem: undefined })
    try {
      const stream = await client.simulator.run(
        { ...input, workers, run: crypto.randomUUID() },
        { signal: abort.signal },
      )
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
    await (paused ? client.simulator.pause({ run }) : client.simulator.resume({ run }))
  }

  /** Shows results from elsewhere, such as a saved experiment. */
  show(view: ExperimentView): void {
    this.cancel()
    this.#set({ phase: view.state === 'done' ? 'done' : 'cancelled', view, problem: undefined })
  }

  #set(state: RunState): void {
    this.#state = state
    for (const listener of [...this.#listeners]) listener()
  }
}

export const useRun = (runner: Runner): RunState => useSyncExternalStore(runner.subscribe, runner.get)
