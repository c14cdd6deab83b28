/** The counters of one file as Istanbul keeps them: statements, functions, and the arms of each branch. */
interface FileCounters {
  s: Record<string, number> | Uint32Array
  f: Record<string, number> | Uint32Array
  b: Record<string, number[] | Uint32Array>
}

/** A counter's values are told apart in these steps, as in AFL: 1, 2, 3, 4 to 7, 8 to 15, 16 to 31, 32 to 127, more. */
const STEPS = [1, 2, 3, 4, 8, 16, 32, 128]

function stepOf(count: number): number {
  let step = STEPS.length - 1
  while (count < (STEPS[step] as number)) step--
  return step
}

/** What inputs have reached so far in the modules that instrument.mjs has counted. */
export class Coverage {
  readonly #counts: Uint32Array
  /** One bit for each step that a counter has reached. */
  readonly #seen: Uint8Array
  /** Number of pairs of counter and step reached. */
  features = 0

  /** Takes over the counters of all modules loaded so far. */
  constructor(files: Record<string, FileCounters>) {
    const places: ((counts: Uint32Array) => void)[] = []
    const sizes: number[] = []
    for (const file of Object.values(files)) {
      for (const kind of ['s', 'f'] as const) {
        sizes.push(Object.keys(file[kind]).length)
        places.push((counts) => (file[kind] = counts))
      }
      for (const [number, arms] of Object.entries(file.b)) {
        sizes.push(arms.length)
        places.push((counts) => (file.b[number] = counts))
      }
    }
    this.#counts = new Uint32Array(sizes.reduce((sum, size) => sum + size, 0))
    this.#seen = new Uint8Array(this.#counts.length)
    let at = 0
    for (const [i, size] of sizes.entries()) places[i]?.(this.#counts.subarray(at, (at += size)))
  }

  /** Number of counters: statements, functions and arms of branches. */
  get size(): number {
    return this.#counts.length
  }

  /** Number of counters that some input has reached. */
  get reached(): number {
    return this.#seen.reduce((sum, bits) => sum + (bits ? 1 : 0), 0)
  }

  reset(): void {
    this.#counts.fill(0)
  }

  /** Begins anew, for another target. */
  forget(): void {
    this.#seen.fill(0)
    this.features = 0
  }

  /** Adds what has run since `reset`; returns the number of features that no input had reached before. */
  add(): number {
    const [counts, seen] = [this.#counts, this.#seen]
    let found = 0
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i] as number
      if (count === 0) continue
      const bit = 1 << stepOf(count)
      if (((seen[i] as number) & bit) !== 0) continue
      seen[i] = (seen[i] as number) | bit
      found++
    }
    this.features += found
    return found
  }
}
