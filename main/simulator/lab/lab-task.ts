import type { LabScenario, LabSettings } from './scenario.ts'

/** One run of a laboratory; plain data that can be sent to a worker. */
export interface LabTask {
  lab: LabScenario['name']
  settings: LabSettings
  seed: number
}

/** What a run counts as in a batch's progress: all of one batch take about the same time. */
export const LAB_TASK_LENGTH = 1000

/**
 * Runs a task and returns one value per metric of the scenario, in its order; NaN where a metric does not apply.
 * Throws HyobanError BAD_INPUT for combinations that cannot be.
 */
export function runLabTask(scenario: LabScenario, task: LabTask, between: (done: number) => void): Float64Array {
  const values = scenario.run(task.settings, task.seed, (fraction) => between(fraction * LAB_TASK_LENGTH))
  return Float64Array.from(scenario.metrics, ({ name }) => values[name] ?? Number.NaN)
}
