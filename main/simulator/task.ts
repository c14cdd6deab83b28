import { LAB_TASK_LENGTH, runLabTask, type LabTask } from './lab/lab-task.ts'
import type { LabScenario } from './lab/scenario.ts'
import { LAB_SCENARIOS } from './lab/scenarios.ts'
import type { Records } from './model/records.ts'
import { Run } from './model/run.ts'
import type { ModelSettings } from './model/settings.ts'

/**
 * What to measure in a run: the mean of W over transactions (from, to], W after each transaction in `at`, or x and W,
 * alternating, there.
 */
export type RunMeasure =
  { kind: 'mean'; from: number; to: number } | { kind: 'trace' | 'course'; at: readonly number[] }

/** Everything that the result of a run depends on; plain data that can be sent to a worker. */
export interface RunTask {
  settings: ModelSettings
  seed: number
  measure: RunMeasure
  /** What the run starts from; left out: the start of the model. */
  initial?: Records
}

/** What a thread can be given: a run of the founding paper's model, or of a laboratory. */
export type SimulatorTask = RunTask | LabTask

/** Transactions between two calls of `between`: a few milliseconds. */
const SLICE = 65_536

/**
 * Runs a task and returns one value for a mean, or one per point of a trace. Calls `between` every few milliseconds
 * with the number of transactions done. Throws HyobanError BAD_INPUT for settings out of range.
 */
function runTask(task: RunTask, between: (done: number) => void = () => {}): Float64Array {
  const run = new Run(task.settings, task.seed, task.initial)
  try {
    return measured(run, task.measure, between)
  } finally {
    run.release()
  }
}

function measured(run: Run, measure: RunMeasure, between: (done: number) => void): Float64Array {
  const advanceTo = (end: number): void => {
    while (run.transaction < end) {
      run.advance(Math.min(SLICE, end - run.transaction))
      between(run.transaction)
    }
  }
  if (measure.kind === 'mean') {
    advanceTo(measure.from)
    run.performanceSum = 0
    advanceTo(measure.to)
    return Float64Array.of(run.performanceSum / (measure.to - measure.from))
  }
  const values = measure.at.flatMap((at) => {
    advanceTo(at)
    return measure.kind === 'course' ? [run.x, run.performance] : [run.performance]
  })
  return Float64Array.from(values)
}

/** Runs a task of either kind, as `runTask` and `runLabTask` do. */
export function runAnyTask(task: SimulatorTask, between: (done: number) => void): Float64Array {
  return 'lab' in task ? runLabTask(LAB_SCENARIOS.get(task.lab) as LabScenario, task, between) : runTask(task, between)
}

/** The number of transactions of a task. */
export function taskLength(task: SimulatorTask): number {
  if ('lab' in task) return LAB_TASK_LENGTH
  return task.measure.kind === 'mean' ? task.measure.to : (task.measure.at.at(-1) ?? 0)
}

/** What a transaction of the founding paper's model takes on one core, about. */
const SECONDS_A_TRANSACTION = 1e-7

/** About how long a task takes on one core, in seconds. */
export function taskSeconds(task: SimulatorTask): number {
  if ('lab' in task) return (LAB_SCENARIOS.get(task.lab) as LabScenario).seconds(task.settings)
  return taskLength(task) * SECONDS_A_TRANSACTION
}
