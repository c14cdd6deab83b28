import { Option, type Command } from 'commander'
import { HyobanError } from '../base/errors.ts'
import { planExperiment, type Plan } from '../simulator/experiment.ts'
import { SimulatorPool } from '../simulator/pool.ts'
import { isLabReport } from '../simulator/lab/lab-report.ts'
import { mergeReports, readReport } from '../simulator/report.ts'
import type { Results } from '../simulator/results.ts'
import { LAB_PRESETS, LAB_SCENARIOS } from '../simulator/lab/scenarios.ts'
import { parsedOrNull } from '../simulator/sweep/sweep-plan.ts'
import { SCHEDULERS } from '../simulator/sweep/schedulers.ts'
import { CLAIMS, judgeAll } from '../simulator/scenarios/claims.ts'
import { scenarioNamed, SCENARIOS } from '../simulator/scenarios/scenarios.ts'
import { shard, simulate } from '../simulator/simulate.ts'
import type { CliIo } from './io.ts'
import { progressBar, type Terminal } from './progress-bar.ts'
import { parsePath } from '../shell/arguments.ts'
import { readText } from './text-input.ts'
import { isLab, listLab, mergeLab, simulateLab } from './simulate-lab.ts'
import { checkDuration, workersOf } from './simulate/how-long.ts'
import { claimLine, printFigure } from './simulate/print-figure.ts'
import { emitSweep, isFolder, mergeSweep, runShard, sweepStatus } from './simulate/sweep-commands.ts'
import { readShard, requestOf, type SimulateFlags } from './simulate-arguments.ts'

const HELP = `
Scenarios: ${[...SCENARIOS.keys()].join(', ')}; "claims" runs all five figures and checks the twelve published results;
"merge FILES..." combines the output of --shard runs. Of a sweep that --emit wrote: "shard DIR I" runs shard I, "status
DIR" says what is done, "merge DIR" joins what there is. Laboratories: ${[...LAB_SCENARIOS.keys()].join(', ')}; their
presets, parameters and metrics: simulate --list. "mine": your own network, from what your node knows
Examples:
  simulate fig2 --replications 30 --svg fig2.svg
  simulate custom --set turnover=0.1 freeRiderShare=30% --json
  simulate custom --sweep turnover=0.001..1:13:log --sweep exclusionThreshold=0.4,0.6,0.8 --json
  simulate mechanism --set mechanism=penalty penalty=0.3 --sweep maxGenerosity=3..14:12 --json
  simulate fig6 --replications 100 --shard 3/8 --json > part3.json
  simulate fig6 --replications 10000 --emit slurm --out sweep`

/** `hyoban simulate SCENARIO` and `simulate merge FILES...`. Reject with HyobanError BAD_INPUT or CORRUPT. */
export function simulateCommand(program: Command, io: CliIo, terminal: Terminal = process.stderr): void {
  program
    .command('simulate')
    .description('run an experiment of the founding paper, or your own')
    .argument('[scenario]', 'an experiment, a preset, "mechanism", "overlay", "mine", "claims", "merge", "status" ...')
    .argument('[files...]', 'for merge: files ("-": the standard input) or a sweep; for status and shard: a sweep')
    .option('--replications <n>', 'runs per point, each with its own seed', '10')
    .option('--seed <s>', 'seed of the random numbers', '1')
    .option('--set <key=value...>', 'override parameters of the scenario')
    .option('--sweep <key=values...>', 'custom, mechanism, overlay: a,b,c or from..to:count[:log]; once or twice')
    .option('--workers <n>', 'number of threads (default: all cores)')
    .option('--json', 'print one JSON object')
    .option('--csv <file>', 'write the data as CSV ("-": to the standard output)')
    .option('--svg <file>', 'write the figure ("-": to the standard output)')
    .option('--list', 'list experiments, presets, parameters and metrics')
    .option('--shard <i/n>', 'run only shard i of n (with --json, for merge)')
    .option('--data-dir <dir>', 'mine: the folder of your node (HYOBAN_DATA_DIR)')
    .option('--days <n>', 'mine: days to look back, and ahead (default: 30)')
    .option('--dry', 'mine: the estimates alone')
    .option('--what-if <change...>', 'mine: invitation, threshold=U, traitors=SHARE, turnover=FACTOR')
    .addOption(
      new Option('--emit <scheduler>', 'do not run it: write plan.json and run.sh for a job array').choices(SCHEDULERS),
    )
    .option('--shards <n>', 'with --emit: number of shards (default: ten minutes each, by one measured run)')
    .option('--out <dir>', 'with --emit: the folder of the sweep')
    .option('--missing', 'with --emit: only shards that are missing or failed')
    .option('--yes', 'run it even if it takes more than a day')
    .addHelpText('after', HELP)
    .action(async (scenario: string | undefined, files: string[], options: SimulateFlags) => {
      const version = program.version() ?? null
      checkOutputs(options)
      if (options.list) return listLab(options, io)
      if (options.emit !== undefined) return emitSweep(scenario, files, options, version, io)
      checkEmitOnly(options)
      if (scenario === undefined)
        throw new HyobanError('BAD_INPUT', 'Which experiment?', { hint: 'See: hyoban simulate --list' })
      if (scenario === 'status') return sweepStatus(files, options, io)
      if (scenario === 'shard') return runShard(files, options, version, io, terminal)
      if (scenario !== 'merge' && files.length > 0)
        throw new HyobanError('BAD_INPUT', `"${files[0] as string}" is an unexpected argument.`)
      if (scenario === 'mine') return (await import('./simulate/mine.ts')).simulateMine(options, io, terminal)
      if (scenario === 'claims') return claims(options, io, terminal)
      if (scenario === 'merge') {
        if (await isFolder(files)) return mergeSweep(files, options, version, io)
        const texts = await Promise.all(files.map(async (path) => ({ path, text: await readText(path, io) })))
        const labs = texts.map(({ path, text }) => ({ path, report: parsedOrNull(text) }))
        if (labs.some(({ report }) => isLabReport(report))) return mergeLab(labs, options, version, io)
        const parts = texts.map(({ path, text }) => ({
          path,
          report: readReport(text, path === '-' ? 'The standard input' : path),
        }))
        return printFigure(mergeReports(parts), options, io, version)
      }
      if (isLab(scenario)) return simulateLab(scenario, options, version, io, terminal)
      scenarioNamed(scenario, ['mine', ...LAB_SCENARIOS.keys(), ...LAB_PRESETS.keys()])
      const plan = planExperiment(requestOf(scenario, options))
      const part = options.shard === undefined ? undefined : readShard(options.shard)
      const [results] = await runAll([plan], options, io, terminal, part && shard(part.index, part.of))
      return printFigure(results as Results, options, io, version, part)
    })
}

