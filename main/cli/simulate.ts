import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import { checkNumber } from '../reputation/parameters.ts'
import { planExperiment, type ExperimentRequest, type Plan, type Sweep } from '../simulator/experiment.ts'
import { figureCsv, figureSvg, seriesName } from '../simulator/figure.ts'
import { checkParameter, parameterName, readAssignments, readNumber } from '../simulator/model/check-settings.ts'
import { SimulatorPool } from '../simulator/pool.ts'
import { mergeReports, readReport, reportOf } from '../simulator/report.ts'
import type { Results } from '../simulator/results.ts'
import { CLAIMS, judgeAll } from '../simulator/scenarios/claims.ts'
import { SCENARIOS } from '../simulator/scenarios/scenarios.ts'
import { shard, simulate } from '../simulator/simulate.ts'
import type { CliIo } from './io.ts'
import { progressBar, type Terminal } from './progress-bar.ts'

interface Options {
  replications: string
  seed: string
  set?: string[]
  sweep?: string[]
  workers?: string
  json?: boolean
  csv?: string
  svg?: string
  shard?: string
}

const HELP = `
Scenarios: ${[...SCENARIOS.keys()].join(', ')}; "claims" runs all five figures and checks the twelve published results;
"merge FILES..." puts together what --shard runs wrote.
Examples:
  simulate fig2 --replications 30 --svg fig2.svg
  simulate custom --set turnover=0.1 freeRiderShare=30% --json
  simulate custom --sweep turnover=0.001..1:13:log --sweep exclusionThreshold=0.4,0.6,0.8 --json
  simulate fig6 --replications 100 --shard 3/8 --json > part3.json`

/** `hyoban simulate SCENARIO` and `simulate merge FILES...`. Reject with HyobanError BAD_INPUT or CORRUPT. */
export function simulateCommand(program: Command, io: CliIo, terminal: Terminal = process.stderr): void {
  program
    .command('simulate')
    .description('run an experiment of the founding paper, or your own')
    .argument('<scenario>', 'which experiment, or "claims" or "merge"')
    .argument('[files...]', 'for merge: the files to merge')
    .option('--replications <n>', 'runs of every point, each with its own seed', '10')
    .option('--seed <s>', 'number that fixes all chances', '1')
    .option('--set <key=value...>', 'parameters that differ from the scenario')
    .option('--sweep <key=values...>', 'custom only: a,b,c or from..to:count[:log]; once or twice')
    .option('--workers <n>', 'threads; all cores if left out')
    .option('--json', 'print one JSON object')
    .option('--csv <file>', 'write the numbers as CSV')
    .option('--svg <file>', 'write the figure')
    .option('--shard <i/n>', 'run only part i of n (with --json, for merge)')
    .addHelpText('after', HELP)
    .action(async (scenario: string, files: string[], options: Options) => {
      const version = program.version() ?? null
      if (scenario !== 'merge' && files.length > 0)
        throw new HyobanError('BAD_INPUT', `"${files[0] as string}" is one argument too many.`)
      if (scenario === 'claims') return claims(options, io, terminal)
      if (scenario === 'merge') {
        const parts = await Promise.all(
          files.map(async (path) => ({ path, report: readReport(await read(path), path) })),
        )
        return print(mergeReports(parts), options, io, version)
      }
      const plan = planExperiment(requestOf(scenario, options))
      const part = options.shard === undefined ? undefined : readShard(options.shard)
      const [results] = await runAll([plan], options, io, terminal, part && shard(part.index, part.of))
      return print(results as Results, options, io, version, part)
    })
}

function count(name: string, text: string, max: number): number {
  const value = readNumber(name, text)
  checkNumber(name, value, { min: 1, max, integer: true, unit: '' })
  return value
}

function requestOf(scenario: string, options: Options): ExperimentRequest {
  const request: ExperimentRequest = {
    scenario,
    replications: readNumber('--replications', options.replications),
    seed: readNumber('--seed', options.seed),
  }
  if (options.set) request.set = readAssignments(options.set)
  if (options.sweep) request.sweeps = options.sweep.map(readSweep)
  return request
}

