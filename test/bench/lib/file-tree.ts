import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const MIB = 1024 * 1024

function filled(bytes: number): Buffer {
  const block = Buffer.allocUnsafe(bytes)
  for (let i = 0; i < block.length; i++) block[i] = (i * 31 + (i >> 8) * 17) & 255
  return block
}

/** `count` different files of 1 to 8 KiB, 100 per directory, nested three deep. */
export function writeSmallFiles(root: string, count: number): void {
  const block = filled(8192)
  for (let d = 0; d * 100 < count; d++) {
    const dir = join(root, `part ${d % 10}`, `shelf ${d % 50}`, `box ${d}`)
    mkdirSync(dir, { recursive: true })
    for (let i = 0; i < 100 && d * 100 + i < count; i++) {
      block.writeUInt32LE(d * 100 + i, 0)
      writeFileSync(join(dir, `file ${i}.txt`), block.subarray(0, 1024 + (((d * 100 + i) * 709) % 7168)))
    }
  }
}

/** `count` files of `mib` MiB; all chunks of 1 MiB differ. */
export function writeLargeFiles(root: string, count: number, mib: number): void {
  const block = filled(MIB)
  mkdirSync(root, { recursive: true })
  for (let f = 0; f < count; f++) {
    const file = openSync(join(root, `large ${f}.bin`), 'w')
    for (let at = 0; at < mib; at++) {
      block.writeUInt32LE(f * 1000 + at, 0)
      writeSync(file, block)
    }
    closeSync(file)
  }
}
