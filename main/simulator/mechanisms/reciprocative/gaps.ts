import { WORD } from '../../model/draws.ts'
import { nextWord } from '../../model/streams.ts'

/** The trials of a sequence that succeed, each with the same probability, at one random number per success. */
export class Gaps {
  readonly #stream: Int32Array
  readonly #logMiss: number
  #next = -1

  constructor(stream: Int32Array, probability: number) {
    this.#stream = stream
    this.#logMiss = Math.log1p(-probability)
    this.#advance()
  }

  /** The number of the next success, from 0; Infinity if there is none. */
  get next(): number {
    return this.#next
  }

  /** Passes the next success and returns its number. */
  take(): number {
    const taken = this.#next
    this.#advance()
    return taken
  }

  #advance(): void {
    // (word + 1) / 2^32 is in (0, 1]
    const miss = Math.log((nextWord(this.#stream) + 1) * WORD)
    this.#next += this.#logMiss === 0 ? Infinity : 1 + Math.floor(miss / this.#logMiss)
  }
}
