import type { Random } from '../../../main/base/random.ts'
import { pick } from '../../../main/base/random.ts'
import type { FuzzTarget } from '../target.ts'
import type { Coverage } from './coverage.ts'
import { Mutator } from './mutate.ts'

/** An input that a target does not bear. */
export interface Finding {
  input: Uint8Array
  error: unknown
}

export interface FuzzerOptions {
  target: FuzzTarget
  coverage: Coverage
  random: Random
  /** Time in ms; injected, so that the loop can end. */
  now: () => number
  /** Processor time used so far, in ms: how long a run takes on an idle machine. */
  used: () => number
  /** Called with each input before it runs, so that one that never ends can be told by somebody else. */
  onRun: (input: Uint8Array) => void
}

/** A run of one input may not take more processor time than this, in ms, twice in a row. */
const MAX_RUN_MS = 2000
/** Attempts to make a finding shorter. */
const SHORTENINGS = 2000

/**
 * Coverage-guided fuzzing: an input that makes code run which none before did joins the corpus, from which the next
 * ones are made. Young members are picked more often.
 */
export class Fuzzer {
  readonly #options: FuzzerOptions
  readonly #corpus: Uint8Array[] = []
  readonly #mutator: Mutator
  runs = 0

  constructor(options: FuzzerOptions) {
    const { target, random } = options
    this.#options = options
    const words = (target.words ?? []).map((word) => (typeof word === 'string' ? Buffer.from(word) : word))
    this.#mutator = new Mutator(random, words, target.maxBytes)
  }

  get corpusSize(): number {
    return this.#corpus.length
  }

  /** Runs until `end`; returns the first finding, made as short as possible, or null. */
  async run(end: number): Promise<Finding | null> {
    const { target, random, now } = this.#options
    for (const seed of [new Uint8Array(0), ...target.seeds()]) {
      const finding = await this.#try(seed)
      if (finding) return this.#shorten(finding)
      this.#corpus.push(seed)
    }
    while (now() < end) {
      const young = this.#corpus.length - 1 - Math.floor(this.#corpus.length * random.next() ** 2)
      const input = this.#mutator.mutate(this.#corpus[young] as Uint8Array, pick(random, this.#corpus))
      const finding = await this.#try(input)
      if (finding) return this.#shorten(finding)
    }
    return null
  }

  async #try(input: Uint8Array): Promise<Finding | null> {
    const { coverage } = this.#options
    coverage.reset()
    const finding = await this.#runOnce(input)
    if (!finding && coverage.add() > 0) this.#corpus.push(input)
    return finding
  }

  async #runOnce(input: Uint8Array): Promise<Finding | null> {
    const { target, used, onRun } = this.#options
    let took = Infinity
    // what is loaded on first use takes its time once
    for (let i = 0; i < 2 && took > MAX_RUN_MS; i++) {
      this.runs++
      onRun(input)
      const before = used()
      try {
        const running = target.run(Buffer.from(input))
        if (running instanceof Promise) await running
      } catch (error) {
        return { input, error }
      }
      took = used() - before
    }
    return took > MAX_RUN_MS ? { input, error: new Error('one input takes more than two seconds') } : null
  }

  /** Leaves out pieces of the input as long as something is still found. */
  async #shorten(finding: Finding): Promise<Finding> {
    let best = finding
    let left = SHORTENINGS
    for (let size = best.input.length >> 1; size > 0; size >>= 1) {
      for (let at = 0; at + size <= best.input.length && left > 0; left--) {
        const input = Buffer.concat([best.input.subarray(0, at), best.input.subarray(at + size)])
        const shorter = await this.#runOnce(input)
        if (shorter && String(shorter.error) === String(finding.error)) best = shorter
        else at += size
      }
    }
    return best
  }
}
