import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hasher } from '../../main/library/hashing/hasher.ts'
import { type BenchLine, median, quickest, rate, seconds } from './lib/measure.ts'
import { sha256Programs } from './lib/sha256.ts'

const MIB = 1024 * 1024

function writeFile(path: string, size: number): void {
  const block = Buffer.allocUnsafe(MIB)
  for (let i = 0; i < block.length; i++) block[i] = (i * 31 + (i >> 8) * 17) & 255
  const file = openSync(path, 'w')
  for (let at = 0; at < size; at += block.length) {
    block.writeUInt32LE(at / block.length, 0)
    writeSync(file, block)
  }
  closeSync(file)
}

/** Options: `--mib` size of the file, `--rounds`, `--threads` used for hashing (default: as in the app). */
interface Options {
  mib?: number
  rounds?: number
  threads?: number
}

/**
 * Hashing one file to its BEP 52 root, against SHA-256 of the same file by the fastest program installed. The file is
 * in the page cache; rounds alternate; median MB/s.
 */
export default async function* run({ mib = 512, rounds = 5, threads }: Options = {}): AsyncGenerator<BenchLine> {
  const programs = sha256Programs()
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-hash-'))
  const hasher = new Hasher(threads)
  try {
    const path = join(dir, 'file')
    writeFile(path, mib * MIB)
    const sum = (program: string): void => {
      const [command = '', ...args] = program.split(' ')
      execFileSync(command, [...args, path], { stdio: 'ignore' })
    }
    for (const program of programs) sum(program)
    const references: Record<string, number[]> = Object.fromEntries(programs.map((program) => [program, []]))
    const ours: number[] = []
    for (let round = 0; round < rounds; round++) {
      await hasher.warm()
      for (const program of programs) references[program]?.push(await seconds(() => sum(program)))
      ours.push(await seconds(() => hasher.hash(path)))
    }
    const best = quickest(references)
    const speed = (time: number): number => (mib * MIB) / 1e6 / time
    yield rate(`hash, against ${best.name}`, speed(median(ours)), speed(best.seconds), 'MB/s')
  } finally {
    await hasher.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
