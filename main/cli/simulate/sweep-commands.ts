import { chmod, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { writeAtomically } from '../../base/atomic-file.ts'
import { HyobanError } from '../../base/errors.ts'
import { parsePath } from '../../shell/arguments.ts'
import { planExperiment } from '../../simulator/experiment.ts'
import { LAB_PRESETS, LAB_SCENARIOS } from '../../simulator/lab/scenarios.ts'
import { readNumber } from '../../simulator/model/check-settings.ts'
import { SimulatorPool } from '../../simulator/pool.ts'
import { scenarioNamed } from '../../simulator/scenarios/scenarios.ts'
import { shard as selectShard } from '../../simulator/simulate.ts'
import { ranges, schedulerFiles, type SchedulerName } from '../../simulator/sweep/schedulers.ts'
import { SweepFolder } from '../../simulator/sweep/sweep-folder.ts'
import {
  jobOf,
  lackingPoints,
  mergeParts,
  runJob,
  shardReport,
  tasksOf,
  type SweepJob,
} from '../../simulator/sweep/sweep-job.ts'
import { MAX_SHARDS, planSweep, shardCount, type SweepPlan } from '../../simulator/sweep/sweep-plan.ts'
import type { CliIo } from '../io.ts'
import { progressBar, type Terminal } from '../progress-bar.ts'
import { isLab, labPlanOf, printLab } from '../simulate-lab.ts'
import { readCount, requestOf, type SimulateFlags } from '../simulate-arguments.ts'
import { workersOf } from './how-long.ts'
import { printFigure } from './print-figure.ts'

/** Runs that are timed to choose the number of shards; the time is that of one, in seconds. */
const TIMED_RUNS = 3

/** Whether the operands are one folder. */
export async function isFolder(operands: readonly string[]): Promise<boolean> {
  const [path] = operands
  if (operands.length !== 1 || !path || path === '-') return false
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** `hyoban simulate [NAME] --emit SCHEDULER --out DIR`. Rejects with HyobanError BAD_INPUT. */
export async function emitSweep(
  name: string | undefined,
  operands: readonly string[],
  options: SimulateFlags,
  version: string | null,
  io: CliIo,
): Promise<void> {
  checkEmit(name, operands, options)
  const dir = parsePath(options.out as string, '--out')
  const folder = options.missing ? await SweepFolder.open(dir) : undefined
  let plan = folder?.plan
  if (name !== undefined) {
    const job = jobNamed(name, options)
    const shards = options.shards ?? plan?.shards
    const wanted = planSweep(job, shards === undefined ? await timedCount(job, io) : Number(shards), version)
    if (plan && plan.hash !== wanted.hash)
      throw new HyobanError('BAD_INPUT', `${dir} holds another sweep.`, {
        hint: `Leave ${name} out: hyoban simulate --emit ${options.emit as string} --missing --out DIR`,
      })
    plan = wanted
  }
  const sweep = folder ?? (await SweepFolder.make(dir, plan as SweepPlan))
  const state = await sweep.state()
  const due = options.missing
    ? [...state.missing, ...state.failed.map(({ shard }) => shard)].sort((a, b) => a - b)
    : Array.from({ length: sweep.plan.shards }, (_, index) => index + 1)
  if (due.length === 0) return io.out(told(options, { dir, shards: [], files: [] }, 'No shard is missing.'))
  const files = schedulerFiles(options.emit as SchedulerName, { plan: sweep.plan, shards: due, command: ownCommand() })
  for (const [file, text] of Object.entries(files)) {
    await writeAtomically(join(dir, file), text)
    if (file.endsWith('.sh')) await chmod(join(dir, file), 0o755)
  }
  const { tasks, shards } = sweep.plan
  const text = `${tasks} runs in ${shards} shards; run.sh runs ${ranges(due)}: sh ${join(dir, 'run.sh')}`
  io.out(told(options, { dir, shards: due, files: Object.keys(files) }, text))
}

function told(options: SimulateFlags, fields: object, text: string): string {
  return options.json ? JSON.stringify(fields) : text
}

function checkEmit(name: string | undefined, operands: readonly string[], options: SimulateFlags): void {
  const refuse = (message: string, hint: string): never => {
    throw new HyobanError('BAD_INPUT', message, { hint })
  }
  if (operands[0] !== undefined) refuse(`"${operands[0]}" is an unexpected argument.`, 'The folder goes behind --out.')
  if (options.out === undefined) refuse('--emit needs a folder for the sweep.', 'Name it: --out sweep')
  if (name === undefined && !options.missing) refuse('Which experiment?', 'See: hyoban simulate --list')
  if (name === undefined && options.shards !== undefined)
    refuse('The number of shards stands in the plan.', 'Leave --shards out.')
  for (const option of ['shard', 'csv', 'svg'] as const)
    if (options[option] !== undefined)
      refuse(`--${option} does not go with --emit.`, 'Use it with simulate merge DIR, once the shards are done.')
  if (options.shards !== undefined) readCount('--shards', options.shards, MAX_SHARDS)
}

function jobNamed(name: string, options: SimulateFlags): SweepJob {
  if (isLab(name)) return { kind: 'lab', plan: labPlanOf(name, options) }
  if (['claims', 'merge', 'status', 'shard'].includes(name))
    throw new HyobanError('BAD_INPUT', `"${name}" is not an experiment.`, { hint: 'See: hyoban simulate --list' })
  scenarioNamed(name, [...LAB_SCENARIOS.keys(), ...LAB_PRESETS.keys()])
  return { kind: 'figure', plan: planExperiment(requestOf(name, options)) }
}

/** Times a few runs, and divides the job into shards of ten minutes. */
async function timedCount(job: SweepJob, io: CliIo): Promise<number> {
  const count = tasksOf(job).length
  const timed = new Set(Array.from({ length: TIMED_RUNS }, (_, i) => Math.floor(((i + 0.5) / TIMED_RUNS) * count)))
  const pool = new SimulatorPool({ workers: 1 })
  try {
    const begun = performance.now()
    await runJob(pool, job, { only: (task) => timed.has(task), signal: io.signal })
    const seconds = (performance.now() - begun) / 1000 / timed.size
    const shards = shardCount(count, seconds)
    io.err(`A run takes ${seconds.toPrecision(2)} s: ${count} runs make ${shards} shards.`)
    return shards
  } finally {
    await pool.close()
  }
}

/** The command line that runs this program. */
const ownCommand = (): string[] => [process.execPath, ...process.execArgv, process.argv[1] ?? '']

/** `hyoban simulate shard DIR I`: runs a shard, unless it is done. Rejects with HyobanError. */
export async function runShard(
  operands: readonly string[],
  options: SimulateFlags,
  version: string | null,
  io: CliIo,
  terminal: Terminal,
): Promise<void> {
  const folder = await folderOf(operands, 2, 'simulate shard DIR I')
  const { plan } = folder
  const index = readNumber('The number of the shard', operands[1] as string)
  if (!Number.isInteger(index) || index < 1 || index > plan.shards)
    throw new HyobanError('BAD_INPUT', `This sweep has shards 1 to ${plan.shards}, not ${operands[1] as string}.`)
  if (plan.version !== version)
    throw new HyobanError(
      'BAD_INPUT',
      `The sweep was made by Hyoban ${plan.version ?? '?'}, this is ${version ?? '?'}.`,
      { hint: 'Use the same version on all computers, or make the sweep again.' },
    )
  if (await folder.part(index).catch(() => undefined)) return io.err(`Shard ${index} is done already.`)
  const pool = new SimulatorPool({ workers: workersOf(options) ?? 1 })
  const bar = progressBar(options.quiet ? { write: () => {} } : terminal)
  try {
    await folder.begin(index)
    const done = await runJob(pool, jobOf(plan.job), {
      only: selectShard(index, plan.shards),
      signal: io.signal,
      onProgress: (fraction) => bar.show(fraction),
    })
    await folder.finish(index, shardReport(done, { index, of: plan.shards }, version))
  } catch (error) {
    await folder.fail(index, io.signal.aborted ? io.signal.reason : error)
    throw error
  } finally {
    bar.clear()
    await pool.close()
  }
}

/** `hyoban simulate status DIR`. Rejects with HyobanError NOT_FOUND or CORRUPT. */
export async function sweepStatus(operands: readonly string[], options: SimulateFlags, io: CliIo): Promise<void> {
  const folder = await folderOf(operands, 1, 'simulate status DIR')
  const { plan, path } = folder
  const state = await folder.state()
  const { done, missing, running, failed } = state
  const { scenario } = plan.job.request
  if (options.json)
    return io.out(JSON.stringify({ scenario, plan: plan.hash, tasks: plan.tasks, shards: plan.shards, ...state }))
  const line = (name: string, shards: readonly number[]): string[] =>
    shards.length === 0 ? [] : [`${name}: ${ranges(shards)}`]
  const due = missing.length + failed.length
  io.out(
    [
      `${scenario}: ${plan.tasks} runs in ${plan.shards} shards, ${done.length} done, ${missing.length} missing, ` +
        `${failed.length} failed`,
      ...line('done', done),
      ...line('running on this computer', running),
      ...line('missing', missing),
      ...failed.map(({ shard, reason }) => `failed: ${shard}: ${reason}`),
      ...(due > 0 ? [`To run these only: hyoban simulate --emit slurm --missing --out ${basename(path)}`] : []),
    ].join('\n'),
  )
}

/** `hyoban simulate merge DIR`: joins the parts that there are, and says which points lack replications. */
export async function mergeSweep(
  operands: readonly string[],
  options: SimulateFlags,
  version: string | null,
  io: CliIo,
): Promise<void> {
  const folder = await folderOf(operands, 1, 'simulate merge DIR')
  const parts: { path: string; text: string }[] = []
  const { failed } = await folder.state((part) => parts.push(part))
  for (const { shard, reason } of failed) io.err(`Shard ${shard} is left out: ${reason}`)
  if (parts.length === 0)
    throw new HyobanError('NOT_FOUND', `No shard of ${folder.path} is done.`, { hint: 'See: hyoban simulate status' })
  const merged = mergeParts(folder.plan.job.kind, parts)
  const lacking = lackingPoints(merged)
  const { replications } = folder.plan.job.request
  if (lacking.length > 0)
    io.err(`${parts.length} of ${folder.plan.shards} shards are done; points that lack replications:`)
  for (const { at, replications: have } of lacking) {
    const names = Object.entries(at).map(([name, value]) => `${name}=${value}`)
    io.err(`  ${names.join(' ') || 'all'}: ${have} of ${replications}`)
  }
  const more = lacking.length > 0 ? { lacking } : {}
  if (merged.kind === 'figure') await printFigure(merged.results, options, io, version, undefined, more)
  else await printLab(merged.results, options, version, io, undefined, more)
}

async function folderOf(operands: readonly string[], count: number, usage: string): Promise<SweepFolder> {
  if (operands.length !== count) throw new HyobanError('BAD_INPUT', 'Which sweep?', { hint: `Write: hyoban ${usage}` })
  return SweepFolder.open(parsePath(operands[0] as string, 'The folder of the sweep'))
}
