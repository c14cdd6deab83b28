import { excludes, trustValue } from '../../reputation/paper.ts'
import { checkSettings } from './check-settings.ts'
import { Draws, PIECE, WORD } from './draws.ts'
import {
  BAD, BITS, COUNT, FLAGS, KIND_MASK, layOutPeers, PLACE, recentGood, RECORD_SHIFT, SERVES, SERVES_SHIFT, type Peers,
} from './peers.ts'
import { KINDS, type Settings } from './settings.ts'
import { nextUniform, STREAMS, streamState } from './streams.ts'

const RATIONAL = KINDS.indexOf('rational')
const CONTRIBUTOR = KINDS.indexOf('contributor')
const FALSE_EVALUATOR = KINDS.indexOf('falseEvaluator')
const TRAITOR = KINDS.indexOf('traitor')
/** Above this many peers their records outgrow the caches near the core. */
const LARGE = 20_000
/** Transactions to look ahead there; a power of two. */
const AHEAD = 16

/** W = benefit * x^returns - 1, and 0 where nobody contributes: nobody pays, nobody gains. */
export function performance(benefit: number, returns: number, x: number): number {
  if (x <= 0) return 0
  return benefit * (returns === 1 ? x : x ** returns) - 1
}

/** Whether a user of this kind and generosity serves, given x: a rational one iff its generosity exceeds the cost 1/x. */
function serves(kind: number, generosity: number, x: number, treason: boolean): 0 | 1 {
  if (kind === RATIONAL) return generosity * x > 1 ? 1 : 0
  if (kind === TRAITOR) return !treason && generosity * x > 1 ? 1 : 0
  return kind === CONTRIBUTOR ? 1 : 0
}

/**
 * Reads the records that the transactions from `first` will most likely meet (exactly these, unless somebody is excluded
 * or comes back before): cache misses then overlap instead of following one another. The value is only there to be used.
 */
function touchAhead(ints: Int32Array, participants: Int32Array, meetings: Uint32Array, n: number, first: number, end: number): number {
  let value = 0
  for (let k = first << 1; k < end << 1; k++) {
    value ^= ints[((participants[((meetings[k] as number) * n * WORD) | 0] as number) << RECORD_SHIFT) | FLAGS] as number
  }
  return value
}

/**
 * One run of the reference model: everything follows from (settings, seed), and a transaction takes the same time
 * however many peers there are. `advance(a); advance(b)` equals `advance(a + b)`, bit for bit.
 */
export class Run {
  readonly settings: Readonly<Settings>
  readonly peers: Peers
  /** Transactions done. */
  transaction = 0
  /** Peers that are not excluded. */
  participants: number
  /** Those among them that contribute. */
  contributors = 0
  /** Fraction of contributors among the participants, as of the last STEP 6. */
  x = 1
  /** Sum of W after each transaction since it was last set to 0. */
  performanceSum = 0
  #draws: Draws
  #generosity: Int32Array
  /** x after each transaction of the piece. */
  #xs = new Float64Array(PIECE)
  #touched = 0

  /** STEP 1 and 2. Throws HyobanError BAD_INPUT for settings out of range. */
  constructor(settings: Settings, seed: number) {
    checkSettings(settings)
    this.settings = settings
    this.peers = layOutPeers(settings)
    this.#draws = new Draws(seed, settings.N, settings.turnover, settings.returning)
    this.#generosity = streamState(seed, STREAMS.generosity)
    this.participants = settings.N
    const { ints, floats } = this.peers
    const treason = this.#treason(0)
    for (let slot = 0; slot < settings.N; slot++) {
      const p = slot << RECORD_SHIFT
      const generosity = nextUniform(this.#generosity) * settings.maxGenerosity
      floats[p >> 1] = generosity
      const kind = ints[p | FLAGS] as number
      if (serves(kind, generosity, 1, treason)) {
        ints[p | FLAGS] = kind | SERVES
        this.contributors++
      }
    }
    this.x = this.contributors / settings.N
  }

  /** System performance now. */
  get performance(): number {
    return performance(this.settings.benefit, this.settings.returns, this.x)
  }

  /** Does `count` transactions: STEP 3 to 6 each. */
  advance(count: number): void {
    const end = this.transaction + count
    while (this.transaction < end) {
      let stop = Math.min(end, this.transaction + PIECE)
      // a piece lies wholly before, within or after the traitors' time
      for (const border of [this.settings.traitorFrom, this.settings.traitorTo]) {
        if (border > this.transaction && border < stop) stop = border
      }
      const piece = stop - this.transaction
      this.#draws.draw(piece)
      this.#meet(piece, this.#treason(this.transaction))
      this.#account(piece)
      this.transaction = stop
    }
  }

  #treason(transaction: number): boolean {
    return transaction >= this.settings.traitorFrom && transaction < this.settings.traitorTo
  }

