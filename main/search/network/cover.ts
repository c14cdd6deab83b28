import { AGAIN } from '../../protocol/search-reach.ts'

/** Maximum number of files and words considered; bounds time and memory for huge libraries. */
const MAX_FILES = 200_000
const MAX_WORDS = 50_000
/** Maximum number of words of one file, in the order of `keywordsOfFile`. */
const MAX_OF_FILE = 24
/** Number of frequent words that are candidates. */
const CANDIDATES = 768

/**
 * Chooses words so that as many files as possible can be found by one of them: greedy maximum coverage, which reaches
 * at least 1 - 1/e of the optimum (Nemhauser, Wolsey and Fisher 1978). Each further word for a file counts less, which
 * keeps the gain submodular.
 */
export class Cover {
  readonly #ids = new Map<string, number>()
  readonly #words: string[] = []
  /** Number of files with a word, by its id. */
  readonly #counts: number[] = []
  /** Ids of the words of each file. */
  readonly #files: Uint32Array[] = []

  get isFull(): boolean {
    return this.#files.length >= MAX_FILES
  }

  /** Adds a file by its distinct words. */
  add(words: readonly string[]): void {
    const ids: number[] = []
    for (const word of words.slice(0, MAX_OF_FILE)) {
      let id = this.#ids.get(word)
      if (id === undefined) {
        if (this.#words.length >= MAX_WORDS) continue
        id = this.#words.push(word) - 1
        this.#ids.set(word, id)
        this.#counts.push(0)
      }
      this.#counts[id] = (this.#counts[id] as number) + 1
      ids.push(id)
    }
    if (ids.length > 0 && !this.isFull) this.#files.push(Uint32Array.from(ids))
  }

  /** The most frequent words, and the words of files that have none of these. */
  candidates(): string[] {
    const frequent = this.#counts
      .map((count, id) => ({ id, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, CANDIDATES)
    const chosen = new Set(frequent.map(({ id }) => id))
    for (const ids of this.#files) {
      if (chosen.size >= CANDIDATES * 2) break
      if (!ids.some((id) => chosen.has(id))) for (const id of ids) chosen.add(id)
    }
    return Array.from(chosen, (id) => this.#words[id] as string)
  }

  /** At most `most` words that together lead to most files, by the `worth` of each candidate, 0 (excluded) to 1. */
  choose(worth: ReadonlyMap<string, number>, max: number): string[] {
    const files = new Map<number, number[]>()
    for (const [word, value] of worth) {
      const id = this.#ids.get(word)
      if (id !== undefined && value > 0) files.set(id, [])
    }
    this.#files.forEach((ids, file) => ids.forEach((id) => files.get(id)?.push(file)))
    /** Value of the next word for each file. */
    const left = new Float32Array(this.#files.length).fill(1)
    const gainOf = (id: number): number =>
      (files.get(id) as number[]).reduce((sum, file) => sum + (left[file] as number), 0) *
      (worth.get(this.#words[id] as string) as number)
    const line = [...files.keys()]
      .map((id) => ({ id, gain: gainOf(id) }))
      .sort((a, b) => b.gain - a.gain || (this.#wordBefore(a.id, b.id) ? -1 : 1))
    const chosen: string[] = []
    while (chosen.length < max && line.length > 0) {
      // gains only shrink, so a word that is still first after its gain was updated is the best
      const [first, second] = line as [{ id: number; gain: number }, { id: number; gain: number } | undefined]
      first.gain = gainOf(first.id)
      if (second && second.gain > first.gain) {
        line.shift()
        line.splice(placeOf(line, first.gain), 0, first)
        continue
      }
      line.shift()
      chosen.push(this.#words[first.id] as string)
      for (const file of files.get(first.id) as number[]) left[file] = (left[file] as number) * AGAIN
    }
    return chosen
  }

  #wordBefore(a: number, b: number): boolean {
    return (this.#words[a] as string) < (this.#words[b] as string)
  }
}

/** Where a gain belongs in a list of descending gains. */
function placeOf(line: readonly { gain: number }[], gain: number): number {
  let [low, high] = [0, line.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((line[middle] as { gain: number }).gain > gain) low = middle + 1
    else high = middle
  }
  return low
}
