import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** External bytes between two collections. */
const EVERY = 16 * 2 ** 20

type Collect = (how: { type: 'minor' | 'major' }) => void

let collect: Collect | null = null
let made = 0

/**
 * Reports `bytes` outside of the V8 heap (buffers handed to the wire) that will soon be garbage. V8 does not count them
 * for its young generation: a sender, which allocates little else, would keep 64 MB of them and then have the whole
 * heap marked, eight times for 512 MiB (5 % of the CPU time of a transfer). A minor collection every 16 MiB takes half
 * a millisecond and frees them all. The same for a receiver that is not called for each packet (long-read.ts): its peak
 * was 211 to 225 MB without, 179 to 190 MB with this (`bench -- transfer`).
 */
export function reportExternalBytes(bytes: number): void {
  made += bytes
  if (made < EVERY) return
  made = 0
  collect ??= collector()
  collect({ type: 'minor' })
}

/** The gc function of V8: only available with a flag, which on the command line would expose it to pages as well. */
export function collector(): Collect {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('globalThis.gc') as Collect | undefined
  setFlagsFromString('--no-expose-gc')
  return gc ?? (() => {})
}
