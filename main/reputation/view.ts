import { grown } from './columns.ts'
import type { Ledger } from './ledger.ts'
import { SCORE_STEPS } from './paper/state.ts'
import type { RobustParameters } from './robust/parameters.ts'
import { COUNT, DUST, meanOf, netOf, SUM, WEAK_COUNT, WEAK_DUST, WEAK_SUM } from './statistics.ts'
import type { Change, Statistics } from './statistics.ts'
import { DUST_SCORE, DUST_STEPS } from './transfer-weight.ts'

/** An introducer contradicts me if at least this many common opinions differ by more than one half on average. */
const MIN_CONTRADICTING = 3

/**
 * How far one peer, `me`, can weigh the word of every other: the trust it has earned from me (first-hand, good minus
 * bad), the paths to it through those peers (two hops), and how similar our opinions of common subjects are. `apply`
 * updates all of it incrementally: a rating by another peer costs O(1) (O(paths to its subject) if I trust the rater);
 * one by me costs O(raters of its subject + subjects that this subject has rated). All sums are whole numbers, so the
 * order does not matter. `work` counts the steps, for tests of these bounds.
 */
export class View {
  readonly ledger: Ledger
  readonly me: number
  readonly parameters: Readonly<RobustParameters>
  /** Number of inner-loop steps so far. */
  work = 0
  /** By peer: trust earned from me, 0 .. capacity, in 1 / SCORE_STEPS; and my mean opinion of it, -1 for none. */
  earned = new Int32Array(16)
  opinion = new Int32Array(16).fill(-1)
  /** By peer: how many full transfers my opinion of it rests on, at most one, in 1 / DUST_STEPS. */
  heard = new Int32Array(16)
  /**
   * By peer: the subjects that we both rated and the sum of the differences of our means, each subject by the smaller
   * of our experiences with it (at most one full transfer), in 1 / DUST_STEPS.
   */
  common = new Int32Array(16)
  difference = new Float64Array(16)
  /** By peer: 1 if it may introduce others to me, having earned trust and not mostly contradicting me. */
  introduces = new Uint8Array(16)
  /** By peer: its first path in the columns below. */
  paths = new Int32Array(16).fill(-1)
  pathVia = new Int32Array(64)
  pathAmount = new Int32Array(64)
  pathNext = new Int32Array(64)
  #pathCount = 0
  readonly #full: number

  constructor(ledger: Ledger, me: number, parameters: Readonly<RobustParameters>) {
    this.ledger = ledger
    this.me = me
    this.parameters = parameters
    this.#full = Math.round(parameters.capacity * SCORE_STEPS)
    this.#reserve()
  }

