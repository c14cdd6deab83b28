import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BenchLine, median, quickest, rate } from './measure.ts'

/**
 * All are tried and the fastest counts: which one that is depends on size and compiler. None may fuse a multiplication
 * with an addition, which would round differently.
 */
const FLAGS = ['-O2', '-O3', '-O3 -march=native']

/** What is compared: seconds on the wall, or, on a machine that does other work, seconds of the processor. */
export type TwinClock = 'wall' | 'cpu'

/** One run: how long it took by both clocks, in seconds, and what it summed up. */
export interface TwinRun {
  wall: number
  cpu: number
  sums: number[]
}

/** A comparison of one kernel with its twin. */
export interface TwinComparison {
  name: string
  unit: string
  /** Units of work that a run does. */
  amount: number
  /** Arguments of the C program. */
  args: readonly (string | number)[]
  /** One run of ours: `measured` around the same work as in C. */
  ours(): TwinRun
}

/** Seconds that `work` takes, by both clocks. */
export function measured(work: () => void): Omit<TwinRun, 'sums'> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  work()
  const wall = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { wall, cpu: (user + system) / 1e6 }
}

/** Compiled C programs that do the same as ours: same random streams, same sums. */
export class CTwin {
  readonly #programs: Record<string, string> = {}
  readonly #rounds: number
  readonly #clock: TwinClock
  /** For the programs and what they read; removed by `close`. */
  readonly folder = mkdtempSync(join(tmpdir(), 'hyoban-bench-'))

  /** Compiles test/bench/yardstick/`name`.c with each set of flags; those that do not compile are reported. */
  constructor(name: string, { rounds, clock }: { rounds: number; clock: TwinClock }) {
    this.#rounds = rounds
    this.#clock = clock
    const source = fileURLToPath(new URL(`../yardstick/${name}.c`, import.meta.url))
    for (const [i, flags] of FLAGS.entries()) {
      const program = join(this.folder, `${name}-${i}`)
      try {
        const all = [...flags.split(' '), '-ffp-contract=off', '-o', program, source, '-lm']
        execFileSync(process.env.CC ?? 'cc', all, { stdio: 'pipe' })
        this.#programs[`cc ${flags}`] = program
      } catch (error) {
        console.error(`LEFT OUT: cc ${flags} failed: ${(error as Error).message.split('\n')[0]}`)
      }
    }
  }

  /**
   * Runs ours and all programs in turns and compares the medians. Yields nothing without a compiler. Throws Error if
   * the sums differ in any bit.
   */
  *compare({ name, unit, amount, args, ours }: TwinComparison): Generator<BenchLine> {
    const programs = Object.entries(this.#programs)
    if (programs.length === 0) return
    const own: number[] = []
    const references: Record<string, number[]> = Object.fromEntries(programs.map(([flags]) => [flags, []]))
    for (let round = 0; round < this.#rounds; round++) {
      const mine = ours()
      own.push(mine[this.#clock])
      for (const [flags, program] of programs) {
        const twin = runTwin(program, args)
        if (String(twin.sums) !== String(mine.sums))
          throw new Error(`${name}: C and TypeScript disagree: ${twin.sums} and ${mine.sums}`)
        references[flags]?.push(twin[this.#clock])
      }
    }
    const best = quickest(references)
    const clock = this.#clock === 'cpu' ? ', processor time' : ''
    yield rate(`${name} against ${best.name}${clock}`, amount / median(own), amount / best.seconds, unit)
  }

  close(): void {
    rmSync(this.folder, { recursive: true })
  }
}

function runTwin(program: string, args: readonly (string | number)[]): TwinRun {
  const [wall, cpu, ...sums] = execFileSync(program, args.map(String), { encoding: 'utf8' })
    .trim()
    .split(' ')
    .map(Number)
  return { wall: wall as number, cpu: cpu as number, sums }
}
