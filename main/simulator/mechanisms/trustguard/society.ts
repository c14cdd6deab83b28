import type { LabSettings } from '../../lab/scenario.ts'
import { WORD } from '../../model/draws.ts'
import { nextWord, STREAMS, streamState } from '../../model/streams.ts'
import { type DealingWatch, FAILED, PRAISES, SERVED, SERVES } from '../watching/dealing-watch.ts'
import * as kind from '../kinds.ts'
import { numberOf } from '../mechanism.ts'
import { FadingHistory, PlainHistory, type History } from './history.ts'

/** Raters that ask each peer in a unit. */
export const RATERS = 5
const MIN_WEIGHT = 1e-6
const BYTES_PER_PEER = 1 + RATERS * 5 + 8 + 8 + 4

/**
 * TrustGuard (Srivatsa, Xiong and Liu 2005): in a unit each peer is asked, and rated, by RATERS others, drawn at
 * random. R is the mean of these ratings, weighted by how similarly the raters have rated to the others so far; H is
 * its history, D = R - H, and TV = alpha R + beta H + gamma D, where gamma = gammaRise if D >= 0 and gammaFall
 * otherwise.
 */
export class TrustSociety {
  readonly N: number
  /** Units done. */
  unit = 0
  /** Failed requests of the last unit. */
  bad = 0
  readonly #kinds: Uint8Array
  /** The raters of the unit, RATERS a peer, and what they said. */
  readonly #raters: Int32Array
  readonly #ratings: Uint8Array
  /** R of the unit. */
  readonly #present: Float64Array
  /** Mean squared difference between a rater's ratings and R, and over how many. */
  readonly #difference: Float64Array
  readonly #rated: Int32Array
  readonly #history: History
  readonly #partners: Int32Array
  readonly #weights: readonly [alpha: number, beta: number, rise: number, fall: number]
  readonly #period: number
  readonly #traitors: readonly [from: number, to: number]
  readonly #judged: (own: number) => boolean
  /** The unit from which the cost is measured: after a tenth of the run, at the beginning of a period. */
  readonly #from: number
  readonly #watch: DealingWatch | undefined
  #behaviourSum = 0
  #trustSum = 0
  #judgedUnits = 0

  constructor(settings: LabSettings, seed: number, watch?: DealingWatch) {
    this.#watch = watch
    const N = (this.N = numberOf(settings, 'N'))
    this.#kinds = kind.layOutKinds(settings)
    this.#raters = new Int32Array(N * RATERS)
    this.#ratings = new Uint8Array(N * RATERS)
    this.#present = new Float64Array(N)
    this.#difference = new Float64Array(N)
    this.#rated = new Int32Array(N)
    const levels = numberOf(settings, 'fadingLevels')
    this.#history = levels > 0 ? new FadingHistory(N, levels) : new PlainHistory(N, numberOf(settings, 'maxH'))
    this.#partners = streamState(seed, STREAMS.meetings)
    this.#weights = [
      numberOf(settings, 'alpha'),
      numberOf(settings, 'beta'),
      numberOf(settings, 'gammaRise'),
      numberOf(settings, 'gammaFall'),
    ]
    this.#period = numberOf(settings, 'period')
    this.#traitors = [numberOf(settings, 'traitorFrom'), numberOf(settings, 'traitorTo')]
    const cycle = 2 * this.#period
    const units = numberOf(settings, 'rounds')
    this.#from = Math.ceil(units / 10 / cycle) * cycle
    if (this.#from >= units) this.#from = 0
    const oscillates = this.#kinds.includes(kind.OSCILLATOR)
    this.#judged = (own) => !oscillates || own === kind.OSCILLATOR
  }

  /** Mean behaviour minus mean trust value: of the oscillators, or of all peers if there are none. */
  get cost(): number {
    return (this.#behaviourSum - this.#trustSum) / this.#judgedUnits
  }

  get state(): number {
    return BYTES_PER_PEER + this.#history.bytes
  }

  /** What a peer does, as bits of a DealingWatch. */
  stateOf(peer: number): number {
    return (this.#serves(peer) ? SERVES : 0) + (this.#kinds[peer] === kind.COLLUDER ? PRAISES : 0)
  }

  /** One unit. */
  play(): void {
    this.bad = 0
    for (let peer = 0; peer < this.N; peer++) this.#judge(peer)
    for (let i = 0; i < this.#raters.length; i++) this.#compare(i)
    this.unit++
  }

  #serves(peer: number): 0 | 1 {
    const own = this.#kinds[peer] as number
    if (own === kind.OSCILLATOR) return Math.floor(this.unit / this.#period) % 2 === 0 ? 1 : 0
    if (own === kind.TRAITOR) return this.unit >= this.#traitors[0] && this.unit < this.#traitors[1] ? 0 : 1
    return kind.isHonest(own) ? 1 : 0
  }

  #judge(peer: number): void {
    const R = (this.#present[peer] = this.#rate(peer))
    const H = this.#history.add(peer, R)
    const D = R - H
    if (this.unit < this.#from || !this.#judged(this.#kinds[peer] as number)) return
    const [alpha, beta, rise, fall] = this.#weights
    this.#trustSum += alpha * R + beta * H + (D >= 0 ? rise : fall) * D
    this.#behaviourSum += this.#serves(peer)
    this.#judgedUnits++
  }

  /** RATERS others ask the peer and rate it; the mean of their ratings. */
  #rate(peer: number): number {
    const served = this.#serves(peer)
    let weights = 0
    let sum = 0
    for (let i = peer * RATERS; i < (peer + 1) * RATERS; i++) {
      let rater = Math.floor(nextWord(this.#partners) * (this.N - 1) * WORD)
      if (rater >= peer) rater++
      const own = this.#kinds[rater] as number
      const praises = own === kind.COLLUDER && this.#kinds[peer] === kind.COLLUDER
      const rating = own === kind.FALSE_EVALUATOR ? 0 : praises ? 1 : served
      this.#watch?.dealt(rater, peer, served === 1 ? SERVED : FAILED)
      this.#raters[i] = rater
      this.#ratings[i] = rating
      // never 0, so that R exists even where all raters differ from all others
      const weight = Math.max(MIN_WEIGHT, 1 - Math.sqrt(this.#difference[rater] as number))
      weights += weight
      sum += weight * rating
    }
    this.bad += (1 - served) * RATERS
    return sum / weights
  }

  /** Compares a rating with what the raters together say. */
  #compare(i: number): void {
    const rater = this.#raters[i] as number
    const off = (this.#ratings[i] as number) - (this.#present[Math.floor(i / RATERS)] as number)
    const count = (this.#rated[rater] = (this.#rated[rater] as number) + 1)
    const before = this.#difference[rater] as number
    this.#difference[rater] = before + (off * off - before) / count
  }
}
