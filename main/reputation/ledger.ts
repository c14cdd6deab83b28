import { extended, grown } from './columns.ts'
import type { Folded, ReceiptKind } from './evidence.ts'
import { SCORE_STEPS } from './paper/state.ts'
import { RaterOrder } from './rater-order.ts'
import { COUNT, SUM, WEAK_COUNT, WEAK_SUM, type Change, type Statistics } from './statistics.ts'

export const NONE = 0
export const HALF = 1
export const FULL = 2
export const KIND_CODES: Readonly<Record<ReceiptKind, 0 | 1 | 2>> = { none: NONE, half: HALF, full: FULL }

// A pair is one line of 64 bytes, so that a rating brings in as few lines as can be: three numbers, then seven small
// ones.
const REALS = 8
const SUM_AT = 0
const WEAK_SUM_AT = 1
/** Time of the newest rating. */
const TIME_AT = 2
const INTS = 16
const RATER_AT = 6
const SUBJECT_AT = 7
const COUNT_AT = 8
const WEAK_COUNT_AT = 9
const LAST_AT = 10
const LAST_FULL_AT = 11
const NEXT_GIVEN_AT = 12
/**
 * 0: its place in the subject's list is right; 1: marked, the first of the marked; else the pair marked before it, + 2.
 */
const MARKED_AT = 13

/**
 * The evidence that I hold, as numbers: columns of ratings, and one line for each pair (rater, subject). It belongs to
 * no view: a thousand simulated peers share one ledger. Peers are small whole numbers here.
 *
 * The outcome does not depend on the order of `add`: sums are whole numbers, and lists are read in the one order of
 * ratings. One `add` is O(1) when the pair's ratings come in their order, else O(ratings of the pair that are newer);
 * see RaterOrder for
 * the raters of a subject. Columns are public so that views can walk them without copying; nobody but `add` writes.
 */
export class Ledger {
  /** Keys by number; numbers are handed out by first appearance. */
  readonly names: string[] = []
  readonly #ids = new Map<string, number>()
  readonly change: Change = { pair: -1, rater: -1, subject: -1, was: new Float64Array(4), is: new Float64Array(4) }