/** Throws BAD_INPUT for options that mean something with --emit only. */
function checkEmitOnly({ shards, out, missing }: SimulateFlags): void {
  for (const [option, given] of [
    ['--shards', shards],
    ['--out', out],
    ['--missing', missing],
  ] as const)
    if (given !== undefined)
      throw new HyobanError('BAD_INPUT', `${option} needs --emit.`, {
        hint: `It is one of: ${SCHEDULERS.map((name) => `--emit ${name}`).join(', ')}.`,
      })
}

/** The standard output takes one document. Throws BAD_INPUT before hours are spent on a result that has no place. */
function checkOutputs({ csv, svg, json }: SimulateFlags): void {
  for (const [option, path] of [
    ['--csv', csv],
    ['--svg', svg],
  ] as const)
    if (path !== undefined && path !== '-') parsePath(path, option)
  if ([csv === '-', svg === '-', json === true].filter(Boolean).length > 1)
    throw new HyobanError('BAD_INPUT', 'Only one of --json, --csv and --svg can go to the standard output.', {
      hint: 'Write the others to files.',
    })
}

async function runAll(
  plans: readonly Plan[],
  options: SimulateFlags,
  io: CliIo,
  terminal: Terminal,
  only?: (index: number) => boolean,
): Promise<Results[]> {
  checkDuration(
    plans.flatMap(({ tasks }) => (only ? tasks.filter((_, task) => only(task)) : tasks)),
    options,
  )
  const pool = new SimulatorPool({ workers: workersOf(options) })
  const bar = progressBar(options.quiet ? { write: () => {} } : terminal)
  const parts = plans.map(() => 0)
  try {
    const simulations = plans.map((plan, index) =>
      simulate(pool, plan, {
        only,
        signal: io.signal,
        onProgress: (fraction) => {
          parts[index] = fraction
          bar.show(parts.reduce((a, b) => a + b, 0) / parts.length)
        },
      }),
    )
    await Promise.all(simulations.map(({ done }) => done))
    return simulations.map(({ results }) => results)
  } finally {
    bar.clear()
    await pool.close()
  }
}

async function claims(options: SimulateFlags, io: CliIo, terminal: Terminal): Promise<void> {
  if (options.shard !== undefined || options.csv !== undefined || options.svg !== undefined) {
    throw new HyobanError('BAD_INPUT', 'claims does not support --shard, --csv or --svg.', {
      hint: 'Use them with a single figure.',
    })
  }
  const names = [...new Set(CLAIMS.flatMap((claim) => claim.needs))]
  const plans = names.map((name) => planExperiment(requestOf(name, options)))
  const verdicts = judgeAll(await runAll(plans, options, io, terminal))
  if (!options.json) return io.out(verdicts.map(claimLine).join('\n'))
  const { replications, seed } = (plans[0] as Plan).request
  io.out(
    JSON.stringify({
      scenario: 'claims',
      replications,
      seed,
      claims: verdicts.map(({ id, text, holds, certain, measured }) => ({ id, text, holds, certain, measured })),
    }),
  )
}
