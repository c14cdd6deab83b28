import { nextWord, streamState } from '../model/streams.ts'

/** Separate random streams of the overlay lab: what one draws does not move what another one does. */
export const OVERLAY_STREAMS = {
  nodes: 101,
  graph: 102,
  copies: 103,
  queries: 104,
  failures: 105,
  churn: 106,
  learning: 107,
  walks: 108,
  updates: 109,
} as const

/** Draws from one stream of the simulator. */
export class Draw {
  readonly #state: Int32Array

  constructor(seed: number, stream: number) {
    this.#state = streamState(seed, stream)
  }

  /** 32 random bits. */
  word(): number {
    return nextWord(this.#state)
  }

  /** Uniform in [0, 1). */
  next(): number {
    return nextWord(this.#state) / 4294967296
  }

  /** Uniform whole number in [0, n). */
  int(n: number): number {
    return Math.floor((nextWord(this.#state) / 4294967296) * n)
  }

  /** Exponentially distributed with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next())
  }

  /** Shuffles `list` in place (Fisher and Yates). */
  shuffle<T extends Int32Array | number[]>(list: T): T {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.int(i + 1)
      const value = list[i] as number
      list[i] = list[j] as number
      list[j] = value
    }
    return list
  }
}
