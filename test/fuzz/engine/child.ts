/**
 * Fuzzes some targets, one after the other, in a process of its own: node --import instrument.mjs child.ts
 * '{"targets", "seconds", ...}'. Prints a line of JSON for each.
 */
import { writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { seededRandom } from '../../../main/base/random.ts'
import { fuzzTargets } from '../targets.ts'
import { Coverage } from './coverage.ts'
import { Fuzzer } from './fuzzer.ts'
import type { FuzzOptions, FuzzReport } from './run-child.ts'

/** An input that runs for so long, in ms, ends the process. */
const ENDLESS_MS = 60_000
const MAX_INPUT = 16_384

const { targets, seconds, seed, hungPath } = JSON.parse(process.argv[2] ?? '{}') as FuzzOptions
const shared = new SharedArrayBuffer(8 + MAX_INPUT)
const head = new Int32Array(shared, 0, 2)
const bytes = new Uint8Array(shared, 8)
const onRun = (input: Uint8Array): void => {
  bytes.set(input.subarray(0, MAX_INPUT))
  Atomics.store(head, 1, Math.min(input.length, MAX_INPUT))
  Atomics.add(head, 0, 1)
}
const workerData = { shared, path: hungPath, limitMs: ENDLESS_MS }
new Worker(new URL('watchdog.mjs', import.meta.url), { workerData, execArgv: [] })

// what a library rejects late belongs to no input
process.on('unhandledRejection', () => {})

const now = (): number => performance.now()
const used = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const files = (globalThis as unknown as { __coverage__: ConstructorParameters<typeof Coverage>[0] }).__coverage__
const coverage = new Coverage(files)
for (const name of targets) {
  const target = fuzzTargets.find((one) => one.name === name)
  if (!target) throw new Error(`no target ${name}`)
  coverage.forget()
  const fuzzer = new Fuzzer({ target, coverage, random: seededRandom(seed), now, used, onRun })
  const finding = await fuzzer.run(now() + seconds * 1000)
  const report: FuzzReport = {
    target: name,
    runs: fuzzer.runs,
    corpus: fuzzer.corpusSize,
    reached: coverage.reached,
    ...(finding && {
      finding: {
        input: Buffer.from(finding.input).toString('hex'),
        error: finding.error instanceof Error ? (finding.error.stack ?? finding.error.message) : String(finding.error),
      },
    }),
  }
  writeFileSync(1, `${JSON.stringify(report)}\n`)
}
process.exit(0)
