import { extended, grown } from './columns.ts'
import { FULL, HALF, type Folded, type KindCode } from './evidence.ts'
import { FileGroups, type GroupedRatings } from './file-groups.ts'
import { SCORE_STEPS } from './paper/state.ts'
import { RaterOrder } from './rater-order.ts'
import {
  COUNT_AT,
  DUST_AT,
  INTS,
  LAST_AT,
  LAST_FULL_AT,
  MARKED_AT,
  PairTable,
  REALS,
  SUM_AT,
  TIME_AT,
  WEAK_COUNT_AT,
  WEAK_DUST_AT,
  WEAK_SUM_AT,
} from './pair-table.ts'
import { STATISTICS, type Change } from './statistics.ts'
import { DUST_STEPS, goodDust } from './transfer-weight.ts'

/**
 * All evidence in numeric columns: ratings, and a line for each pair (rater, subject). It is independent of views, so a
 * thousand simulated peers share one ledger. Peers are small integers.
 *
 * The outcome does not depend on the order of `add`: sums are whole numbers, and lists are read in the one order of
 * ratings. One `add` is O(1) when the ratings of the pair come in order, else O(its ratings that are newer); see
 * RaterOrder for the raters of a subject. Columns are public, so that views walk them without copying; only `add`
 * writes.
 */
export class Ledger extends PairTable implements GroupedRatings {
  /** Keys of peers by number; numbers are assigned in order of appearance. */
  readonly names: string[] = []
  readonly #ids = new Map<string, number>()
  readonly change: Change = {
    pair: -1,
    rater: -1,
    subject: -1,
    was: new Float64Array(STATISTICS),
    is: new Float64Array(STATISTICS),
  }

