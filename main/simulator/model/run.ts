import { excludes, trustValue } from '../../reputation/paper.ts'
import { checkSettings } from './check-settings.ts'
import {
  BITS, COUNT, FLAGS, GOOD, KIND_MASK, layOutPeers, PLACE, RECENT, RECORD_FLOATS, RECORD_INTS, SERVES, SERVES_SHIFT, type Peers,
} from './peers.ts'
import { KINDS, type Settings } from './settings.ts'
import { nextUniform, nextWord, STREAMS, streamState } from './streams.ts'

const RATIONAL = KINDS.indexOf('rational')
const CONTRIBUTOR = KINDS.indexOf('contributor')
const FALSE_EVALUATOR = KINDS.indexOf('falseEvaluator')
const TRAITOR = KINDS.indexOf('traitor')
const WORD = 1 / 4294967296
/** Above this many peers their records outgrow the caches near the core. */
const LARGE = 20_000
/** Transactions to look ahead there; a power of two. */
const AHEAD = 8
const PIECE = 1024

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
 * Reads the records that the next AHEAD transactions will most likely meet, by running a copy of the generator ahead:
 * their cache misses then overlap instead of following one another. Changes nothing; the value is only there to be used.
 */
function touchAhead(ints: Int32Array, participants: Int32Array, a: number, b: number, c: number, d: number, n: number): number {
  let value = 0
  for (let k = 0; k < AHEAD * 2; k++) {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    value ^= ints[(participants[((t >>> 0) * n * WORD) | 0] as number) * RECORD_INTS + FLAGS] as number
  }
  return value
}

