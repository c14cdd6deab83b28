import type { LabSettings } from '../../main/simulator/lab/scenario.ts'
import { completeSettings } from '../../main/simulator/lab/read-settings.ts'
import { mechanismScenario } from '../../main/simulator/mechanisms/mechanism-scenario.ts'
import { CTwin, measured, type TwinClock } from './lib/c-twin.ts'
import type { BenchLine } from './lib/measure.ts'

const SEED = 1
const SMALL = 1000
const MILLION = 1_000_000
const MODEL = ['benefit', 'maxGenerosity', 'turnover', 'returning', 'penalty']
const JUDGEMENT = ['weightTotal', 'weightRecent', 'recentWindow', 'minRatings', 'exclusionThreshold']
/** Oscillators among the peers of TrustGuard; the others contribute. */
const OSCILLATORS = 0.3

/**
 * Options: `--rounds` against C (7), `--dealings` a round (about, 4,000,000), `--clock cpu` to compare processor time
 * on a machine that does other work.
 */
interface Options {
  rounds?: number
  dealings?: number
  clock?: TwinClock
}

/** A mechanism, what the C program is told of it, and the metrics that both must have in common. */
interface Compared {
  name: string
  set: LabSettings
  /** Dealings of a peer in a unit of `rounds`; 0: the run goes by transactions. */
  perRound: number
  parameters: readonly string[]
  metrics: readonly string[]
}

const COMPARED: readonly Compared[] = [
  {
    name: 'exclusion',
    set: {},
    perRound: 0,
    parameters: [...MODEL, ...JUDGEMENT],
    metrics: ['x', 'W', 'cooperation', 'badDownloads', 'excludedHonest'],
  },
  // nobody is excluded: the last sum of the program is 0
  { name: 'penalty', set: {}, perRound: 0, parameters: MODEL, metrics: ['x', 'W', 'cooperation', 'badDownloads', ''] },
  {
    name: 'reciprocative',
    set: { history: 'shared', stranger: 'adaptive' },
    perRound: 1,
    parameters: ['benefit', 'cost', 'learnRate', 'turnover'],
    metrics: ['x', 'cooperation', 'badDownloads'],
  },
  {
    name: 'trustguard',
    set: { oscillatorShare: OSCILLATORS, contributorShare: 1 - OSCILLATORS, period: 5 },
    perRound: 5,
    parameters: ['alpha', 'beta', 'gammaRise', 'gammaFall', 'maxH', 'period'],
    metrics: ['cooperation', 'badDownloads', 'cost'],
  },
]

function* against(twin: CTwin, compared: Compared, N: number, dealings: number): Generator<BenchLine> {
  const { name, perRound, parameters, metrics } = compared
  const length = perRound > 0 ? Math.max(4, Math.round(dealings / perRound / N)) : dealings
  const settings = completeSettings(mechanismScenario, {
    mechanism: name,
    ...compared.set,
    N,
    [perRound > 0 ? 'rounds' : 'transactions']: length,
  })
  const ours = () => {
    let found: Readonly<Record<string, number>> = {}
    const { wall, cpu } = measured(() => {
      found = mechanismScenario.run(settings, SEED, () => {})
    })
    return { wall, cpu, sums: metrics.map((metric) => found[metric] ?? 0) }
  }
  ours()
  const last = name === 'trustguard' ? [Math.round(OSCILLATORS * N)] : []
  yield* twin.compare({
    name: `mechanisms, ${name}, N = ${N}`,
    unit: perRound > 0 ? 'dealings/s' : 'transactions/s',
    amount: perRound > 0 ? length * N * perRound : length,
    args: [name, N, length, SEED, ...parameters.map((parameter) => settings[parameter] as number), ...last],
    ours,
  })
}

/**
 * Dealings per second of four mechanisms against the same in C (the fastest of several sets of compiler flags) at two
 * sizes, setting up included, both with the same random numbers and the very same metrics.
 */
export default function* run({ rounds = 7, dealings = 4_000_000, clock = 'wall' }: Options = {}): Generator<BenchLine> {
  const twin = new CTwin('mechanisms', { rounds, clock })
  try {
    for (const N of [SMALL, MILLION]) for (const compared of COMPARED) yield* against(twin, compared, N, dealings)
  } finally {
    twin.close()
  }
}