function readShard(text: string): { index: number; of: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text)
  const index = Number(match?.[1])
  const of = Number(match?.[2])
  if (!match || index < 1 || index > of)
    throw new HyobanError('BAD_INPUT', `--shard must be i/n with i from 1 to n, not "${text}".`, {
      hint: 'For instance: --shard 1/4',
    })
  return { index, of }
}

/** Parses key=a,b,c or key=from..to:count[:log]. */
function readSweep(text: string): Sweep {
  const at = text.indexOf('=')
  const parameter = at < 1 ? undefined : parameterName(text.slice(0, at))
  if (!parameter || parameter === 'identity')
    throw new HyobanError('BAD_INPUT', `"${text}" is not a sweep.`, {
      hint: 'For instance: --sweep turnover=0.01,0.1,0.5',
    })
  const spec = text.slice(at + 1)
  const span = /^([^,:]+)\.\.([^,:]+):(\d+)(:log)?$/.exec(spec)
  let values = spec.split(',').map((part) => (span ? 0 : readNumber(parameter, part)))
  if (span) {
    const [from, to, steps] = [
      readNumber(parameter, span[1] as string),
      readNumber(parameter, span[2] as string),
      count('sweep count', span[3] as string, 10_000),
    ]
    const log = span[4] !== undefined
    if (log && (from <= 0 || to <= 0))
      throw new HyobanError('BAD_INPUT', `A log-spaced sweep over ${parameter} must start above 0.`)
    const place = (i: number): number => (steps === 1 ? 0 : i / (steps - 1))
    values = Array.from({ length: steps }, (_, i) =>
      Number((log ? from * (to / from) ** place(i) : from + (to - from) * place(i)).toPrecision(12)),
    )
  }
  for (const value of values) checkParameter(parameter, value)
  return { parameter, values, log: span?.[4] !== undefined }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new HyobanError('BAD_INPUT', asHyobanError(error, path).message, {
      hint: 'Check the path.',
      details: { path },
      cause: error,
    })
  }
}

async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    throw asHyobanError(error, path)
  }
}

async function runAll(
  plans: readonly Plan[],
  options: Options,
  io: CliIo,
  terminal: Terminal,
  only?: (index: number) => boolean,
): Promise<Results[]> {
  const workers = options.workers === undefined ? undefined : count('--workers', options.workers, 256)
  const pool = new SimulatorPool({ workers })
  const bar = progressBar(terminal)
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

async function print(
  results: Results,
  options: Options,
  io: CliIo,
  version: string | null,
  part?: { index: number; of: number },
): Promise<void> {
  const report = reportOf(results, { version, shard: part, runs: part !== undefined })
  if (options.csv !== undefined) await save(options.csv, figureCsv(results))
  if (options.svg !== undefined) await save(options.svg, figureSvg(results))
  if (options.json) return io.out(JSON.stringify(report))
  const { scenario } = results.plan
  const lines = report.series.flatMap(({ identity, fixed, points }) => {
    const shown = points.length <= 20 ? points : points.filter((_, i) => i % 20 === 0)
    return [
      `  ${seriesName(identity, fixed)}`,
      ...shown.map(
        ({ x, mean, ci95 }) =>
          `    ${String(x).padStart(8)}  ${mean.toFixed(4).padStart(8)}  ` +
          `(95 % ${ci95[0].toFixed(4)} to ${ci95[1].toFixed(4)})`,
      ),
    ]
  })
  io.out(
    [
      `${scenario.name}: ${scenario.title}`,
      `${scenario.yLabel} over ${report.axis.label}`,
      ...lines,
      ...report.claims.map(claimLine),
    ].join('\n'),
  )
}

const claimLine = ({
  id,
  text,
  holds,
  measured,
}: {
  id: number
  text: string
  holds: boolean
  measured: string
}): string => `${holds ? 'holds' : 'DOES NOT HOLD'}  ${id}. ${text}\n       ${measured}`

async function claims(options: Options, io: CliIo, terminal: Terminal): Promise<void> {
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
