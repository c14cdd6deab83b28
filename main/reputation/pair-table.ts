import { extended } from './columns.ts'
import { COUNT, DUST, SUM, WEAK_COUNT, WEAK_DUST, WEAK_SUM, netOf, type Statistics } from './statistics.ts'
import { DUST_SCORE, DUST_STEPS } from './transfer-weight.ts'

// A pair is one line of 64 bytes, so that a rating touches few cache lines: three doubles (offsets in
// `reals`), then ten integers (offsets in `ints`, a view of the same memory).
export const REALS = 8
export const SUM_AT = 0
export const WEAK_SUM_AT = 1
/** Time of the newest rating. */
export const TIME_AT = 2
export const INTS = 16
const RATER_AT = 6
const SUBJECT_AT = 7
export const COUNT_AT = 8
export const WEAK_COUNT_AT = 9
export const LAST_AT = 10
export const LAST_FULL_AT = 11
const NEXT_GIVEN_AT = 12
/** 0: in place in its subject's list; 1: marked as the first; otherwise the previously marked pair + 2. */
export const MARKED_AT = 13
export const DUST_AT = 14
export const WEAK_DUST_AT = 15

/**
 * One line of numbers for each pair (rater, subject), found by a hash table with open addressing. Pairs and peers are
 * small whole numbers. Only the Ledger writes lines.
 */
export class PairTable {
  /** Number of pairs. */
  pairs = 0
  /** By peer: its first pair as a rater. */
  given = new Int32Array(16).fill(-1)
  protected reals = new Float64Array(64 * REALS)
  protected ints = new Int32Array(this.reals.buffer)
  /** By hash: the number of the pair + 1 (0: free), then its whole hash, so that most other pairs need not be read. */
  #slots = new Int32Array(512)
  #mask = 255

  /** The pair (rater, subject), or -1. */
  pairOf(rater: number, subject: number): number {
    const h = hash(rater, subject)
    for (let at = h & this.#mask; ; at = (at + 1) & this.#mask) {
      const pair = (this.#slots[2 * at] as number) - 1
      if (
        pair < 0 ||
        (this.#slots[2 * at + 1] === h && this.raterOf(pair) === rater && this.subjectOf(pair) === subject)
      )
        return pair
    }
  }

  raterOf(pair: number): number {
    return this.ints[pair * INTS + RATER_AT] as number
  }

  subjectOf(pair: number): number {
    return this.ints[pair * INTS + SUBJECT_AT] as number
  }

  /** Number of the pair's ratings with a full receipt. */
  countOf(pair: number): number {
    return this.ints[pair * INTS + COUNT_AT] as number
  }

  /** The sum of their scores, in 1 / SCORE_STEPS. */
  sumOf(pair: number): number {
    return this.reals[pair * REALS + SUM_AT] as number
  }

  /** Number of the pair's ratings with half a receipt or none. */
  weakCountOf(pair: number): number {
    return this.ints[pair * INTS + WEAK_COUNT_AT] as number
  }

  /** The sum of their scores, in 1 / SCORE_STEPS. */
  weakSumOf(pair: number): number {
    return this.reals[pair * REALS + WEAK_SUM_AT] as number
  }

  /** Good minus bad among its ratings with a full receipt, good ones weighed by their bytes, in 1 / SCORE_STEPS. */
  netOf(pair: number): number {
    return netOf(this.countOf(pair), this.sumOf(pair)) - this.#dustOf(pair) * DUST_SCORE
  }

  /** How many full transfers its ratings with a full receipt are worth, 0 to 1. */
  massOf(pair: number): number {
    return Math.min(1, this.countOf(pair) - this.#dustOf(pair) / DUST_STEPS)
  }

  /** The mean of their scores, in 1 / SCORE_STEPS, weighed by their bytes. */
  meanOf(pair: number): number {
    const dust = this.#dustOf(pair) / DUST_STEPS
    const count = this.countOf(pair)
    return dust === count
      ? this.sumOf(pair) / count
      : (this.sumOf(pair) - dust * DUST_STEPS * DUST_SCORE) / (count - dust)
  }

  /** What its good ratings lack to full transfers, whatever their receipts, in 1 / DUST_STEPS. */
  ownDustOf(pair: number): number {
    return this.#dustOf(pair) + (this.ints[pair * INTS + WEAK_DUST_AT] as number)
  }

  #dustOf(pair: number): number {
    return this.ints[pair * INTS + DUST_AT] as number
  }

  /** The newest rating of the pair; -1 for none. `before` of the Ledger leads to the older ones. */
  lastOf(pair: number): number {
    return this.ints[pair * INTS + LAST_AT] as number
  }

  /** The newest rating of the pair with a full receipt, of small files only if there is no other; -1 for none. */
  lastFullOf(pair: number): number {
    return this.ints[pair * INTS + LAST_FULL_AT] as number
  }

  /** The next pair of the same rater; -1 at the end. */
  nextGivenOf(pair: number): number {
    return this.ints[pair * INTS + NEXT_GIVEN_AT] as number
  }

  /** The pair (rater, subject), created if missing. */
  protected pairFor(rater: number, subject: number): number {
    const h = hash(rater, subject)
    const mask = this.#mask
    let at = h & mask
    for (; ; at = (at + 1) & mask) {
      const pair = (this.#slots[2 * at] as number) - 1
      if (pair < 0) break
      if (this.#slots[2 * at + 1] === h && this.raterOf(pair) === rater && this.subjectOf(pair) === subject) return pair
    }
    const pair = this.pairs++
    if (pair * REALS >= this.reals.length) {
      this.reals = extended(this.reals)
      this.ints = new Int32Array(this.reals.buffer)
    }
    const ints = this.ints
    const i = pair * INTS
    ints[i + RATER_AT] = rater
    ints[i + SUBJECT_AT] = subject
    ints[i + LAST_AT] = ints[i + LAST_FULL_AT] = -1
    ints[i + NEXT_GIVEN_AT] = this.given[rater] as number
    this.given[rater] = pair
    this.#slots[2 * at] = pair + 1
    this.#slots[2 * at + 1] = h
    if (this.pairs * 4 > 3 * (mask + 1)) this.#rehash()
    return pair
  }

  /** Copies the statistics of a pair. */
  protected copyStatistics(pair: number, to: Statistics): void {
    to[COUNT] = this.ints[pair * INTS + COUNT_AT] as number
    to[SUM] = this.reals[pair * REALS + SUM_AT] as number
    to[WEAK_COUNT] = this.ints[pair * INTS + WEAK_COUNT_AT] as number
    to[WEAK_SUM] = this.reals[pair * REALS + WEAK_SUM_AT] as number
    to[DUST] = this.ints[pair * INTS + DUST_AT] as number
    to[WEAK_DUST] = this.ints[pair * INTS + WEAK_DUST_AT] as number
  }

  #rehash(): void {
    const before = this.#slots
    const slots = new Int32Array(before.length * 2)
    const mask = slots.length / 2 - 1
    for (let from = 0; from < before.length; from += 2) {
      if (before[from] === 0) continue
      const h = before[from + 1] as number
      let at = h & mask
      while (slots[2 * at] !== 0) at = (at + 1) & mask
      slots[2 * at] = before[from] as number
      slots[2 * at + 1] = h
    }
    this.#slots = slots
    this.#mask = mask
  }
}

function hash(rater: number, subject: number): number {
  let h = Math.imul(rater, 0x9e3779b1) ^ Math.imul(subject, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return h ^ (h >>> 13)
}
