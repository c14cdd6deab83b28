import { extended } from './columns.ts'
import { FULL } from './evidence.ts'
import { SCORE_STEPS } from './paper/state.ts'
import { DUST_STEPS } from './transfer-weight.ts'

/** The ratings to group; implemented by the ledger. Columns by rating. */
export interface GroupedRatings {
  /** What the transfer lacks by its bytes alone, see `dustOf`. */
  readonly lack: Uint16Array
  readonly kind: Uint8Array
  readonly steps: Int32Array
  /** Whether rating `a` comes before rating `b` of the same pair, by time, then place in the log. */
  isOlder(a: number, b: number): boolean
  /** Changes what a rating of the pair at hand lacks to a full transfer. */
  setDust(rating: number, dust: number): void
}

/** Digits of a root that name a file within one pair: 64 bits. */
const NAME_DIGITS = 16

/**
 * One file, once: all transfers of one content between the same two peers count together as one transfer at most. The
 * oldest counts first, those with a full receipt before the others; what is beyond a full transfer is dust. The outcome
 * does not depend on the order of arrival. The newest rating of a file costs O(1), an older or corrected one O(all
 * ratings of this file by this rater).
 */
export class FileGroups {
  readonly #numbers = new Map<string, number>()
  /** By file: a rating + 1, the head of a list; what they leave to a full transfer; 1 if some lack a receipt. */
  #head = new Int32Array(64)
  #room = new Int32Array(64)
  #weak = new Uint8Array(64)
  /** By rating: the number of its file + 1 (0: unknown), and the next in the list of that file + 1. */
  #file = new Int32Array(256)
  #next = new Int32Array(256)

  /** The number of a content between two peers, assigned on first use; -1 if the content is not known. */
  numberOf(rater: number, subject: number, root: string | null | undefined): number {
    if (root === null || root === undefined) return -1
    const name = `${rater}/${subject}/${root.slice(0, NAME_DIGITS)}`
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const file = this.#numbers.size
    this.#numbers.set(name, file)
    while (file >= this.#head.length) {
      this.#head = extended(this.#head)
      this.#room = extended(this.#room)
      this.#weak = extended(this.#weak)
    }
    this.#room[file] = DUST_STEPS
    return file
  }

  /** Adds a rating to its file; `newest`: no rating of the pair is newer. */
  add(rating: number, file: number, newest: boolean, ratings: GroupedRatings): void {
    while (rating >= this.#file.length) {
      this.#file = extended(this.#file)
      this.#next = extended(this.#next)
    }
    this.#file[rating] = file + 1
    if (file < 0) return
    this.#next[rating] = this.#head[file] as number
    this.#head[file] = rating + 1
    const full = ratings.kind[rating] === FULL
    if (newest && (this.#weak[file] === 0 || !full)) {
      this.#weigh(rating, file, ratings)
      if (!full) this.#weak[file] = 1
    } else this.#weighAll(file, ratings)
  }

  /** Takes a rating out of its file. */
  remove(rating: number, ratings: GroupedRatings): void {
    const file = (this.#file[rating] as number) - 1
    if (file < 0) return
    const after = this.#next[rating] as number
    let at = this.#head[file] as number
    if (at === rating + 1) this.#head[file] = after
    else {
      while (this.#next[at - 1] !== rating + 1) at = this.#next[at - 1] as number
      this.#next[at - 1] = after
    }
    this.#file[rating] = 0
    this.#weighAll(file, ratings)
  }

  /** Gives a rating what is left of its file. */
  #weigh(rating: number, file: number, ratings: GroupedRatings): void {
    // a bad one counts, whether its file has counted or not
    if (2 * (ratings.steps[rating] as number) <= SCORE_STEPS)
      return ratings.setDust(rating, ratings.lack[rating] as number)
    const room = this.#room[file] as number
    const mass = Math.min(room, DUST_STEPS - (ratings.lack[rating] as number))
    this.#room[file] = room - mass
    ratings.setDust(rating, DUST_STEPS - mass)
  }

  #weighAll(file: number, ratings: GroupedRatings): void {
    const all: number[] = []
    for (let at = this.#head[file] as number; at > 0; at = this.#next[at - 1] as number) all.push(at - 1)
    const isFull = (rating: number): number => Number(ratings.kind[rating] === FULL)
    all.sort((a, b) => isFull(b) - isFull(a) || (ratings.isOlder(a, b) ? -1 : 1))
    this.#room[file] = DUST_STEPS
    this.#weak[file] = all.some((rating) => ratings.kind[rating] !== FULL) ? 1 : 0
    for (const rating of all) this.#weigh(rating, file, ratings)
  }
}
