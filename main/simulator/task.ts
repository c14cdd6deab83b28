import { Run } from './model/run.ts'
import type { ModelSettings } from './model/settings.ts'

/** What to read off one run: the mean of W over transactions (from, to], or W after each of some transactions. */
export type RunMeasure = { kind: 'mean'; from: number; to: number } | { kind: 'trace'; at: readonly number[] }

/** One run of the model: everything that its result depends on. Plain data, so that it can go to a worker. */
export interface RunTask {
  settings: ModelSettings
  seed: number
  measure: RunMeasure
}

/** Transactions between two looks at the outside world: a few milliseconds. */
const SLICE = 65_536

/**
 * Runs a task: one value for a mean, one for each point of a trace. `between` is called every few milliseconds with the
 * number of transactions done. Throws HyobanError BAD_INPUT for settings out of range.
 */
export function runTask(task: RunTask, between: (done: number) => void = () => {}): Float64Array {
  const run = new Run(task.settings, task.seed)
  const advanceTo = (end: number): void => {
    while (run.transaction < end) {
      run.advance(Math.min(SLICE, end - run.transaction))
      between(run.transaction)
    }
  }
  const { measure } = task
  if (measure.kind === 'mean') {
    advanceTo(measure.from)
    run.performanceSum = 0
    advanceTo(measure.to)
    return Float64Array.of(run.performanceSum / (measure.to - measure.from))
  }
  return Float64Array.from(measure.at, (at) => {
    advanceTo(at)
    return run.performance
  })
}

/** Transactions that a task takes. */
export function taskLength(task: RunTask): number {
  return task.measure.kind === 'mean' ? task.measure.to : (task.measure.at.at(-1) ?? 0)
}
