import { systemClock } from '../../base/clock.ts'
import { HyobanError } from '../../base/errors.ts'
import { seededRandom } from '../../base/random.ts'
import { readMyNetwork } from '../../composition/my-network.ts'
import { parsePath } from '../../shell/arguments.ts'
import { defaultDataDir } from '../../shell/data-dir.ts'
import { networkDocument } from '../../simulator/mine/document.ts'
import { estimate, type Estimates } from '../../simulator/mine/estimate.ts'
import { explain, missingText } from '../../simulator/mine/explain.ts'
import { forecast, type Forecast } from '../../simulator/mine/forecast.ts'
import { readWhatIf } from '../../simulator/mine/what-if.ts'
import { readNumber } from '../../simulator/model/check-settings.ts'
import { SimulatorPool } from '../../simulator/pool.ts'
import type { CliIo } from '../io.ts'
import { progressBar, type Terminal } from '../progress-bar.ts'
import { readCount, type SimulateFlags } from '../simulate-arguments.ts'

const MAX_DAYS = 90
const MAX_REPLICATIONS = 10_000

/** `hyoban simulate mine`: estimates of the own network, and a forecast. Rejects with HyobanError. */
export async function simulateMine(options: SimulateFlags, io: CliIo, terminal: Terminal): Promise<void> {
  if (options.csv !== undefined || options.svg !== undefined || options.sweep || options.set || options.shard)
    throw new HyobanError('BAD_INPUT', 'mine takes no --set, --sweep, --shard, --csv or --svg.', {
      hint: 'Ask with --what-if, and use --json.',
    })
  const days = options.days === undefined ? 30 : readCount('--days', options.days, MAX_DAYS)
  const replications = readCount('--replications', options.replications, MAX_REPLICATIONS)
  const seed = readNumber('--seed', options.seed)
  const workers = options.workers === undefined ? undefined : readCount('--workers', options.workers, 256)
  const whatIf = readWhatIf(options.whatIf ?? [])
  const dataDir = options.dataDir === undefined ? defaultDataDir(io.env) : parsePath(options.dataDir, '--data-dir')
  const counts = readMyNetwork(dataDir, { now: systemClock.now(), days })
  const found = estimate(counts, seededRandom(seed))
  let coming: Forecast | null = null
  if (!options.dry && found.missing.length === 0) {
    const pool = new SimulatorPool({ workers })
    const bar = progressBar(options.quiet ? { write: () => {} } : terminal)
    try {
      const onProgress = (fraction: number): void => bar.show(fraction)
      coming = await forecast(pool, counts, found, { replications, seed, days, whatIf, signal: io.signal, onProgress })
    } finally {
      bar.clear()
      await pool.close()
    }
  }
  if (options.json) return io.out(JSON.stringify(networkDocument(found, coming)))
  io.out([...explain(found, counts).map(line), ...endOf(found, coming, options.dry === true)].join('\n'))
}

const number = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'unknown')

const line = ({ name, estimate: { value, low, high }, source }: ReturnType<typeof explain>[number]): string =>
  `${name}: ${number(value)} (95 % ${number(low)} to ${number(high)})\n    ${source}`

function endOf({ missing, maxGenerosity }: Estimates, coming: Forecast | null, dry: boolean): string[] {
  if (missing.length > 0) return [`No forecast: ${missing.map(missingText).join('; ')}.`]
  const lines = maxGenerosity ? [] : ['No greatest generosity from 1 to 20 leads to this x: the default stands for it.']
  if (dry || !coming) return lines
  const last = coming.at.length - 1
  const row = (name: 'x' | 'W', which: 'chance' | 'all'): string => {
    const { low, median, high } = coming[which][name]
    return `${number(median[last] ?? NaN)} (90 % ${number(low[last] ?? NaN)} to ${number(high[last] ?? NaN)})`
  }
  return [
    ...lines,
    `After ${coming.at[last] ?? 0} transactions (${number((coming.at[last] ?? 0) / coming.perDay)} days):`,
    ...(['x', 'W'] as const).map((name) => `  ${name}: ${row(name, 'all')}; by chance alone ${row(name, 'chance')}`),
  ]
}
