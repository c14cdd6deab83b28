import type { Folded, ReceiptKind } from './evidence.ts'
import { SCORE_STEPS } from './paper-state.ts'

export const NONE = 0
export const HALF = 1
export const FULL = 2
export const KIND_CODES: Readonly<Record<ReceiptKind, 0 | 1 | 2>> = { none: NONE, half: HALF, full: FULL }

/** Doubles the capacity of a typed array; new places hold `fill`. */
export function grown<T extends Int32Array | Float64Array | Uint8Array>(array: T, fill = 0): T {
  const larger = new (array.constructor as new (length: number) => T)(Math.max(16, array.length * 2))
  larger.set(array as never)
  if (fill !== 0) larger.fill(fill as never, array.length)
  return larger
}

/**
 * What the last `add` changed, for the views: means and nets of the pair (rater, subject) before and after, in
 * 1 / SCORE_STEPS; a mean of -1 is "no rating". `full` counts ratings with a full receipt alone, `all` every rating.
 */
export interface Change {
  pair: number
  rater: number
  subject: number
  fullMean: [before: number, after: number]
  allMean: [before: number, after: number]
  fullNet: [before: number, after: number]
  allNet: [before: number, after: number]
}

/**
 * The evidence that I hold, as columns of numbers: ratings, and statistics of each pair (rater, subject). It belongs to
 * no view: a thousand simulated peers share one ledger. Peers are small whole numbers here.
 *
 * The outcome does not depend on the order of `add`: sums are whole numbers, and lists are kept in the one order of
 * ratings. One `add` is O(1) when ratings come in their order, else O(places it moves back). Columns are public so that views
 * can walk them without copying; nobody but `add` writes.
 */
export class Ledger {
  /** Keys by number; numbers are handed out by first appearance. */
  readonly names: string[] = []
  readonly #ids = new Map<string, number>()
  readonly change: Change = { pair: -1, rater: -1, subject: -1, fullMean: [-1, -1], allMean: [-1, -1], fullNet: [0, 0], allNet: [0, 0] }

  /** By peer: newest pair of the list of its raters with a full receipt, and how many they are. */
  newest = new Int32Array(16).fill(-1)
  raters = new Int32Array(16)
  /** By peer: first pair in which it is the rater. */
  given = new Int32Array(16).fill(-1)
  /** By peer: ratings of it without a receipt, and with half a receipt. */
  bare = new Int32Array(16)
  half = new Int32Array(16)

  pairs = 0
  rater = new Int32Array(64)
  subject = new Int32Array(64)
  count = new Int32Array(64)
  sum = new Float64Array(64)
  weakCount = new Int32Array(64)
  weakSum = new Float64Array(64)
  /** By pair: its newest rating, and its newest rating with a full receipt; -1 for none. */
  last = new Int32Array(64)
  lastFull = new Int32Array(64)
  /** By pair: neighbours in the subject's list of raters, by their newest full rating. */
  older = new Int32Array(64)
  newer = new Int32Array(64)
  /** By pair: the next pair of the same rater. */
  nextGiven = new Int32Array(64)

  ratings = 0
  steps = new Int32Array(256)
  time = new Float64Array(256)
  seq = new Float64Array(256)
  kind = new Uint8Array(256)
  /** By rating: the next older one of the same pair. */
  before = new Int32Array(256)

  #slots = new Int32Array(256).fill(-1)
  #receipts = new Int32Array(0)

