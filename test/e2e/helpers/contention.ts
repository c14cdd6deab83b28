import { createHash } from 'node:crypto'

const WORK_MS = 400

/**
 * How many times slower than alone this machine runs us just now, at least 1: wall time over processor time of busy work.
 * A promise like "within 15 s" is made for a machine that is not busy with something else. Measure it before anything of ours runs:
 * else the app's own load would raise the limit that the app is held against.
 */
export function contention(): number {
  const block = Buffer.alloc(64 * 1024)
  const began = performance.now()
  const before = process.cpuUsage()
  while (performance.now() - began < WORK_MS) createHash('sha256').update(block).digest()
  const { user, system } = process.cpuUsage(before)
  return Math.max(1, (performance.now() - began) / ((user + system) / 1000))
}
