import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import { checkNumber } from '../reputation/parameters.ts'
import type { Attack } from '../simulator/attacks/attack.ts'
import { runAttacks, type AttackTask } from '../simulator/attacks/attack-pool.ts'
import { attackTable, barText, figure, reportRows, type AttackRow } from '../simulator/attacks/attack-report.ts'
import { ATTACKS } from '../simulator/attacks/attacks.ts'
import type { Mode } from '../simulator/attacks/reputation-system.ts'
import { tradeOffOf, tradeOffTasks } from '../simulator/attacks/trade-off/trade-off.ts'
import { tradeOffSvg } from '../simulator/attacks/trade-off/trade-off-figure.ts'
import { readNumber } from '../simulator/model/check-settings.ts'
import type { CliIo } from './io.ts'
import { progressBar, type Terminal } from './progress-bar.ts'

interface Options {
  seeds: string
  seed: string
  peers: string
  mode?: string
  workers?: string
  json?: boolean
  markdown?: boolean
  svg?: string
}

/** Name that stands for the curve of traitors against slander. */
const TRADE_OFF = 'tradeOff'

/** `hyoban attack NAME`. Rejects with HyobanError BAD_INPUT. */
export function attackCommand(program: Command, io: CliIo, terminal: Terminal = process.stderr): void {
  program
    .command('attack')
    .description('attack the reputation of simulated communities')
    .argument('<name>', `which attack, or "all": ${[...ATTACKS.keys()].join(', ')}; or "${TRADE_OFF}"`)
    .option('--seeds <n>', 'number of runs, each with its own seed', '30')
    .option('--seed <s>', 'the first seed', '1')
    .option('--peers <n>', 'number of peers in the community', '1000')
    .option('--mode <mode>', 'paper or robust (default: both)')
    .option('--workers <n>', 'number of threads (default: all cores)')
    .option('--json', 'print one JSON object')
    .option('--markdown', 'print a table for the docs')
    .option('--svg <file>', `${TRADE_OFF} only: write the figure`)
    .action(async (name: string, options: Options) => {
      const seeds = count('--seeds', options.seeds, 1, 10_000)
      const first = count('--seed', options.seed, 0, 2 ** 31)
      const peers = count('--peers', options.peers, 50, 20_000)
      const workers = options.workers === undefined ? undefined : count('--workers', options.workers, 1, 256)
      if (name === TRADE_OFF) return tradeOff({ seeds, seed: first, peers, workers }, options, io, terminal)
      if (options.svg !== undefined)
        throw new HyobanError('BAD_INPUT', `Only ${TRADE_OFF} has a figure.`, { hint: 'Omit --svg.' })
      const plan = chosen(name).flatMap((attack) => modesOf(attack, options.mode).map((mode) => ({ attack, mode })))
      if (plan.length === 0)
        throw new HyobanError('BAD_INPUT', `${name} does not support the mode ${options.mode}.`, {
          hint: 'Omit --mode.',
        })
      const tasks = plan.flatMap(({ attack, mode }) =>
        Array.from({ length: seeds }, (_, i): AttackTask => ({
          attack: attack.name,
          settings: { mode, seed: first + i, peers },
        })),
      )
      const bar = progressBar(terminal)
      try {
        const runs = await runAttacks(tasks, {
          workers,
          signal: io.signal,
          onProgress: (fraction) => bar.show(fraction),
        })
        const rows = plan.flatMap(({ attack, mode }, i) =>
          reportRows(attack, mode, runs.slice(i * seeds, (i + 1) * seeds)),
        )
        bar.clear()
        print(name, rows, { seeds, seed: first, peers }, options, io)
      } finally {
        bar.clear()
      }
    })
}

function chosen(name: string): Attack[] {
  if (name === 'all') return [...ATTACKS.values()]
  const attack = ATTACKS.get(name)
  if (!attack)
    throw new HyobanError('BAD_INPUT', `There is no attack "${name}".`, {
      hint: `There are: ${[...ATTACKS.keys()].join(', ')}, all, ${TRADE_OFF}.`,
    })
  return [attack]
}

function modesOf(attack: Attack, mode: string | undefined): readonly Mode[] {
  if (mode === undefined) return attack.modes
  if (mode !== 'paper' && mode !== 'robust')
    throw new HyobanError('BAD_INPUT', `--mode must be paper or robust, not "${mode}".`, {
      hint: 'Omit it to run both.',
    })
  return attack.modes.filter((one) => one === mode)
}

function count(name: string, text: string, min: number, max: number): number {
  const value = readNumber(name, text)
  checkNumber(name, value, { min, max, integer: true, unit: '' })
  return value
}

/** The verdict is that of the robust mode, unless --mode paper is given. */
function print(
  name: string,
  rows: readonly AttackRow[],
  settings: { seeds: number; seed: number; peers: number },
  options: Options,
  io: CliIo,
): void {
  const judged = rows.filter(({ mode, bar }) => bar && mode === (options.mode ?? 'robust'))
  if (options.json)
    return io.out(
      JSON.stringify({ attack: name, ...settings, holds: judged.every(({ holds }) => holds), results: rows }),
    )
  if (options.markdown) return io.out(attackTable(rows))
  for (const row of rows) {
    const verdict = row.holds === null ? '' : row.holds ? '  holds' : `  MISSED by ${row.missedBy}`
    io.out(
      `${row.attack} ${row.mode}: ${row.measure}: ${figure(row.mean)} ${row.unit} ` +
        `(95 % ${row.ci95.map(figure).join(' to ')})${barText(row)}${verdict}`,
    )
  }
}

/** Runs the attacks along the curve; see trade-off.ts. */
async function tradeOff(
  settings: { seeds: number; seed: number; peers: number; workers: number | undefined },
  { json, svg }: Options,
  io: CliIo,
  terminal: Terminal,
): Promise<void> {
  const bar = progressBar(terminal)
  const { workers, ...named } = settings
  try {
    const runs = await runAttacks(tradeOffTasks(named), {
      workers,
      signal: io.signal,
      onProgress: (fraction) => bar.show(fraction),
    })
    const results = tradeOffOf(runs, settings.seeds)
    if (svg !== undefined) await save(svg, tradeOffSvg(results, named))
    bar.clear()
    if (json) return io.out(JSON.stringify({ attack: TRADE_OFF, ...named, results }))
    for (const { thetaOut, strangerSimilarity, traitors, by30, by50, wronged } of results) {
      const [bad, few, half, honest] = [traitors, by30, by50, wronged].map(
        ({ mean, ci95 }) => `${figure(mean)} (95 % ${ci95.map(figure).join(' to ')})`,
      )
      io.out(
        `threshold ${thetaOut}, strangers count ${strangerSimilarity}: ${bad} bad uploads of a traitor; ` +
          `slandered by 30 %: ${few} % exclude it, by 50 %: ${half} %; honest peers excluded: ${honest} %`,
      )
    }
  } finally {
    bar.clear()
  }
}

async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    throw asHyobanError(error, path)
  }
}