  /** The number of a peer, given on first sight. */
  peer(name: string): number {
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const id = this.names.push(name) - 1
    this.#ids.set(name, id)
    if (id >= this.newest.length) {
      this.newest = grown(this.newest, -1)
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
    const mask = this.#slots.length - 1
    let at = hash(rater, subject) & mask
    for (;;) {
      const pair = this.#slots[at] as number
      if (pair < 0 || (this.rater[pair] === rater && this.subject[pair] === subject)) return pair
      at = (at + 1) & mask
    }
  }

  /**
   * Adds one rating: `score` 0 .. 1, `time` in ms, `seq` its place in the rater's log, `receipt` a whole number that names
   * the receipt (-1: none, or one that nobody will correct). What changed is left in `change`. The caller has checked the numbers.
   */
  add(rater: number, subject: number, score: number, time: number, seq: number, kind: 0 | 1 | 2, receipt = -1): Folded {
    let at = -1
    let result: Folded = 'added'
    if (receipt >= 0) {
      while (receipt >= this.#receipts.length) this.#receipts = grown(this.#receipts)
      at = (this.#receipts[receipt] as number) - 1
      if (at >= 0) {
        if ((this.seq[at] as number) > seq) return 'superseded'
        result = 'corrected'
      }
    }
    const pair = this.#pair(rater, subject)
    const change = this.change
    change.pair = pair
    change.rater = rater
    change.subject = subject
    this.#note(pair, 0)
    if (at >= 0) this.#unlink(pair, at)
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
    if (kind === FULL) {
      this.count[pair] = (this.count[pair] as number) + 1
      this.sum[pair] = (this.sum[pair] as number) + steps
    } else {
      this.weakCount[pair] = (this.weakCount[pair] as number) + 1
      this.weakSum[pair] = (this.weakSum[pair] as number) + steps
      const column = kind === HALF ? this.half : this.bare
      column[subject] = (column[subject] as number) + 1
    }
    this.#link(pair, at)
    if (kind === FULL || result === 'corrected') this.#moveInSubject(pair, result === 'corrected')
    this.#note(pair, 1)
    return result
  }

  #pair(rater: number, subject: number): number {
    const mask = this.#slots.length - 1
    let at = hash(rater, subject) & mask
    for (;;) {
      const pair = this.#slots[at] as number
      if (pair < 0) break
      if (this.rater[pair] === rater && this.subject[pair] === subject) return pair
      at = (at + 1) & mask
    }
    const pair = this.pairs++
    if (pair >= this.rater.length) this.#growPairs()
    this.rater[pair] = rater
    this.subject[pair] = subject
    this.last[pair] = this.lastFull[pair] = this.older[pair] = this.newer[pair] = -1
    this.nextGiven[pair] = this.given[rater] as number
    this.given[rater] = pair
    this.#slots[at] = pair
    if (this.pairs * 2 > this.#slots.length) this.#rehash()
    return pair
  }

  /** Writes the pair's numbers into `change`, as those before (0) or after (1). */
  #note(pair: number, side: 0 | 1): void {
    const change = this.change
    const count = this.count[pair] as number
    const sum = this.sum[pair] as number
    const all = count + (this.weakCount[pair] as number)
    const allSum = sum + (this.weakSum[pair] as number)
    change.fullMean[side] = count === 0 ? -1 : Math.round(sum / count)
    change.allMean[side] = all === 0 ? -1 : Math.round(allSum / all)
    change.fullNet[side] = 2 * sum - count * SCORE_STEPS
    change.allNet[side] = 2 * allSum - all * SCORE_STEPS
  }

  /** Puts a rating into its pair's list, newest first by time, then place in the log. */
  #link(pair: number, at: number): void {
    const time = this.time[at] as number
    const seq = this.seq[at] as number
    let after = -1
    let next = this.last[pair] as number
    while (next >= 0 && ((this.time[next] as number) > time || (this.time[next] === time && (this.seq[next] as number) > seq))) {
      after = next
      next = this.before[next] as number
    }
    this.before[at] = next
    if (after < 0) this.last[pair] = at
    else this.before[after] = at
  }

  #unlink(pair: number, at: number): void {
    let after = -1
    let next = this.last[pair] as number
    while (next !== at) {
      after = next
      next = this.before[next] as number
    }
    if (after < 0) this.last[pair] = this.before[at] as number
    else this.before[after] = this.before[at] as number
    const steps = this.steps[at] as number
    if (this.kind[at] === FULL) {
      this.count[pair] = (this.count[pair] as number) - 1
      this.sum[pair] = (this.sum[pair] as number) - steps
      return
    }
    this.weakCount[pair] = (this.weakCount[pair] as number) - 1
    this.weakSum[pair] = (this.weakSum[pair] as number) - steps
    const column = this.kind[at] === HALF ? this.half : this.bare
    const subject = this.subject[pair] as number
    column[subject] = (column[subject] as number) - 1
  }

  /** Keeps the subject's list of raters in the order of their newest full ratings. */
  #moveInSubject(pair: number, corrected: boolean): void {
    let full = this.last[pair] as number
    while (full >= 0 && this.kind[full] !== FULL) full = this.before[full] as number
    if (!corrected && full === this.lastFull[pair] && this.newer[pair] === -1 && this.newest[this.subject[pair] as number] === pair) return
    const subject = this.subject[pair] as number
    const listed = (this.lastFull[pair] as number) >= 0
    if (listed) {
      const older = this.older[pair] as number
      const newer = this.newer[pair] as number
      if (older >= 0) this.newer[older] = newer
      if (newer >= 0) this.older[newer] = older
      else this.newest[subject] = older
    }
    this.lastFull[pair] = full
    if (full < 0) {
      if (listed) this.raters[subject] = (this.raters[subject] as number) - 1
      return
    }
    if (!listed) this.raters[subject] = (this.raters[subject] as number) + 1
    let newer = -1
    let older = this.newest[subject] as number
    while (older >= 0 && this.#isNewer(older, pair)) {
      newer = older
      older = this.older[older] as number
    }
    this.older[pair] = older
    this.newer[pair] = newer
    if (older >= 0) this.newer[older] = pair
    if (newer >= 0) this.older[newer] = pair
    else this.newest[subject] = pair
  }

  /** True if pair `a` comes after pair `b` in the one order of ratings, by their newest full ratings. */
  #isNewer(a: number, b: number): boolean {
    const timeA = this.time[this.lastFull[a] as number] as number
    const timeB = this.time[this.lastFull[b] as number] as number
    if (timeA !== timeB) return timeA > timeB
    return (this.names[this.rater[a] as number] as string) > (this.names[this.rater[b] as number] as string)
  }

  #growRatings(): void {
    this.steps = grown(this.steps)
    this.time = grown(this.time)
    this.seq = grown(this.seq)
    this.kind = grown(this.kind)
    this.before = grown(this.before)
  }

  #growPairs(): void {
    this.rater = grown(this.rater)
    this.subject = grown(this.subject)
    this.count = grown(this.count)
    this.sum = grown(this.sum)
    this.weakCount = grown(this.weakCount)
    this.weakSum = grown(this.weakSum)
    this.last = grown(this.last)
    this.lastFull = grown(this.lastFull)
    this.older = grown(this.older)
    this.newer = grown(this.newer)
    this.nextGiven = grown(this.nextGiven)
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1)
    const mask = slots.length - 1
    for (let pair = 0; pair < this.pairs; pair++) {
      let at = hash(this.rater[pair] as number, this.subject[pair] as number) & mask
      while ((slots[at] as number) >= 0) at = (at + 1) & mask
      slots[at] = pair
    }
    this.#slots = slots
  }
}

function hash(rater: number, subject: number): number {
  let h = Math.imul(rater, 0x9e3779b1) ^ Math.imul(subject, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return h ^ (h >>> 13)
}
