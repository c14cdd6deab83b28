import { excludes, trustValue } from '../../reputation/paper/paper.ts'
import { checkSettings } from './check-settings.ts'
import * as draws from './draws.ts'
import { Draws } from './draws.ts'
import * as record from './peers.ts'
import { clearRatings, layOutPeers, type PeerArrays, recentGood, removeParticipant } from './peers.ts'
import { performance } from './performance.ts'
import { placeRecords, readRecords, type Records, type Stopped } from './records.ts'
import { USER_KINDS, type ModelSettings } from './settings.ts'
import { nextWord, STREAMS, streamState } from './streams.ts'

// Imported constants are looked up at each use; a module's own are compiled into the loop.
const {
  BAD,
  COUNT,
  GENEROSITY,
  KIND_MASK,
  NARROW,
  PLACE,
  RATING_SHIFT,
  RECORD_SHIFT,
  RING_GOOD,
  SERVES,
  SERVES_SHIFT,
  STATE,
  STATUS_MASK,
} = record
const { PIECE, WORD } = draws
/** Code 0, so two peers are both rational if neither kind has any bit set. */
const RATIONAL = USER_KINDS.indexOf('rational')
const CONTRIBUTOR = USER_KINDS.indexOf('contributor')
const FALSE_EVALUATOR = USER_KINDS.indexOf('falseEvaluator')
const TRAITOR = USER_KINDS.indexOf('traitor')
/** Above this many peers the records no longer fit the core's own caches. */
const LARGE = 20_000
/** Transactions to prefetch then; a power of two. */
const AHEAD = 16

/** Whether a user serves at x: a rational one does iff its generosity exceeds the cost 1/x. */
function serves(kind: number, generosity: number, x: number, treason: boolean): 0 | 1 {
  if (kind === RATIONAL) return generosity * x > 1 ? 1 : 0
  if (kind === TRAITOR) return !treason && generosity * x > 1 ? 1 : 0
  return kind === CONTRIBUTOR ? 1 : 0
}

/** The state word after a rating: same kind, new status, ratings shifted by one. */
function rated(state: number, status: 0 | 1, rating: 0 | 1): number {
  return ((state & ~STATUS_MASK) << 1) | (rating << RATING_SHIFT) | (status << SERVES_SHIFT) | (state & KIND_MASK)
}

/**
 * Prefetches the records that transactions from `first` on will probably touch (certainly, unless a peer is excluded or
 * returns first), so that cache misses overlap instead of queueing. The result only keeps the reads from being
 * optimised away.
 */
function touchAhead(
  ints: Int32Array,
  participants: Int32Array,
  meetings: Uint32Array,
  n: number,
  first: number,
  end: number,
): number {
  let value = 0
  for (let k = first << 1; k < end << 1; k++) {
    value ^= ints[
      ((participants[((meetings[k] as number) * n * WORD) | 0] as number) << RECORD_SHIFT) | STATE
    ] as number
  }
  return value
}

/**
 * One run of the reference model. It is determined by (settings, seed), and a transaction is O(1) in the number of
 * peers. `advance(a); advance(b)` equals `advance(a + b)`, bit for bit.
 */
export class Run {
  readonly settings: Readonly<ModelSettings>
  readonly peers: PeerArrays
  /** Transactions done. */
  transaction = 0
  /** Peers that are not excluded. */
  participants: number
  /** Participants that contribute. */
  contributors = 0
  /** Fraction of contributors among the participants, as of the latest STEP 6. */
  x = 1
  /** Sum of W over the transactions since it was last reset to 0. */
  performanceSum = 0
  #draws: Draws
  #generosity: Int32Array
  /** Generosity per 2^-32. */
  #scale: number
  #touched = 0

