/** Files and words that are looked at: bounds time and memory for a huge library. */
const MAX_FILES = 200_000
const MAX_WORDS = 50_000
/** Words of one file that count; names and titles come first. */
const MAX_OF_FILE = 24
/** Words with which most files could be found: these are held against what others have. */
const CANDIDATES = 768
/** What one more word for a file counts, beside the one before: it may be the one that is asked for. */
const AGAIN = 0.3

/**
 * Chooses words so that as many files as possible can be found by one of them (greedy maximum coverage, at least 1 -
 * 1/e of the best choice:
 * Nemhauser, Wolsey and Fisher 1978; a file's second and third word count less and less, so the gain stays submodular).
 */
export class Cover {
  readonly #ids = new Map<string, number>()
  readonly #words: string[] = []
  /** By word, how many files have it. */
  readonly #counts: number[] = []
  /** By file, the ids of its words. */
  readonly #files: Uint32Array[] = []

  get isFull(): boolean {
    return this.#files.length >= MAX_FILES
  }

  /** A file with its words, each once. */
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

  /** Words that may be worth it: the most frequent ones, and words of files that have none of those. */
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

  /**
   * The `most` words that together lead to most files; `worth` from 0 to 1 for each candidate, those of 0 are left out.
   */
  choose(worth: ReadonlyMap<string, number>, most: number): string[] {
    const files = new Map<number, number[]>()
    for (const [word, value] of worth) {
      const id = this.#ids.get(word)
      if (id !== undefined && value > 0) files.set(id, [])
    }
    this.#files.forEach((ids, file) => ids.forEach((id) => files.get(id)?.push(file)))
    /** What the next word for a file is worth. */
    const left = new Float32Array(this.#files.length).fill(1)
    const gainOf = (id: number): number =>
      (files.get(id) as number[]).reduce((sum, file) => sum + (left[file] as number), 0) *
      (worth.get(this.#words[id] as string) as number)
    const line = [...files.keys()]
      .map((id) => ({ id, gain: gainOf(id) }))
      .sort((a, b) => b.gain - a.gain || (this.#wordBefore(a.id, b.id) ? -1 : 1))
    const chosen: string[] = []
    while (chosen.length < most && line.length > 0) {
      // gains only shrink: whoever is still first after it was counted anew is the best
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

/** Where a gain belongs in a line of falling gains. */
function placeOf(line: readonly { gain: number }[], gain: number): number {
  let [low, high] = [0, line.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((line[middle] as { gain: number }).gain > gain) low = middle + 1
    else high = middle
  }
  return low
}