  /** STEP 3 to 5 of `count` transactions whose chances are drawn; leaves x after each in #xs. */
  #meet(count: number, treason: boolean): void {
    const { ints, floats, participants } = this.peers
    const { meetings, turnoverAt } = this.#draws
    const xs = this.#xs
    // "| 0" and "+" tell the engine which values are 32-bit integers and which are floats, so that it boxes none
    const minRatings = this.settings.identity === 'none' ? 0 : this.settings.minRatings | 0
    const wide = this.settings.recentWindow > 32
    const large = this.settings.N > LARGE
    let n = this.participants | 0
    let contributors = this.contributors | 0
    let x = +this.x
    let event = 0
    for (let k = 0; k < count; k = (k + 1) | 0) {
      if (large && (k & (AHEAD - 1)) === 0) {
        this.#touched = touchAhead(ints, participants, meetings, n, k, k + AHEAD < count ? k + AHEAD : count)
      }
      if (n >= 2) {
        const i = ((meetings[k << 1] as number) * n * WORD) | 0
        let j = ((meetings[(k << 1) | 1] as number) * (n - 1) * WORD) | 0
        if (j >= i) j = (j + 1) | 0
        const p = (participants[i] as number) << RECORD_SHIFT
        const q = (participants[j] as number) << RECORD_SHIFT
        const pFlags = ints[p | FLAGS] as number
        const qFlags = ints[q | FLAGS] as number
        const pServes = serves(pFlags & KIND_MASK, floats[p >> 1] as number, x, treason)
        const qServes = serves(qFlags & KIND_MASK, floats[q >> 1] as number, x, treason)
        if ((pServes << SERVES_SHIFT) !== (pFlags & SERVES)) {
          ints[p | FLAGS] = pFlags ^ SERVES
          contributors = (contributors + pServes + pServes - 1) | 0
        }
        if ((qServes << SERVES_SHIFT) !== (qFlags & SERVES)) {
          ints[q | FLAGS] = qFlags ^ SERVES
          contributors = (contributors + qServes + qServes - 1) | 0
        }
        // the free market takes no notice of ratings, but they are kept, so that a watched peer has a history there too
        const pRating = (qFlags & KIND_MASK) === FALSE_EVALUATOR ? 0 : pServes
        const qRating = (pFlags & KIND_MASK) === FALSE_EVALUATOR ? 0 : qServes
        const pCount = this.#rate(ints, p, pRating, wide)
        const qCount = this.#rate(ints, q, qRating, wide)
        // a good rating never lowers u: it can only exclude when it is the one that completes the minimum
        if (minRatings !== 0) {
          if ((pRating === 0 ? pCount >= minRatings : pCount === minRatings) && this.#fails(p)) {
            n = (n - 1) | 0
            this.#leave(p, n)
            contributors = (contributors - pServes) | 0
          }
          if ((qRating === 0 ? qCount >= minRatings : qCount === minRatings) && this.#fails(q)) {
            n = (n - 1) | 0
            this.#leave(q, n)
            contributors = (contributors - qServes) | 0
          }
        }
      }
      while (turnoverAt[event] === k) {
        this.participants = n
        this.contributors = contributors
        this.#replace(event, x, treason)
        n = this.participants | 0
        contributors = this.contributors | 0
        event = (event + 1) | 0
      }
      x = n > 0 ? contributors / n : 0
      xs[k] = x
    }
    this.participants = n
    this.contributors = contributors
    this.x = x
  }

  /** STEP 6: adds up the system performance of the piece. */
  #account(count: number): void {
    const { benefit, returns } = this.settings
    const xs = this.#xs
    let sum = +this.performanceSum
    for (let k = 0; k < count; k++) sum += performance(benefit, returns, xs[k] as number)
    this.performanceSum = sum
  }

  /** Adds a rating (0 or 1) to the record at `p`; returns how many it has now. A good one touches as little as possible. */
  #rate(ints: Int32Array, p: number, rating: number, wide: boolean): number {
    const count = ((ints[p | COUNT] as number) + 1) | 0
    ints[p | COUNT] = count
    if (rating === 0) ints[p | BAD] = (ints[p | BAD] as number) + 1
    if (wide) this.#turnRing(p, count - 1, rating)
    else ints[p | BITS] = ((ints[p | BITS] as number) << 1) | rating
    return count
  }

  /** STEP 4: whether the record at `p` excludes. */
  #fails(p: number): boolean {
    const { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold } = this.settings
    const { ints } = this.peers
    const count = ints[p | COUNT] as number
    const good = count - (ints[p | BAD] as number)
    const recentCount = count < recentWindow ? count : recentWindow
    const u = trustValue(weightTotal, good, count, weightRecent, recentGood(ints, p, recentWindow), recentCount)
    return excludes(count, u, minRatings, exclusionThreshold)
  }

  /** Puts a rating into the ring of a window above 32, and keeps the number of good ones in it. */
  #turnRing(p: number, before: number, rating: number): void {
    const { ints, rings, ringWords } = this.peers
    const place = before % this.settings.recentWindow
    const word = (p >> RECORD_SHIFT) * ringWords + (place >>> 5)
    const bit = place & 31
    const old = rings[word] as number
    rings[word] = (old & ~(1 << bit)) | (rating << bit)
    ints[p | BITS] = (ints[p | BITS] as number) + rating - ((old >>> bit) & 1)
  }

  /** Takes the slot at `p` out of the list of participants, of which `left` remain. */
  #leave(p: number, left: number): void {
    const { ints, participants } = this.peers
    const place = ints[p | PLACE] as number
    const last = participants[left] as number
    participants[place] = last
    ints[(last << RECORD_SHIFT) | PLACE] = place
    ints[p | PLACE] = -1
  }

  /** One hit of STEP 5: a slot among all N gets a new user, or its own one back. */
  #replace(event: number, x: number, treason: boolean): void {
    const { identity, maxGenerosity } = this.settings
    const { ints, floats, participants } = this.peers
    const slot = this.#draws.turnoverSlot[event] as number
    const isNew = this.#draws.turnoverNew[event] === 1
    const p = slot << RECORD_SHIFT
    if (isNew) floats[p >> 1] = nextUniform(this.#generosity) * maxGenerosity
    const flags = ints[p | FLAGS] as number
    const did = flags >> SERVES_SHIFT
    const does = serves(flags & KIND_MASK, floats[p >> 1] as number, x, treason)
    const took = (ints[p | PLACE] as number) >= 0
    const fresh = isNew || (identity === 'FI' && does === 0)
    if (fresh) {
      this.#forget(p)
      if (!took) {
        ints[p | PLACE] = this.participants
        participants[this.participants++] = slot
      }
    }
    if (does !== did) ints[p | FLAGS] = flags ^ SERVES
    this.contributors += (took || fresh ? does : 0) - (took ? did : 0)
  }

  #forget(p: number): void {
    const { ints, rings, ringWords } = this.peers
    ints[p | BAD] = 0
    ints[p | COUNT] = 0
    ints[p | BITS] = 0
    if (ringWords > 0) rings.fill(0, (p >> RECORD_SHIFT) * ringWords, ((p >> RECORD_SHIFT) + 1) * ringWords)
  }
}