  /**
   * STEP 1 and 2 of the model, or the start given by `initial`. Throws HyobanError BAD_INPUT for settings out of range,
   * and for an `initial` that does not fit them.
   */
  constructor(settings: ModelSettings, seed: number, initial?: Records) {
    checkSettings(settings)
    this.settings = settings
    this.peers = layOutPeers(settings)
    this.#draws = new Draws(seed, settings.N, settings.turnover, settings.returning)
    this.#generosity = streamState(seed, STREAMS.generosity)
    this.#scale = settings.maxGenerosity * WORD
    this.participants = initial ? placeRecords(this.peers, initial, settings) : settings.N
    this.x = initial?.x ?? 1
    const { ints } = this.peers
    const treason = this.#treason(0)
    for (let slot = 0; slot < settings.N; slot++) {
      const p = slot << RECORD_SHIFT
      const drawn = nextWord(this.#generosity)
      const given = initial?.generosity?.[slot] ?? 0
      const generosity = given || (initial?.stopped ? 0 : drawn)
      ints[p | GENEROSITY] = generosity
      const state = ints[p | STATE] as number
      if (!initial?.stopped && serves(state & KIND_MASK, (generosity >>> 0) * this.#scale, this.x, treason)) {
        ints[p | STATE] = state | SERVES
      }
      if ((ints[p | PLACE] as number) >= 0) this.contributors += ((ints[p | STATE] as number) >> SERVES_SHIFT) & 1
    }
    if (initial?.stopped) this.#goOn(initial.stopped)
    else this.x = this.participants > 0 ? this.contributors / this.participants : 0
  }

  /** System performance now. */
  get performance(): number {
    return performance(this.settings.benefit, this.settings.returns, this.x)
  }

  /** What another run needs to go on from here, bit for bit. */
  records(): Records {
    const { transaction, performanceSum, x, peers, participants } = this
    const streams = { generosity: this.#generosity.slice(), ...this.#draws.streams }
    return { ...readRecords(peers, participants, { transaction, performanceSum, streams }), x }
  }

  #goOn({ transaction, performanceSum, streams }: Stopped): void {
    this.transaction = transaction
    this.performanceSum = performanceSum
    this.#generosity = streams.generosity.slice()
    this.#draws.streams = streams
  }

  /** Runs `count` transactions, STEP 3 to 6 each. */
  advance(count: number): void {
    const end = this.transaction + count
    while (this.transaction < end) {
      let stop = Math.min(end, this.transaction + PIECE)
      // a piece lies entirely before, within or after the traitors' interval
      for (const border of [this.settings.traitorFrom, this.settings.traitorTo]) {
        if (border > this.transaction && border < stop) stop = border
      }
      const piece = stop - this.transaction
      this.#draws.draw(piece)
      this.#meet(piece, this.#treason(this.transaction))
      this.transaction = stop
    }
  }

  #treason(transaction: number): boolean {
    return transaction >= this.settings.traitorFrom && transaction < this.settings.traitorTo
  }

  /** STEP 3 to 6 of `count` transactions whose random numbers are drawn. */
  #meet(count: number, treason: boolean): void {
    const { ints, participants } = this.peers
    const { meetings, turnoverAt } = this.#draws
    // "| 0" and "+" mark 32-bit integers and floats for the engine, so that it boxes none
    const end = count | 0
    const scale = +this.#scale
    const benefit = +this.settings.benefit
    const linear = this.settings.returns === 1
    // unreachable, so nobody is excluded
    const minRatings = this.settings.identity === 'none' ? 0x7fffffff : this.settings.minRatings | 0
    const wide = this.settings.recentWindow > NARROW
    const large = this.settings.N > LARGE
    let n = this.participants | 0
    let contributors = this.contributors | 0
    let x = +this.x
    let sum = +this.performanceSum
    let event = 0
    let next = turnoverAt[0] as number
    for (let k = 0; k < end; k = (k + 1) | 0) {
      if (large && (k & (AHEAD - 1)) === 0) {
        this.#touched = touchAhead(ints, participants, meetings, n, k, k + AHEAD < end ? k + AHEAD : end)
      }
      if (n >= 2) {
        const i = ((meetings[k << 1] as number) * n * WORD) | 0
        let j = ((meetings[(k << 1) | 1] as number) * ((n - 1) | 0) * WORD) | 0
        if (j >= i) j = (j + 1) | 0
        const p = (participants[i] as number) << RECORD_SHIFT
        const q = (participants[j] as number) << RECORD_SHIFT
        const pState = ints[p | STATE] as number
        const qState = ints[q | STATE] as number
        const pGenerosity = ((ints[p | GENEROSITY] as number) >>> 0) * scale
        const qGenerosity = ((ints[q | GENEROSITY] as number) >>> 0) * scale
        const rational = ((pState | qState) & KIND_MASK) === RATIONAL
        const pServes = rational ? (pGenerosity * x > 1 ? 1 : 0) : serves(pState & KIND_MASK, pGenerosity, x, treason)
        const qServes = rational ? (qGenerosity * x > 1 ? 1 : 0) : serves(qState & KIND_MASK, qGenerosity, x, treason)
        contributors =
          (contributors + pServes + qServes - ((pState >> SERVES_SHIFT) & 1) - ((qState >> SERVES_SHIFT) & 1)) | 0
        // the free market ignores ratings, but a watched peer has a history there too
        const pRating = !rational && (qState & KIND_MASK) === FALSE_EVALUATOR ? 0 : pServes
        const qRating = !rational && (pState & KIND_MASK) === FALSE_EVALUATOR ? 0 : qServes
        ints[p | STATE] = rated(pState, pServes, pRating)
        ints[q | STATE] = rated(qState, qServes, qRating)
        const pCount = ((ints[p | COUNT] as number) + 1) | 0
        const qCount = ((ints[q | COUNT] as number) + 1) | 0
        ints[p | COUNT] = pCount
        ints[q | COUNT] = qCount
        if (wide) {
          this.#turnRing(p, pCount - 1, pRating)
          this.#turnRing(q, qCount - 1, qRating)
        }
        // a good rating never lowers u, so it only excludes if it completes the minimum
        if ((pRating & qRating) === 0 || pCount === minRatings || qCount === minRatings) {
          if (pRating === 0) ints[p | BAD] = (ints[p | BAD] as number) + 1
          if (qRating === 0) ints[q | BAD] = (ints[q | BAD] as number) + 1
          if (pCount >= minRatings && this.#fails(p)) {
            n = (n - 1) | 0
            removeParticipant(this.peers, p, n)
            contributors = (contributors - pServes) | 0
          }
          if (qCount >= minRatings && this.#fails(q)) {
            n = (n - 1) | 0
            removeParticipant(this.peers, q, n)
            contributors = (contributors - qServes) | 0
          }
        }
      }
      while (next === k) {
        this.participants = n
        this.contributors = contributors
        this.#replace(event, x, treason)
        n = this.participants | 0
        contributors = this.contributors | 0
        event = (event + 1) | 0
        next = turnoverAt[event] as number
      }
      x = n > 0 ? contributors / n : 0
      if (contributors > 0) sum += linear ? benefit * x - 1 : this.#performanceAt(x)
    }
    this.participants = n
    this.contributors = contributors
    this.x = x
    this.performanceSum = sum
  }

