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

/** One result line of a benchmark: ours and its reference, measured in one run. */
interface BenchLine {
  name: string
  ours: number
  reference: number
  ratio: number
  unit: string
}

const ROUNDS = 7
const SEED = 1
const SOURCE = fileURLToPath(new URL('./yardstick/simulate.c', import.meta.url))

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}

/** The yardstick's program, or undefined where nothing can compile it. */
function compile(folder: string): string | undefined {
  const program = join(folder, 'simulate')
  try {
    execFileSync(process.env.CC ?? 'cc', ['-O3', '-o', program, SOURCE], { stdio: 'pipe' })
    return program
  } catch (error) {
    console.error(`LEFT OUT: no C yardstick, since cc -O3 failed: ${(error as Error).message.split('\n')[0]}`)
    return undefined
  }
}

/** Seconds of one run in C, and the sum of W it ends with. */
function runC(program: string, N: number, transactions: number): { seconds: number; sum: number } {
  const [seconds, , , sum] = execFileSync(program, [N, transactions, SEED, 1].map(String), { encoding: 'utf8' })
    .trim()
    .split(' ')
    .map(Number)
  return { seconds: seconds as number, sum: sum as number }
}

/** Seconds of the same run here: the transactions alone, as in C. */
function runHere(N: number, transactions: number): { seconds: number; sum: number } {
  const run = new Run({ ...DEFAULT_SETTINGS, N, transactions }, SEED)
  const start = performance.now()
  run.advance(transactions)
  return { seconds: (performance.now() - start) / 1000, sum: run.performanceSum }
}

function* againstC(program: string, N: number, transactions: number): Generator<BenchLine> {
  // compilers need to have seen the loop before it counts
  for (let i = 0; i < 3; i++) runHere(1000, 2_000_000)
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const reference = runC(program, N, transactions)
    const own = runHere(N, transactions)
    if (own.sum !== reference.sum) throw new Error(`C and TypeScript disagree: ${reference.sum} and ${own.sum}`)
    theirs.push(reference.seconds)
    ours.push(own.seconds)
  }
  const [own, reference] = [transactions / median(ours), transactions / median(theirs)]
  yield {
    name: `simulate, N = ${N}, one worker against C`,
    ours: Math.round(own),
    reference: Math.round(reference),
    ratio: own / reference,
    unit: 'transactions/s',
  }
}

/** Seconds of the whole of figure 2 on `pool`. */
async function figureSeconds(pool: SimulatorPool, replications: number): Promise<number> {
  const plan = planExperiment({ scenario: 'fig2', replications, seed: SEED })
  const start = performance.now()
  await simulate(pool, plan).done
  return (performance.now() - start) / 1000
}

async function* workers(): AsyncGenerator<BenchLine> {
  if (availableParallelism() < 2) {
    console.error('LEFT OUT: two workers against one needs two cores.')
    return
  }
  const one = new SimulatorPool({ workers: 1 })
  const two = new SimulatorPool({ workers: 2 })
  try {
    for (const pool of [one, two]) await figureSeconds(pool, 2)
    const times: [number, number][] = []
    for (let round = 0; round < 3; round++) times.push([await figureSeconds(one, 10), await figureSeconds(two, 10)])
    const single = 1 / median(times.map(([first]) => first))
    const double = 1 / median(times.map(([, second]) => second))
    yield {
      name: 'simulate, all of fig2 (980 runs), two workers against one',
      ours: double,
      reference: single,
      ratio: double / single,
      unit: 'figures/s',
    }
  } finally {
    await Promise.all([one.close(), two.close()])
  }
}

/** Time from asking for fig2 to its first values, threads started already; against the 300 ms that are allowed. */
async function* firstPoint(): AsyncGenerator<BenchLine> {
  const pool = new SimulatorPool()
  pool.warm()
  try {
    await figureSeconds(pool, 1)
    const start = performance.now()
    let first = Infinity
    await simulate(pool, planExperiment({ scenario: 'fig2', replications: 1, seed: SEED }), {
      onSample: () => {
        first = Math.min(first, performance.now() - start)
      },
    }).done
    yield {
      name: 'simulate, first point of fig2 (limit 300 ms)',
      ours: first,
      reference: 300,
      ratio: 300 / first,
      unit: 'ms',
    }
  } finally {
    await pool.close()
  }
}

/**
 * Transactions per second against C at two sizes, two workers against one on a whole figure, time to the first point.
 */
export default async function* run(): AsyncGenerator<BenchLine> {
  const folder = mkdtempSync(join(tmpdir(), 'hyoban-bench-simulate-'))
  try {
    const program = compile(folder)
    if (program) {
      yield* againstC(program, 1000, 4_000_000)
      yield* againstC(program, 1_000_000, 4_000_000)
    }
    yield* workers()
    yield* firstPoint()
  } finally {
    rmSync(folder, { recursive: true })
  }
}
