import { mixSeed } from '../../base/random.ts'

/** Separate random streams, so that runs with one seed draw the same numbers under different settings. */
export const STREAMS = { generosity: 1, meetings: 2, turnover: 3, service: 4 } as const

/** The warmed-up state of the generator in base/random.ts for (seed, stream): [a, b, c, counter]. */
export function streamState(seed: number, stream: number): Int32Array {
  const state = Int32Array.of(
    mixSeed(seed, stream),
    mixSeed(seed, stream + 0x51ed270b),
    mixSeed(seed, stream + 0x2545f491),
    1,
  )
  for (let i = 0; i < 12; i++) nextWord(state)
  return state
}

/** The next 32 bits of a stream, as an unsigned integer; the same sequence as `seededRandom` (sfc32). */
export function nextWord(state: Int32Array): number {
  const a = state[0] as number
  const b = state[1] as number
  const c = state[2] as number
  const d = state[3] as number
  const t = (((a + b) | 0) + d) | 0
  state[0] = b ^ (b >>> 9)
  state[1] = (c + (c << 3)) | 0
  state[2] = (((c << 21) | (c >>> 11)) + t) | 0
  state[3] = (d + 1) | 0
  return t >>> 0
}
