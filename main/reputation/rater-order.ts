import { extended, grown } from './columns.ts'

/** The pairs to order; implemented by the ledger. */
export interface OrderedPairs {
  /** Whether pair `a` has a newer full rating than pair `b`. */
  isNewer(a: number, b: number): boolean
  /** Whether the pair has a full rating and so belongs in its subject's list. */
  isListed(pair: number): boolean
}

/**
 * By subject: the pairs with a full rating, newest first. A rating only marks its pair, with a single write; reading a
 * list first moves the marked pairs into place, in O(marked * log(marked) + positions moved). So a million ratings in a
 * row cost only their marks, and a rating between two reads costs as much as moving it at once.
 */
export class RaterOrder {
  readonly #pairs: OrderedPairs
  /** By subject: the newest pair in its list; -1 for none. */
  #newest = new Int32Array(16).fill(-1)
  /** By subject: the pair marked last; -1 for none. */
  #marked = new Int32Array(16).fill(-1)
  /** By pair: the next older one of its list, the next newer one (-1 at the ends), and 1 if it is in the list. */
  #links = new Int32Array(64 * 3)

  constructor(pairs: OrderedPairs) {
    this.#pairs = pairs
  }

  /** Grows the columns for subjects up to `subject`. */
  reserveSubject(subject: number): void {
    while (subject >= this.#newest.length) {
      this.#newest = grown(this.#newest, -1)
      this.#marked = grown(this.#marked, -1)
    }
  }

  /** Marks a pair and returns the one marked before, which the caller stores with the pair. */
  mark(subject: number, pair: number): number {
    const before = this.#marked[subject] as number
    this.#marked[subject] = pair
    return before
  }

  /**
   * Returns the last marked pair of a subject, -1 for none, and clears the marks. The caller follows them and hands all
   * pairs to `place`.
   */
  takeMarked(subject: number): number {
    const marked = this.#marked[subject] ?? -1
    if (marked >= 0) this.#marked[subject] = -1
    return marked
  }

  /** The newest pair of the list of a subject; -1 for none. No pair may be marked. */
  newestOf(subject: number): number {
    return this.#newest[subject] ?? -1
  }

  /** The next older pair of the list; -1 at the end. */
  olderOf(pair: number): number {
    return this.#links[3 * pair] as number
  }

  /** Moves pairs whose newest full rating has changed to their places, in or out of the list. */
  place(subject: number, pairs: number[]): void {
    for (const pair of pairs) {
      while (3 * pair >= this.#links.length) this.#links = extended(this.#links)
      this.#takeOut(subject, pair)
    }
    const listed = pairs
      .filter((pair) => this.#pairs.isListed(pair))
      .sort((a, b) => (this.#pairs.isNewer(a, b) ? -1 : 1))
    const links = this.#links
    let newer = -1
    let older = this.#newest[subject] as number
    for (const pair of listed) {
      while (older >= 0 && this.#pairs.isNewer(older, pair)) {
        newer = older
        older = links[3 * older] as number
      }
      links[3 * pair] = older
      links[3 * pair + 1] = newer
      links[3 * pair + 2] = 1
      if (older >= 0) links[3 * older + 1] = pair
      if (newer >= 0) links[3 * newer] = pair
      else this.#newest[subject] = pair
      newer = pair
    }
  }

  #takeOut(subject: number, pair: number): void {
    const links = this.#links
    if (links[3 * pair + 2] !== 1) return
    links[3 * pair + 2] = 0
    const older = links[3 * pair] as number
    const newer = links[3 * pair + 1] as number
    if (older >= 0) links[3 * older + 1] = newer
    if (newer >= 0) links[3 * newer] = older
    else this.#newest[subject] = older
  }
}
