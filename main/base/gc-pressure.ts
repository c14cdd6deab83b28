import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** A minor collection runs after this many external bytes. */
const COLLECT_EVERY = 16 * 2 ** 20

type Collect = (how: { type: 'minor' | 'major' }) => void

let collect: Collect | null = null
let uncollected = 0

/**
 * Reports `bytes` outside of the V8 heap (buffers handed to the wire) that will soon be garbage. V8 does not count them
 * in its young generation: a sender, which allocates little else, would keep 64 MB of them and then mark the whole
 * heap, eight times for 512 MiB (5 % of the CPU time of a transfer). A minor collection every 16 MiB takes half a
 * millisecond and frees them all. A receiver that is not called for each packet (long-read.ts) gains as well: its peak
 * is 179 to 190 MB instead of 211 to 225 MB (`bench -- transfer`).
 */
export function reportExternalBytes(bytes: number): void {
  uncollected += bytes
  if (uncollected < COLLECT_EVERY) return
  uncollected = 0
  collect ??= collector()
  collect({ type: 'minor' })
}

/** V8's gc function. It needs a flag, which on the command line would expose it to pages as well. */
export function collector(): Collect {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('globalThis.gc') as Collect | undefined
  setFlagsFromString('--no-expose-gc')
  return gc ?? (() => {})
}