  #performanceAt(x: number): number {
    return performance(this.settings.benefit, this.settings.returns, x)
  }

  /** STEP 4: whether the record at `p` leads to exclusion. */
  #fails(p: number): boolean {
    const { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold } = this.settings
    const { ints } = this.peers
    const count = ints[p | COUNT] as number
    const good = count - (ints[p | BAD] as number)
    const recentCount = count < recentWindow ? count : recentWindow
    const u = trustValue(weightTotal, good, count, weightRecent, recentGood(ints, p, recentWindow), recentCount)
    return excludes(count, u, minRatings, exclusionThreshold)
  }

  /** Writes a rating into the ring of a window above NARROW and updates its number of good ones. */
  #turnRing(p: number, before: number, rating: number): void {
    const { ints, rings, ringWords } = this.peers
    const place = before % this.settings.recentWindow
    const word = (p >> RECORD_SHIFT) * ringWords + (place >>> 5)
    const bit = place & 31
    const old = rings[word] as number
    rings[word] = (old & ~(1 << bit)) | (rating << bit)
    ints[p | RING_GOOD] = (ints[p | RING_GOOD] as number) + rating - ((old >>> bit) & 1)
  }

  /** One turnover of STEP 5: one of the N slots gets a new user, or its old one back. */
  #replace(event: number, x: number, treason: boolean): void {
    const { identity } = this.settings
    const { ints, participants } = this.peers
    const slot = this.#draws.turnoverSlot[event] as number
    const isNew = this.#draws.turnoverNew[event] === 1
    const p = slot << RECORD_SHIFT
    if (isNew) ints[p | GENEROSITY] = nextWord(this.#generosity)
    const state = ints[p | STATE] as number
    const did = (state >> SERVES_SHIFT) & 1
    const does = serves(state & KIND_MASK, ((ints[p | GENEROSITY] as number) >>> 0) * this.#scale, x, treason)
    const took = (ints[p | PLACE] as number) >= 0
    const fresh = isNew || (identity === 'FI' && does === 0)
    if (fresh) {
      clearRatings(this.peers, p)
      if (!took) {
        ints[p | PLACE] = this.participants
        participants[this.participants++] = slot
      }
    }
    if (does !== did) ints[p | STATE] = (ints[p | STATE] as number) ^ SERVES
    this.contributors += (took || fresh ? does : 0) - (took ? did : 0)
  }
}
