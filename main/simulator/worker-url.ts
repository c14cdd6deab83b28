import { existsSync } from 'node:fs'

const SOURCE = './worker.ts'
const BUNDLED = ['./simulate-worker.js', '../simulate-worker.js']

/** Where the worker's program is: beside this file in the sources, in out/main (this file then is there or in a chunk). */
export function workerUrl(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL(SOURCE, import.meta.url)
  const found = BUNDLED.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url))
  if (!found) throw new Error('simulate-worker.js is missing from this build.')
  return found
}
