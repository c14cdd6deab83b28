import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes between two collections. */
const EVERY = 16 * 2 ** 20

type Collect = (how: { type: 'minor' | 'major' }) => void

let collect: Collect | null = null
let made = 0

/**
 * Says that `bytes` outside of V8's heap (buffers handed to the wire) will be garbage in a moment. V8 does not count
 * them for its young
 * generation: a sender, which makes little else, would keep 64 MB of them and then have the whole heap marked, eight
 * times for 512 MiB (a
 * twentieth of all processor time of a transfer, as measured). Looking through the young generation alone, each 16 MiB,
 * takes
 * half a millisecond and frees them all. A receiver that does not hear of each packet (overlay/long-read.ts) makes as
 * little else: it reached
 * 211 to 225 MB without, 179 to 190 with this (`bench -- transfer`).
 */
export function reportExternalBytes(bytes: number): void {
  made += bytes
  if (made < EVERY) return
  made = 0
  collect ??= collector()
  collect({ type: 'minor' })
}

/**
 * V8's own function: it is not to be had without the flag, and a flag of the command line would give it to pages, too.
 */
export function collector(): Collect {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('globalThis.gc') as Collect | undefined
  setFlagsFromString('--no-expose-gc')
  return gc ?? (() => {})
}