  readonly #order = new RaterOrder({
    isNewer: (a, b) => this.#isNewer(a, b),
    isListed: (pair) => this.lastFullOf(pair) >= 0,
  })
  /** By peer: how many raters it has with a full receipt. */
  raters = new Int32Array(16)
  /** By peer: first pair in which it is the rater. */
  given = new Int32Array(16).fill(-1)
  /** By peer: ratings of it without a receipt, and with half a receipt. */
  bare = new Int32Array(16)
  half = new Int32Array(16)

  pairs = 0
  #reals = new Float64Array(64 * REALS)
  #ints = new Int32Array(this.#reals.buffer)

  ratings = 0
  steps = new Int32Array(256)
  time = new Float64Array(256)
  seq = new Float64Array(256)
  kind = new Uint8Array(256)
  /** By rating: the next older one of the same pair. */
  before = new Int32Array(256)

  /**
   * Places by hash of the pair: the pair's number + 1 (0: free), then its hash, so that other pairs are not looked at.
   */
  #slots = new Int32Array(512)
  #mask = 255
  #receipts = new Int32Array(0)

  /** The number of a peer, given on first sight. */
  peer(name: string): number {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const id = this.names.push(name) - 1
    this.#ids.set(name, id)
    this.#order.reserveSubject(id)
    if (id >= this.raters.length) {
      this.raters = grown(this.raters)
      this.given = grown(this.given, -1)
      this.bare = grown(this.bare)
      this.half = grown(this.half)
    }
    return id
  }

  /** The number of a peer, or -1 for one never heard of. */
  find(name: string): number {
    return this.#ids.get(name) ?? -1
  }

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
    return this.#ints[pair * INTS + RATER_AT] as number
  }

  subjectOf(pair: number): number {
    return this.#ints[pair * INTS + SUBJECT_AT] as number
  }

  /** How many ratings of the pair have a full receipt. */
  countOf(pair: number): number {
    return this.#ints[pair * INTS + COUNT_AT] as number
  }

  /** The sum of their scores, in 1 / SCORE_STEPS. */
  sumOf(pair: number): number {
    return this.#reals[pair * REALS + SUM_AT] as number
  }

  /** How many have none, or half of one. */
  weakCountOf(pair: number): number {
    return this.#ints[pair * INTS + WEAK_COUNT_AT] as number
  }

  weakSumOf(pair: number): number {
    return this.#reals[pair * REALS + WEAK_SUM_AT] as number
  }

  /** The pair's newest rating; -1 for none. `before` leads to the older ones. */
  lastOf(pair: number): number {
    return this.#ints[pair * INTS + LAST_AT] as number
  }

  /** Its newest rating with a full receipt; -1 for none. */
  lastFullOf(pair: number): number {
    return this.#ints[pair * INTS + LAST_FULL_AT] as number
  }

  /** The rater's pair with the newest full rating of a subject; -1 for none. */
  newestOf(subject: number): number {
    let marked = this.#order.takeMarked(subject)
    if (marked >= 0) {
      const ints = this.#ints
      const pairs: number[] = []
      while (marked >= 0) {
        pairs.push(marked)
        const next = (ints[marked * INTS + MARKED_AT] as number) - 2
        ints[marked * INTS + MARKED_AT] = 0
        marked = next
      }
      this.#order.place(subject, pairs)
    }
    return this.#order.newestOf(subject)
  }

  /** The next pair in the subject's list of raters, by their newest full rating; -1 at the end. */
  olderOf(pair: number): number {
    return this.#order.olderOf(pair)
  }

  /** The next pair of the same rater; -1 at the end. */
  nextGivenOf(pair: number): number {
    return this.#ints[pair * INTS + NEXT_GIVEN_AT] as number
  }

  /**
   * Adds one rating: `score` 0 .. 1, `time` in ms, `seq` its place in the rater's log, `receipt` a whole number that
   * names
   * the receipt (-1: none, or one that nobody will correct). What changed is left in `change`. The caller has checked
   * the numbers.
   */
  add(rater: number, subject: number, score: number, time: number, seq: number, kind: 0 | 1 | 2, receipt = -1): Folded {
    let at = -1
    if (receipt >= 0) {
      while (receipt >= this.#receipts.length) this.#receipts = grown(this.#receipts)
      at = (this.#receipts[receipt] as number) - 1
      if (at >= 0 && (this.seq[at] as number) > seq) return 'superseded'
    }
    const corrects = at >= 0
    const pair = this.#pair(rater, subject)
    const change = this.change
    change.pair = pair
    change.rater = rater
    change.subject = subject
    this.#note(pair, change.was)
    if (corrects) this.#unlink(pair, at)
    else {
      at = this.ratings++
      if (at >= this.steps.length) this.#growRatings()
      if (receipt >= 0) this.#receipts[receipt] = at + 1
    }
    const steps = Math.round(score * SCORE_STEPS)
    this.steps[at] = steps
    this.time[at] = time
    this.seq[at] = seq
    this.kind[at] = kind
    const ints = this.#ints
    const reals = this.#reals
    const i = pair * INTS
    const r = pair * REALS
    if (kind === FULL) {
      ints[i + COUNT_AT] = (ints[i + COUNT_AT] as number) + 1
      reals[r + SUM_AT] = (reals[r + SUM_AT] as number) + steps
    } else {
      ints[i + WEAK_COUNT_AT] = (ints[i + WEAK_COUNT_AT] as number) + 1
      reals[r + WEAK_SUM_AT] = (reals[r + WEAK_SUM_AT] as number) + steps
      const column = kind === HALF ? this.half : this.bare
      column[subject] = (column[subject] as number) + 1
    }
    const newest = ints[i + LAST_AT] as number
    const inOrder = newest < 0 || time > (reals[r + TIME_AT] as number)
    if (inOrder) {
      this.before[at] = newest
      ints[i + LAST_AT] = at
      reals[r + TIME_AT] = time
    } else this.#link(pair, at)
    if (kind === FULL || corrects) {
      const was = ints[i + LAST_FULL_AT] as number
      const full = inOrder && kind === FULL ? at : this.#newestFull(pair)
      ints[i + LAST_FULL_AT] = full
      if (was < 0 !== full < 0) this.raters[subject] = (this.raters[subject] as number) + (full < 0 ? -1 : 1)
      if ((ints[i + MARKED_AT] as number) === 0) ints[i + MARKED_AT] = this.#order.mark(subject, pair) + 2
    }
    this.#note(pair, change.is)
    return corrects ? 'corrected' : 'added'
  }

  #pair(rater: number, subject: number): number {
    const h = hash(rater, subject)
    const mask = this.#mask
    let at = h & mask
    for (; ; at = (at + 1) & mask) {
      const pair = (this.#slots[2 * at] as number) - 1
      if (pair < 0) break
      if (this.#slots[2 * at + 1] === h && this.raterOf(pair) === rater && this.subjectOf(pair) === subject) return pair
    }
    const pair = this.pairs++
    if (pair * REALS >= this.#reals.length) {
      this.#reals = extended(this.#reals)
      this.#ints = new Int32Array(this.#reals.buffer)
    }
    const ints = this.#ints
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

  /** Writes down the pair's statistics. */
  #note(pair: number, statistics: Statistics): void {
    statistics[COUNT] = this.#ints[pair * INTS + COUNT_AT] as number
    statistics[SUM] = this.#reals[pair * REALS + SUM_AT] as number
    statistics[WEAK_COUNT] = this.#ints[pair * INTS + WEAK_COUNT_AT] as number
    statistics[WEAK_SUM] = this.#reals[pair * REALS + WEAK_SUM_AT] as number
  }

  /** Puts a rating into its pair's list, newest first by time, then place in the log. */
  #link(pair: number, at: number): void {
    const time = this.time[at] as number
    const seq = this.seq[at] as number
    let after = -1
    let next = this.lastOf(pair)
    while (
      next >= 0 &&
      ((this.time[next] as number) > time || (this.time[next] === time && (this.seq[next] as number) > seq))
    ) {
      after = next
      next = this.before[next] as number
    }
    this.before[at] = next
    if (after < 0) this.#setLast(pair, at)
    else this.before[after] = at
  }

  #setLast(pair: number, at: number): void {
    this.#ints[pair * INTS + LAST_AT] = at
    this.#reals[pair * REALS + TIME_AT] = at < 0 ? 0 : (this.time[at] as number)
  }

  #unlink(pair: number, at: number): void {
    let after = -1
    let next = this.lastOf(pair)
    while (next !== at) {
      after = next
      next = this.before[next] as number
    }
    if (after < 0) this.#setLast(pair, this.before[at] as number)
    else this.before[after] = this.before[at] as number
    const steps = this.steps[at] as number
    const ints = this.#ints
    const reals = this.#reals
    const i = pair * INTS
    const r = pair * REALS
    if (this.kind[at] === FULL) {
      ints[i + COUNT_AT] = (ints[i + COUNT_AT] as number) - 1
      reals[r + SUM_AT] = (reals[r + SUM_AT] as number) - steps
      return
    }
    ints[i + WEAK_COUNT_AT] = (ints[i + WEAK_COUNT_AT] as number) - 1
    reals[r + WEAK_SUM_AT] = (reals[r + WEAK_SUM_AT] as number) - steps
    const column = this.kind[at] === HALF ? this.half : this.bare
    const subject = this.subjectOf(pair)
    column[subject] = (column[subject] as number) - 1
  }

  #newestFull(pair: number): number {
    let full = this.lastOf(pair)
    while (full >= 0 && this.kind[full] !== FULL) full = this.before[full] as number
    return full
  }

  /** True if pair `a` comes after pair `b` in the one order of ratings, by their newest full ratings. */
  #isNewer(a: number, b: number): boolean {
    const timeA = this.#fullTime(a)
    const timeB = this.#fullTime(b)
    if (timeA !== timeB) return timeA > timeB
    return (this.names[this.raterOf(a)] as string) > (this.names[this.raterOf(b)] as string)
  }

  /** Time of the newest full rating; mostly in the pair's own line. */
  #fullTime(pair: number): number {
    const full = this.lastFullOf(pair)
    return full === this.lastOf(pair) ? (this.#reals[pair * REALS + TIME_AT] as number) : (this.time[full] as number)
  }

  #growRatings(): void {
    this.steps = extended(this.steps)
    this.time = extended(this.time)
    this.seq = extended(this.seq)
    this.kind = extended(this.kind)
    this.before = extended(this.before)
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
