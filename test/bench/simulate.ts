import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { planExperiment } from '../../main/simulator/experiment.ts'
import { Run } from '../../main/simulator/model/run.ts'
import { DEFAULT_SETTINGS } from '../../main/simulator/model/settings.ts'
import { SimulatorPool } from '../../main/simulator/pool.ts'
import { simulate } from '../../main/simulator/simulate.ts'
import type { RunTask } from '../../main/simulator/task.ts'
import { type BenchLine, limit, median, quickest, rate, seconds } from './lib/measure.ts'

const SEED = 1
const SOURCE = fileURLToPath(new URL('./yardstick/simulate.c', import.meta.url))
/** All are tried and the fastest counts: which one that is depends on size and compiler. */
const FLAGS = ['-O2', '-O3', '-O3 -march=native']
/** Limit in ms, to the first point of a figure and from Cancel to the end: what users perceive as immediate. */
const FIRST_POINT_LIMIT_MS = 300
const CANCEL_LIMIT_MS = 100
const CANCEL_ROUNDS = 5

/** Options: `--rounds` against C (7), `--transactions` per round (4,000,000), `--replications` of figure 2 (10). */
interface Options {
  rounds?: number
  transactions?: number
  replications?: number
}

/** The C programs by compiler flags; those that do not compile are reported and omitted. */
function compile(folder: string): Record<string, string> {
  const programs: Record<string, string> = {}
  for (const [i, flags] of FLAGS.entries()) {
    const program = join(folder, `simulate-${i}`)
    try {
      execFileSync(process.env.CC ?? 'cc', [...flags.split(' '), '-o', program, SOURCE], { stdio: 'pipe' })
      programs[`cc ${flags}`] = program
    } catch (error) {
      console.error(`LEFT OUT: cc ${flags} failed: ${(error as Error).message.split('\n')[0]}`)
    }
  }
  return programs
}

/** Seconds of one run in C, and its final sum of W. */
function runC(program: string, N: number, transactions: number): { seconds: number; sum: number } {
  const [seconds, , , sum] = execFileSync(program, [N, transactions, SEED, 1].map(String), { encoding: 'utf8' })
    .trim()
    .split(' ')
    .map(Number)
  return { seconds: seconds as number, sum: sum as number }
}

/** Seconds of the same run in the app, transactions only, as in C. */
function runHere(N: number, transactions: number): { seconds: number; sum: number } {
  const run = new Run({ ...DEFAULT_SETTINGS, N, transactions }, SEED)
  const start = performance.now()
  run.advance(transactions)
  return { seconds: (performance.now() - start) / 1000, sum: run.performanceSum }
}

function* againstC(
  programs: Record<string, string>,
  N: number,
  transactions: number,
  rounds: number,
): Generator<BenchLine> {
  // Warm up, so that V8 has compiled the loop.
  for (let i = 0; i < 3; i++) runHere(1000, transactions / 2)
  const ours: number[] = []
  const references: Record<string, number[]> = Object.fromEntries(Object.keys(programs).map((flags) => [flags, []]))
  for (let round = 0; round < rounds; round++) {
    const own = runHere(N, transactions)
    ours.push(own.seconds)
    for (const [flags, program] of Object.entries(programs)) {
      const reference = runC(program, N, transactions)
      if (own.sum !== reference.sum) throw new Error(`C and TypeScript disagree: ${reference.sum} and ${own.sum}`)
      references[flags]?.push(reference.seconds)
    }
  }
  const best = quickest(references)
  yield rate(
    `simulate, N = ${N}, one thread against ${best.name}`,
    transactions / median(ours),
    transactions / best.seconds,
    'transactions/s',
  )
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
}: Options = {}): AsyncGenerator<BenchLine> {
  const folder = mkdtempSync(join(tmpdir(), 'hyoban-bench-simulate-'))
  try {
    const programs = compile(folder)
    if (Object.keys(programs).length > 0) {
      yield* againstC(programs, 1000, transactions, rounds)
      yield* againstC(programs, 1_000_000, transactions, rounds)
    }
    yield* workers(replications)
    yield* firstPoint()
    yield* cancel()
  } finally {
    rmSync(folder, { recursive: true })
  }
}