/**
 * One run of the reference model: everything follows from (settings, seed), and a transaction takes the same time
 * however many peers there are. `advance(a); advance(b)` equals `advance(a + b)`.
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
  #meetings: Int32Array
  #turnover: Int32Array
  #generosity: Int32Array
  #touched = 0

  /** STEP 1 and 2. Throws HyobanError BAD_INPUT for settings out of range. */
  constructor(settings: Settings, seed: number) {
    checkSettings(settings)
    this.settings = settings
    this.peers = layOutPeers(settings)
    this.#meetings = streamState(seed, STREAMS.meetings)
    this.#turnover = streamState(seed, STREAMS.turnover)
    this.#generosity = streamState(seed, STREAMS.generosity)
    this.participants = settings.N
    const { ints, floats } = this.peers
    const treason = this.#treason(0)
    for (let slot = 0; slot < settings.N; slot++) {
      const generosity = nextUniform(this.#generosity) * settings.maxGenerosity
      floats[slot * RECORD_FLOATS] = generosity
      const flags = ints[slot * RECORD_INTS + FLAGS] as number
      if (serves(flags, generosity, 1, treason)) {
        ints[slot * RECORD_INTS + FLAGS] = flags | SERVES
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
    // in pieces, because the engine optimises a function that is called often better than one long loop
    for (let left = count; left > 0; left -= PIECE) this.#piece(left < PIECE ? left : PIECE)
  }

  #piece(count: number): void {
    const { N, benefit, returns, turnover, traitorFrom, traitorTo, identity } = this.settings
    const { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold } = this.settings
    const { ints, floats, participants } = this.peers
    const exclusion = identity !== 'none'
    const wide = recentWindow > 32
    const oldest = recentWindow - 1
    const large = N > LARGE
    const threshold = turnover * 4294967296
    const meetings = this.#meetings
    const leaving = this.#turnover
    // both generators and all counters live in local variables: through memory each word would cost stores and loads
    let a = meetings[0] as number
    let b = meetings[1] as number
    let c = meetings[2] as number
    let d = meetings[3] as number
    let e = leaving[0] as number
    let f = leaving[1] as number
    let g = leaving[2] as number
    let h = leaving[3] as number
    let t = 0
    let n = this.participants
    let contributors = this.contributors
    let x = this.x
    let sum = this.performanceSum
    const first = this.transaction
    for (let k = 0; k < count; k++) {
      const treason = first + k >= traitorFrom && first + k < traitorTo
      if (n >= 2) {
        if (large && (k & (AHEAD - 1)) === 0) this.#touched = touchAhead(ints, participants, a, b, c, d, n)
        t = (((a + b) | 0) + d) | 0
        d = (d + 1) | 0
        a = b ^ (b >>> 9)
        b = (c + (c << 3)) | 0
        c = (((c << 21) | (c >>> 11)) + t) | 0
        const i = ((t >>> 0) * n * WORD) | 0
        t = (((a + b) | 0) + d) | 0
        d = (d + 1) | 0
        a = b ^ (b >>> 9)
        b = (c + (c << 3)) | 0
        c = (((c << 21) | (c >>> 11)) + t) | 0
        let j = ((t >>> 0) * (n - 1) * WORD) | 0
        if (j >= i) j++
        const one = participants[i] as number
        const other = participants[j] as number
        const p = one * RECORD_INTS
        const q = other * RECORD_INTS
        const pFlags = ints[p + FLAGS] as number
        const qFlags = ints[q + FLAGS] as number
        const pKind = pFlags & KIND_MASK
        const qKind = qFlags & KIND_MASK
        const pServes = serves(pKind, floats[one * RECORD_FLOATS] as number, x, treason)
        const qServes = serves(qKind, floats[other * RECORD_FLOATS] as number, x, treason)
        if (pServes !== pFlags >> SERVES_SHIFT) {
          ints[p + FLAGS] = pFlags ^ SERVES
          contributors += pServes + pServes - 1
        }
        if (qServes !== qFlags >> SERVES_SHIFT) {
          ints[q + FLAGS] = qFlags ^ SERVES
          contributors += qServes + qServes - 1
        }
        // the free market takes no notice of ratings, but they are kept, so that a watched peer has a history there too
        const pRating = qKind === FALSE_EVALUATOR ? 0 : pServes
        const qRating = pKind === FALSE_EVALUATOR ? 0 : qServes
        const pCount = ((ints[p + COUNT] as number) + 1) | 0
        const qCount = ((ints[q + COUNT] as number) + 1) | 0
        const pGood = ((ints[p + GOOD] as number) + pRating) | 0
        const qGood = ((ints[q + GOOD] as number) + qRating) | 0
        // bits beyond the ratings so far are 0, so nothing falls out of a window that is not full
        const pBits = ints[p + BITS] as number
        const qBits = ints[q + BITS] as number
        const pOld = wide ? this.#turnRing(one, pCount - 1, pRating) : (pBits >>> oldest) & 1
        const qOld = wide ? this.#turnRing(other, qCount - 1, qRating) : (qBits >>> oldest) & 1
        const pRecent = ((ints[p + RECENT] as number) + pRating - pOld) | 0
        const qRecent = ((ints[q + RECENT] as number) + qRating - qOld) | 0
        ints[p + COUNT] = pCount
        ints[p + GOOD] = pGood
        ints[p + BITS] = (pBits << 1) | pRating
        ints[p + RECENT] = pRecent
        ints[q + COUNT] = qCount
        ints[q + GOOD] = qGood
        ints[q + BITS] = (qBits << 1) | qRating
        ints[q + RECENT] = qRecent
        // a good rating never lowers u: it can only exclude when it is the one that completes the minimum
        if (exclusion && (pRating === 0 ? pCount >= minRatings : pCount === minRatings)) {
          const u = trustValue(weightTotal, pGood, pCount, weightRecent, pRecent, pCount < recentWindow ? pCount : recentWindow)
          if (excludes(pCount, u, minRatings, exclusionThreshold)) {
            this.#leave(one, --n)
            contributors -= pServes
          }
        }
        if (exclusion && (qRating === 0 ? qCount >= minRatings : qCount === minRatings)) {
          const u = trustValue(weightTotal, qGood, qCount, weightRecent, qRecent, qCount < recentWindow ? qCount : recentWindow)
          if (excludes(qCount, u, minRatings, exclusionThreshold)) {
            this.#leave(other, --n)
            contributors -= qServes
          }
        }
      }
      for (let draw = 0; draw < 2; draw++) {
        t = (((e + f) | 0) + h) | 0
        h = (h + 1) | 0
        e = f ^ (f >>> 9)
        f = (g + (g << 3)) | 0
        g = (((g << 21) | (g >>> 11)) + t) | 0
        if ((t >>> 0) < threshold) {
          leaving[0] = e
          leaving[1] = f
          leaving[2] = g
          leaving[3] = h
          this.participants = n
          this.contributors = contributors
          this.#replace(x, treason)
          n = this.participants
          contributors = this.contributors
          e = leaving[0] as number
          f = leaving[1] as number
          g = leaving[2] as number
          h = leaving[3] as number
        }
      }
      x = n > 0 ? contributors / n : 0
      if (x > 0) sum += returns === 1 ? benefit * x - 1 : performance(benefit, returns, x)
    }
    meetings[0] = a
    meetings[1] = b
    meetings[2] = c
    meetings[3] = d
    leaving[0] = e
    leaving[1] = f
    leaving[2] = g
    leaving[3] = h
    this.transaction = first + count
    this.participants = n
    this.contributors = contributors
    this.x = x
    this.performanceSum = sum
  }

  #treason(transaction: number): boolean {
    return transaction >= this.settings.traitorFrom && transaction < this.settings.traitorTo
  }

  /** Puts a rating into the ring of a window above 32; returns the rating that falls out of it. */
  #turnRing(slot: number, before: number, rating: number): number {
    const { rings, ringWords } = this.peers
    const place = before % this.settings.recentWindow
    const word = slot * ringWords + (place >>> 5)
    const bit = place & 31
    const old = rings[word] as number
    rings[word] = (old & ~(1 << bit)) | (rating << bit)
    return (old >>> bit) & 1
  }

  /** Takes `slot` out of the list of participants, of which `left` remain. */
  #leave(slot: number, left: number): void {
    const { ints, participants } = this.peers
    const place = ints[slot * RECORD_INTS + PLACE] as number
    const last = participants[left] as number
    participants[place] = last
    ints[last * RECORD_INTS + PLACE] = place
    ints[slot * RECORD_INTS + PLACE] = -1
  }

  /** One hit of STEP 5: a slot among all N gets a new user, or its own one back. */
  #replace(x: number, treason: boolean): void {
    const { N, returning, identity, maxGenerosity } = this.settings
    const { ints, floats, participants } = this.peers
    const slot = Math.floor(nextWord(this.#turnover) * N / 4294967296)
    const isNew = nextUniform(this.#turnover) >= returning
    const p = slot * RECORD_INTS
    if (isNew) floats[slot * RECORD_FLOATS] = nextUniform(this.#generosity) * maxGenerosity
    const flags = ints[p + FLAGS] as number
    const did = flags >> SERVES_SHIFT
    const does = serves(flags & KIND_MASK, floats[slot * RECORD_FLOATS] as number, x, treason)
    const took = (ints[p + PLACE] as number) >= 0
    const fresh = isNew || (identity === 'FI' && does === 0)
    if (fresh) {
      this.#forget(slot)
      if (!took) {
        ints[p + PLACE] = this.participants
        participants[this.participants++] = slot
      }
    }
    if (does !== did) ints[p + FLAGS] = flags ^ SERVES
    this.contributors += (took || fresh ? does : 0) - (took ? did : 0)
  }

  #forget(slot: number): void {
    const { ints, rings, ringWords } = this.peers
    const p = slot * RECORD_INTS
    ints[p + GOOD] = 0
    ints[p + COUNT] = 0
    ints[p + BITS] = 0
    ints[p + RECENT] = 0
    if (ringWords > 0) rings.fill(0, slot * ringWords, (slot + 1) * ringWords)
  }
}
