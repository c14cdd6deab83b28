import { availableParallelism } from 'node:os'
import { planExperiment } from '../../main/simulator/experiment.ts'
import { Run } from '../../main/simulator/model/run.ts'
import { DEFAULT_SETTINGS } from '../../main/simulator/model/settings.ts'
import { SimulatorPool } from '../../main/simulator/pool.ts'
import { simulate } from '../../main/simulator/simulate.ts'
import type { RunTask } from '../../main/simulator/task.ts'
import { CTwin, measured, type TwinClock, type TwinRun } from './lib/c-twin.ts'
import { type BenchLine, limit, median, rate, seconds } from './lib/measure.ts'

const SEED = 1
/** Limit in ms, to the first point of a figure and from Cancel to the end: what users perceive as immediate. */
const FIRST_POINT_LIMIT_MS = 300
const CANCEL_LIMIT_MS = 100
const CANCEL_ROUNDS = 5

/**
 * Options: `--rounds` against C (7), `--transactions` per round (4,000,000), `--replications` of figure 2 (10),
 * `--clock cpu` to compare processor time with C on a machine that does other work.
 */
interface Options {
  rounds?: number
  transactions?: number
  replications?: number
  clock?: TwinClock
}

function* againstC(twin: CTwin, N: number, transactions: number): Generator<BenchLine> {
  const ours = (peers: number): TwinRun => {
    const run = new Run({ ...DEFAULT_SETTINGS, N: peers, transactions }, SEED)
    const { wall, cpu } = measured(() => run.advance(transactions))
    const sums = [run.contributors, run.participants, run.performanceSum]
    run.release()
    return { wall, cpu, sums }
  }
  // warm up, so that V8 has compiled the loop
  for (let i = 0; i < 3; i++) ours(1000)
  yield* twin.compare({
    name: `simulate, N = ${N}, one thread`,
    unit: 'transactions/s',
    amount: transactions,
    args: [N, transactions, SEED],
    ours: () => ours(N),
  })
}

/** Runs the whole of figure 2 on `pool`. */
function figure(pool: SimulatorPool, replications: number): Promise<unknown> {
  return simulate(pool, planExperiment({ scenario: 'fig2', replications, seed: SEED })).done
}

async function* workers(replications: number): AsyncGenerator<BenchLine> {
  if (availableParallelism() < 2) {
    console.error('LEFT OUT: two workers against one needs two cores.')
    return
  }
  const one = new SimulatorPool({ workers: 1 })
  const two = new SimulatorPool({ workers: 2 })
  try {
    for (const pool of [one, two]) await figure(pool, 2)
    const [single, double]: [number[], number[]] = [[], []]
    for (let round = 0; round < 3; round++) {
      single.push(await seconds(() => figure(one, replications)))
      double.push(await seconds(() => figure(two, replications)))
    }
    yield rate(
      `simulate, figure 2, ${replications} replications, two workers against one`,
      1 / median(double),
      1 / median(single),
      'figures/s',
    )
  } finally {
    await Promise.all([one.close(), two.close()])
  }
}

/** Time from requesting figure 2 to its first values, with the threads already started. */
async function* firstPoint(): AsyncGenerator<BenchLine> {
  const pool = new SimulatorPool()
  pool.warm()
  try {
    await figure(pool, 1)
    const start = performance.now()
    let first = Infinity
    await simulate(pool, planExperiment({ scenario: 'fig2', replications: 1, seed: SEED }), {
      onSample: () => {
        first = Math.min(first, performance.now() - start)
      },
    }).done
    yield limit('simulate, first point of figure 2', first, FIRST_POINT_LIMIT_MS, 'ms')
  } finally {
    await pool.close()
  }
}

/** Time from Cancel during long replications on all threads to the end of the run. */
async function* cancel(): AsyncGenerator<BenchLine> {
  const pool = new SimulatorPool()
  const transactions = 1_000_000_000
  const endless: RunTask = {
    settings: { ...DEFAULT_SETTINGS, transactions },
    seed: SEED,
    measure: { kind: 'mean', from: 0, to: transactions },
  }
  try {
    const times: number[] = []
    for (let round = 0; round < CANCEL_ROUNDS; round++) {
      const stop = new AbortController()
      const started = Promise.withResolvers<void>()
      const batch = pool.start([endless, endless], {
        onValues: () => {},
        onProgress: () => started.resolve(),
        signal: stop.signal,
      })
      await started.promise
      const ended = batch.done.catch(() => undefined)
      times.push(
        await seconds(() => {
          stop.abort()
          return ended
        }),
      )
    }
    yield limit('simulate, from Cancel to the end, median', median(times) * 1000, CANCEL_LIMIT_MS, 'ms')
  } finally {
    await pool.close()
  }
}

/**
 * Transactions per second against the same model in C at two sizes (the fastest of several sets of compiler flags), two
 * workers against one for a whole figure, and the times to the first point and from Cancel to the end, against their
 * limits.
 */
export default async function* run({
  rounds = 7,
  transactions = 4_000_000,
  replications = 10,
  clock = 'wall',
}: Options = {}): AsyncGenerator<BenchLine> {
  const twin = new CTwin('simulate', { rounds, clock })
  try {
    yield* againstC(twin, 1000, transactions)
    yield* againstC(twin, 1_000_000, transactions)
    yield* workers(replications)
    yield* firstPoint()
    yield* cancel()
  } finally {
    twin.close()
  }
}
