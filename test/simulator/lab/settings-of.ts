import { summarise, type Summary } from '../../../main/simulator/metrics/summary.ts'
import { replicationSeed } from '../../../main/simulator/experiment.ts'
import { completeSettings } from '../../../main/simulator/lab/read-settings.ts'
import type { LabSettings } from '../../../main/simulator/lab/scenario.ts'
import { mechanismScenario } from '../../../main/simulator/mechanisms/mechanism-scenario.ts'

/** Complete settings of the scenario `mechanism`. */
export const settingsOf = (set: Partial<LabSettings>): LabSettings => completeSettings(mechanismScenario, set)

/** One run of the scenario `mechanism`. */
export const runOf = (set: Partial<LabSettings>, seed = 1): Readonly<Record<string, number>> =>
  mechanismScenario.run(settingsOf(set), seed, () => {})

/** A metric of each replication, with the seeds that the command takes. */
export function replicationsOf(metric: string, set: Partial<LabSettings>, replications = 10, seed = 1): number[] {
  const settings = settingsOf(set)
  return Array.from(
    { length: replications },
    (_, i) => mechanismScenario.run(settings, replicationSeed(seed, i), () => {})[metric] ?? Number.NaN,
  )
}

/** Mean and 95 % interval of a metric over replications. */
export const measured = (...args: Parameters<typeof replicationsOf>): Summary => summarise(replicationsOf(...args))

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
}