  readonly #order = new RaterOrder({
    isNewer: (a, b) => this.#isNewer(a, b),
    isListed: (pair) => this.lastFullOf(pair) >= 0,
  })
  /** By peer: number of its raters with a full receipt. */
  raters = new Int32Array(16)
  /** By peer: number of its ratings without a receipt, and with half of one. */
  bare = new Int32Array(16)
  half = new Int32Array(16)

  ratings = 0
  steps = new Int32Array(256)
  time = new Float64Array(256)
  seq = new Float64Array(256)
  kind = new Uint8Array(256)
  /** By rating: what its transfer lacks to a full one, by its bytes (`dustOf`), and as it counts (`FileGroups`). */
  lack = new Uint16Array(256)
  dust = new Uint16Array(256)
  /** By rating: the next older one of the same pair. */
  before = new Int32Array(256)

  #receipts = new Int32Array(0)
  /** Assigns the numbers of files for `add`. */
  readonly files = new FileGroups()

  /** A peer's number, assigned on first use. */
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

  /** A peer's number, or -1 if unknown. */
  find(name: string): number {
    return this.#ids.get(name) ?? -1
  }

  /** The subject's pair with the newest full rating; -1 for none. */
  newestOf(subject: number): number {
    let marked = this.#order.takeMarked(subject)
    if (marked >= 0) {
      const ints = this.ints
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

  /** The subject's pair with the next older full rating; -1 at the end. */
  olderOf(pair: number): number {
    return this.#order.olderOf(pair)
  }

  /**
   * Adds a rating: `score` 0 .. 1, `time` in ms, `seq` in the rater's log, `receipt` the number of its receipt (-1:
   * none, or one that is never corrected), `lack` what its transfer lacks to a full one by its bytes, `file` the number
   * of its content (-1: unknown). Sets `change`. The caller has validated the numbers.
   */
  add(
    rater: number,
    subject: number,
    score: number,
    time: number,
    seq: number,
    kind: KindCode,
    receipt = -1,
    lack = 0,
    file = -1,
  ): Folded {
    let at = -1
    if (receipt >= 0) {
      while (receipt >= this.#receipts.length) this.#receipts = grown(this.#receipts)
      at = (this.#receipts[receipt] as number) - 1
      if (at >= 0 && (this.seq[at] as number) > seq) return 'superseded'
    }
    const corrects = at >= 0
    const pair = this.pairFor(rater, subject)
    const change = this.change
    change.pair = pair
    change.rater = rater
    change.subject = subject
    this.copyStatistics(pair, change.was)
    if (corrects) {
      this.#unlink(pair, at)
      this.files.remove(at, this)
    } else {
      at = this.ratings++
      if (at >= this.steps.length) this.#growRatings()
      if (receipt >= 0) this.#receipts[receipt] = at + 1
    }
    const steps = Math.round(score * SCORE_STEPS)
    this.steps[at] = steps
    this.time[at] = time
    this.seq[at] = seq
    this.kind[at] = kind
    this.lack[at] = this.dust[at] = lack
    this.#countDust(pair, at, 1)
    const ints = this.ints
    const reals = this.reals
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
    this.files.add(at, file, inOrder, this)
    if (kind === FULL || corrects) {
      const was = ints[i + LAST_FULL_AT] as number
      // the newest full rating of a file takes nothing from its older ones, so `was` is as heavy as before
      const added = inOrder && !corrects
      const newer = inOrder && kind === FULL && (this.#isHeavy(at) || (added && (was < 0 || !this.#isHeavy(was))))
      const full = newer ? at : added ? was : this.#newestFull(pair)
      ints[i + LAST_FULL_AT] = full
      if (was < 0 !== full < 0) this.raters[subject] = (this.raters[subject] as number) + (full < 0 ? -1 : 1)
      if ((ints[i + MARKED_AT] as number) === 0) ints[i + MARKED_AT] = this.#order.mark(subject, pair) + 2
    }
    this.copyStatistics(pair, change.is)
    return corrects ? 'corrected' : 'added'
  }

  /** Links a rating into the list of its pair, newest first by time, then by seq. */
  #link(pair: number, at: number): void {
    let after = -1
    let next = this.lastOf(pair)
    while (next >= 0 && this.isOlder(at, next)) {
      after = next
      next = this.before[next] as number
    }
    this.before[at] = next
    if (after < 0) this.#setLast(pair, at)
    else this.before[after] = at
  }

  #setLast(pair: number, at: number): void {
    this.ints[pair * INTS + LAST_AT] = at
    this.reals[pair * REALS + TIME_AT] = at < 0 ? 0 : (this.time[at] as number)
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
    const ints = this.ints
    const reals = this.reals
    const i = pair * INTS
    const r = pair * REALS
    this.#countDust(pair, at, -1)
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

  isOlder(a: number, b: number): boolean {
    const [timeA, timeB] = [this.time[a] as number, this.time[b] as number]
    return timeA === timeB ? (this.seq[a] as number) < (this.seq[b] as number) : timeA < timeB
  }

  setDust(rating: number, dust: number): void {
    if (this.dust[rating] === dust) return
    this.#countDust(this.change.pair, rating, -1)
    this.dust[rating] = dust
    this.#countDust(this.change.pair, rating, 1)
  }

  #countDust(pair: number, at: number, sign: 1 | -1): void {
    const i = pair * INTS + (this.kind[at] === FULL ? DUST_AT : WEAK_DUST_AT)
    this.ints[i] = (this.ints[i] as number) + sign * goodDust(this.steps[at] as number, this.dust[at] as number)
  }

  /** The newest rating with a full receipt, before all others one that is heavy; -1 for none. */
  #newestFull(pair: number): number {
    let newest = -1
    for (let at = this.lastOf(pair); at >= 0; at = this.before[at] as number) {
      if (this.kind[at] !== FULL) continue
      if (this.#isHeavy(at)) return at
      if (newest < 0) newest = at
    }
    return newest
  }

  /** Whether a rating counts for half a transfer at least, so that praise for dust displaces no real rating. */
  #isHeavy(at: number): boolean {
    return 2 * goodDust(this.steps[at] as number, this.dust[at] as number) <= DUST_STEPS
  }

  /** True if pair `a` comes after pair `b` in the order of ratings, by their newest full ratings. */
  #isNewer(a: number, b: number): boolean {
    const timeA = this.#fullTime(a)
    const timeB = this.#fullTime(b)
    if (timeA !== timeB) return timeA > timeB
    return (this.names[this.raterOf(a)] as string) > (this.names[this.raterOf(b)] as string)
  }

  /** Time of the newest full rating; usually stored in the pair's line. */
  #fullTime(pair: number): number {
    const full = this.lastFullOf(pair)
    return full === this.lastOf(pair) ? (this.reals[pair * REALS + TIME_AT] as number) : (this.time[full] as number)
  }

  #growRatings(): void {
    this.steps = extended(this.steps)
    this.time = extended(this.time)
    this.seq = extended(this.seq)
    this.kind = extended(this.kind)
    this.lack = extended(this.lack)
    this.dust = extended(this.dust)
    this.before = extended(this.before)
  }
}
