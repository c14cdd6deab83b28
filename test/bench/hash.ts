import { createHash } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hasher } from '../../main/library/hashing/hasher.ts'

const SIZE = 512 * 1024 * 1024
const ROUNDS = 5

/** One result line of a benchmark: ours and its reference, measured in one run. */
export interface BenchLine {
  name: string
  ours: number
  reference: number
  ratio: number
  unit: string
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}

function writeFile(path: string): void {
  const block = Buffer.allocUnsafe(1024 * 1024)
  for (let i = 0; i < block.length; i++) block[i] = (i * 31 + (i >> 8) * 17) & 255
  const file = openSync(path, 'w')
  for (let at = 0; at < SIZE; at += block.length) {
    block.writeUInt32LE(at / block.length, 0)
    writeSync(file, block)
  }
  closeSync(file)
}

/** The reference: one plain SHA-256 over the file's bytes, read in big pieces; what sha256sum does. */
function plainPass(path: string): void {
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024)
  const sum = createHash('sha256')
  const file = openSync(path, 'r')
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) sum.update(buffer.subarray(0, read))
  closeSync(file)
  sum.digest()
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/**
 * Hashing 512 MiB by its BEP 52 root against one plain SHA-256 pass of the same file, rounds taking turns; MB/s,
 * medians.
 * `--threads N` sets how many threads hash (default: as the app does).
 */
export default async function* run({ threads }: { threads?: number } = {}): AsyncGenerator<BenchLine> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-hash-'))
  const hasher = new Hasher(threads)
  try {
    const path = join(dir, 'file')
    writeFile(path)
    plainPass(path)
    const times = { reference: [] as number[], ours: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      await hasher.warm()
      times.reference.push(await seconds(() => plainPass(path)))
      times.ours.push(await seconds(() => hasher.hash(path)))
    }
    const rate = (list: number[]): number => SIZE / 1e6 / median(list)
    const [ours, reference] = [rate(times.ours), rate(times.reference)]
    yield {
      name: 'hash',
      ours: Math.round(ours),
      reference: Math.round(reference),
      ratio: Number((ours / reference).toFixed(3)),
      unit: 'MB/s',
    }
  } finally {
    await hasher.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