  /** Grows the columns for new peers in the ledger. */
  #reserve(): void {
    while (this.earned.length < this.ledger.names.length) {
      this.earned = grown(this.earned)
      this.opinion = grown(this.opinion, -1)
      this.heard = grown(this.heard)
      this.common = grown(this.common)
      this.difference = grown(this.difference)
      this.paths = grown(this.paths, -1)
      this.introduces = grown(this.introduces)
    }
  }

  /** Applies the change of a `Ledger.add`; call once for each, in order. */
  apply(change: Readonly<Change>): void {
    this.#reserve()
    if (change.rater === this.me) this.#applyOwn(change)
    else this.#applyOther(change)
  }

  #applyOther({ rater, subject, was, is }: Readonly<Change>): void {
    this.work++
    const mine = this.opinion[subject] as number
    if (mine >= 0) {
      const heard = this.heard[subject] as number
      this.#compare(rater, -Math.min(heard, fullMass(was)), mine, fullMean(was))
      this.#compare(rater, Math.min(heard, fullMass(is)), mine, fullMean(is))
      this.#updateIntroducer(rater)
    }
    const earned = this.earned[rater] as number
    if (earned === 0 || subject === this.me) return
    const amount = Math.max(0, Math.min(earned, fullNet(is)))
    if (amount !== Math.max(0, Math.min(earned, fullNet(was)))) this.#setPath(subject, rater, amount)
  }

  #applyOwn({ subject, was, is }: Readonly<Change>): void {
    const { ledger, me } = this
    this.work++
    const [before, after] = [allMean(was), allMean(is)]
    const [heardBefore, heardAfter] = [allMass(was), allMass(is)]
    if (before !== after || heardBefore !== heardAfter) {
      this.opinion[subject] = after
      this.heard[subject] = heardAfter
      for (let pair = ledger.newestOf(subject); pair >= 0; pair = ledger.olderOf(pair)) {
        this.work++
        const rater = ledger.raterOf(pair)
        if (rater === me) continue
        const theirs = meanOf(ledger.countOf(pair), ledger.sumOf(pair))
        const mass = Math.round(ledger.massOf(pair) * DUST_STEPS)
        this.#compare(rater, -Math.min(heardBefore, mass), before, theirs)
        this.#compare(rater, Math.min(heardAfter, mass), after, theirs)
        this.#updateIntroducer(rater)
      }
    }
    const earned = Math.max(0, Math.min(this.#full, allNet(is)))
    if (earned === this.earned[subject]) return
    this.earned[subject] = earned
    this.#updateIntroducer(subject)
    for (let pair = ledger.given[subject] as number; pair >= 0; pair = ledger.nextGivenOf(pair)) {
      this.work++
      const target = ledger.subjectOf(pair)
      if (target === me) continue
      this.#setPath(target, subject, Math.max(0, Math.min(earned, ledger.netOf(pair))))
    }
  }

  /** Adds this much of a common subject, of which our opinions are `mine` and `theirs`; negative takes it away. */
  #compare(rater: number, mass: number, mine: number, theirs: number): void {
    this.common[rater] = (this.common[rater] as number) + mass
    this.difference[rater] = (this.difference[rater] as number) + mass * Math.abs(mine - theirs)
  }

  #setPath(target: number, via: number, value: number): void {
    for (let path = this.paths[target] as number; path >= 0; path = this.pathNext[path] as number) {
      this.work++
      if (this.pathVia[path] !== via) continue
      this.pathAmount[path] = value
      return
    }
    if (value === 0) return
    const path = this.#pathCount++
    if (path >= this.pathVia.length) {
      this.pathVia = grown(this.pathVia)
      this.pathAmount = grown(this.pathAmount)
      this.pathNext = grown(this.pathNext)
    }
    this.pathVia[path] = via
    this.pathAmount[path] = value
    this.pathNext[path] = this.paths[target] as number
    this.paths[target] = path
  }

  /**
   * Similarity of our opinions, 0 .. 1: (n - 2 * sum of differences + s) / (n + k), s small. Near 0 with nothing in
   * common, 1 - k / (n + k) for full agreement, 0 for a peer that disagrees as often as it agrees.
   */
  similarity(peer: number): number {
    const n = this.commonOf(peer)
    const { overlapHalf, strangerSimilarity } = this.parameters
    const alike = n - (2 * (this.difference[peer] ?? 0)) / DUST_STEPS / SCORE_STEPS + strangerSimilarity * overlapHalf
    return alike <= 0 ? 0 : Math.min(1, alike / (n + overlapHalf))
  }

  /** How many subjects we have in common, each counted by the smaller of our experiences with it. */
  commonOf(peer: number): number {
    return (this.common[peer] ?? 0) / DUST_STEPS
  }

  #updateIntroducer(peer: number): void {
    this.introduces[peer] = (this.earned[peer] as number) > 0 && !this.contradicts(peer) ? 1 : 0
  }

  /** Whether we have enough in common and mostly disagree; such a peer introduces nobody to me. */
  contradicts(peer: number): boolean {
    const n = this.common[peer] ?? 0
    return n >= MIN_CONTRADICTING * DUST_STEPS && 2 * (this.difference[peer] as number) >= n * SCORE_STEPS
  }

  /** Flow from me to a peer, in good transfers: earned from me directly, plus over peers I trust. O(paths). */
  flow(peer: number): number {
    let flow = this.earned[peer] ?? 0
    for (let path = this.paths[peer] ?? -1; path >= 0; path = this.pathNext[path] as number) {
      if (this.introduces[this.pathVia[path] as number] === 1) flow += this.pathAmount[path] as number
    }
    return flow / SCORE_STEPS
  }
}

function fullMean(of: Statistics): number {
  return meanOf(of[COUNT] as number, of[SUM] as number)
}

function fullMass(of: Statistics): number {
  return Math.min(DUST_STEPS, (of[COUNT] as number) * DUST_STEPS - (of[DUST] as number))
}

function allMass(of: Statistics): number {
  return Math.min(
    DUST_STEPS,
    ((of[COUNT] as number) + (of[WEAK_COUNT] as number)) * DUST_STEPS -
      (of[DUST] as number) -
      (of[WEAK_DUST] as number),
  )
}

function fullNet(of: Statistics): number {
  return netOf(of[COUNT] as number, of[SUM] as number) - (of[DUST] as number) * DUST_SCORE
}

function allMean(of: Statistics): number {
  return meanOf((of[COUNT] as number) + (of[WEAK_COUNT] as number), (of[SUM] as number) + (of[WEAK_SUM] as number))
}

function allNet(of: Statistics): number {
  const dust = (of[DUST] as number) + (of[WEAK_DUST] as number)
  const count = (of[COUNT] as number) + (of[WEAK_COUNT] as number)
  return netOf(count, (of[SUM] as number) + (of[WEAK_SUM] as number)) - dust * DUST_SCORE
}
