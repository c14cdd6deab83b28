import { HyobanError } from '../base/errors.ts'
import { readNumber } from '../simulator/model/check-settings.ts'
import { labCsv, labReportOf, labText, mergeLabReports } from '../simulator/lab/lab-report.ts'
import { planLab, runLab, type LabPlan, type LabResults } from '../simulator/lab/lab-run.ts'
import { labList, labListText } from '../simulator/lab/listing.ts'
import { readLabAssignments, readLabSweep } from '../simulator/lab/read-settings.ts'
import type { LabScenario } from '../simulator/lab/scenario.ts'
import { LAB_PRESETS, LAB_SCENARIOS } from '../simulator/lab/scenarios.ts'
import { SimulatorPool } from '../simulator/pool.ts'
import { shard } from '../simulator/simulate.ts'
import type { CliIo } from './io.ts'
import { progressBar, type Terminal } from './progress-bar.ts'
import { saveOutput } from './process/save-output.ts'
import { checkDuration, workersOf } from './simulate/how-long.ts'
import { readShard, type SimulateFlags } from './simulate-arguments.ts'

/** Whether `hyoban simulate NAME` belongs to a laboratory. */
export const isLab = (name: string): boolean => LAB_SCENARIOS.has(name) || LAB_PRESETS.has(name)

/** Plans what `hyoban simulate mechanism|overlay|PRESET` asks for. Throws HyobanError BAD_INPUT. */
export function labPlanOf(name: string, options: SimulateFlags): LabPlan {
  const preset = LAB_PRESETS.get(name)
  const scenario = LAB_SCENARIOS.get(preset?.scenario ?? name) as LabScenario
  const set = readLabAssignments(scenario, preset?.set ?? [], options.set ?? [])
  const given = readLabAssignments(scenario, options.set ?? [])
  // setting what a preset sweeps over narrows it to that value
  const sweeps = (options.sweep ?? preset?.sweep ?? [])
    .map((text) => readLabSweep(scenario, text))
    .filter(({ parameter }) => options.sweep !== undefined || given[parameter] === undefined)
  return planLab({
    scenario,
    set,
    sweeps,
    replications: readNumber('--replications', options.replications),
    seed: readNumber('--seed', options.seed),
  })
}

/** `hyoban simulate mechanism|overlay|PRESET`. Rejects with HyobanError BAD_INPUT or CANCELLED. */
export async function simulateLab(
  name: string,
  options: SimulateFlags,
  version: string | null,
  io: CliIo,
  terminal: Terminal,
): Promise<void> {
  checkNoFigure(options)
  const plan = labPlanOf(name, options)
  const part = options.shard === undefined ? undefined : readShard(options.shard)
  const only = part && shard(part.index, part.of)
  checkDuration(only ? plan.tasks.filter((_, task) => only(task)) : plan.tasks, options)
  const workers = workersOf(options)
  const pool = new SimulatorPool({ workers })
  const bar = progressBar(options.quiet ? { write: () => {} } : terminal)
  let results: LabResults
  try {
    results = await runLab(pool, plan, {
      only,
      signal: io.signal,
      onProgress: (fraction) => bar.show(fraction),
    })
  } finally {
    bar.clear()
    await pool.close()
  }
  await printLab(results, options, version, io, part)
}

/** `hyoban simulate merge` for shards of a laboratory. Rejects with HyobanError BAD_INPUT or CORRUPT. */
export async function mergeLab(
  parts: readonly { path: string; report: unknown }[],
  options: SimulateFlags,
  version: string | null,
  io: CliIo,
): Promise<void> {
  checkNoFigure(options)
  await printLab(mergeLabReports(parts), options, version, io)
}

/** `hyoban simulate --list`. */
export function listLab(options: { json?: boolean }, io: CliIo): void {
  io.out(options.json ? JSON.stringify(labList()) : labListText())
}

function checkNoFigure({ svg }: SimulateFlags): void {
  if (svg !== undefined)
    throw new HyobanError('BAD_INPUT', 'The laboratories draw no figure on the command line.', {
      hint: 'Use --csv or --json.',
    })
}

/** Prints the runs of a laboratory as the options ask; `more` joins the fields of the JSON. */
export async function printLab(
  results: LabResults,
  options: SimulateFlags,
  version: string | null,
  io: CliIo,
  part?: { index: number; of: number },
  more: object = {},
): Promise<void> {
  if (options.csv !== undefined) await saveOutput(options.csv, labCsv(results), io)
  if (options.csv === '-') return
  if (!options.json) return io.out(labText(results))
  io.out(JSON.stringify({ ...labReportOf(results, { version, shard: part }), ...more }))
}
