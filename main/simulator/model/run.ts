import { excludes, trustValue } from '../../reputation/paper/paper.ts'
import { checkSettings } from './check-settings.ts'
import * as at from './kernel/kernel.ts'
import { Kernel, type KernelHost } from './kernel/kernel.ts'
import {
  BAD,
  clearRatings,
  COUNT,
  GENEROSITY,
  KIND_MASK,
  layOutPeers,
  NARROW,
  type PeerArrays,
  PLACE,
  recentGood,
  RECORD_SHIFT,
  RING_GOOD,
  SERVES,
  SERVES_SHIFT,
  STATE,
} from './peers.ts'
import { performance } from './performance.ts'
import { placeRecords, readRecords, type Records, type Stopped } from './records.ts'
import { USER_KINDS, type ModelSettings } from './settings.ts'
import { nextWord, STREAMS, streamState } from './streams.ts'

const WORD = 1 / 4294967296
/** Of a generator's state. */
const STREAM_WORDS = 4
/** Code 0, on which the kernel relies. */
const RATIONAL = USER_KINDS.indexOf('rational')
const CONTRIBUTOR = USER_KINDS.indexOf('contributor')
const TRAITOR = USER_KINDS.indexOf('traitor')
/** Above this many peers the records no longer fit the core's own caches. */
const LARGE = 20_000
/** Transactions that the kernel runs at once at most. */
const PIECE = 1 << 16

/**
 * One run of the reference model. It is determined by (settings, seed), and a transaction is O(1) in the number of
 * peers. `advance(a); advance(b)` equals `advance(a + b)`, bit for bit. The loop itself is kernel/kernel.as.
 */
export class Run implements KernelHost {
  readonly settings: Readonly<ModelSettings>
  readonly peers: PeerArrays
  /** Transactions done. */
  transaction = 0
  /** Over the whole run. */
  readonly requests = { asked: 0, served: 0, bad: 0 }
  /** The probability with which a free rider's request is refused, instead of ratings and exclusion. */
  readonly #penalty: number | undefined
  readonly #kernel: Kernel
  readonly #words: Int32Array
  readonly #floats: Float64Array
  readonly #generosity: Int32Array
  /** Generosity per 2^-32. */
  readonly #scale: number

  /**
   * STEP 1 and 2 of the model, or the start given by `initial`. `penalty`: the probability with which a free rider's
   * request is refused, instead of ratings and exclusion. Throws HyobanError BAD_INPUT for settings out of range, and
   * for an `initial` that does not fit them.
   */
  constructor(settings: ModelSettings, seed: number, initial?: Records, penalty?: number) {
    checkSettings(settings)
    this.settings = settings
    this.#penalty = penalty
    const kernel = (this.#kernel = Kernel.take(settings.N, this))
    const words = (this.#words = kernel.words)
    const floats = (this.#floats = kernel.floats)
    this.peers = layOutPeers(settings, kernel.records, kernel.list)
    this.#generosity = streamState(seed, STREAMS.generosity)
    this.#scale = settings.maxGenerosity * WORD
    words.set(streamState(seed, STREAMS.meetings), at.MEETINGS)
    words.set(streamState(seed, STREAMS.turnover), at.TURNOVER)
    words.set(streamState(seed, STREAMS.service), at.SERVICE)
    words[at.N] = settings.N
    words[at.PARTICIPANTS] = initial ? placeRecords(this.peers, initial, settings) : settings.N
    // unreachable, so nobody is excluded
    words[at.MIN_RATINGS] = settings.identity === 'none' ? 0x7fffffff : settings.minRatings
    words[at.WIDE] = settings.recentWindow > NARROW ? 1 : 0
    words[at.LARGE] = settings.N > LARGE ? 1 : 0
    words[at.LINEAR] = settings.returns === 1 ? 1 : 0
    floats[at.TURNOVER_BELOW] = Math.ceil(settings.turnover / WORD)
    floats[at.SAME_BELOW] = settings.returning / WORD
    floats[at.SCALE] = this.#scale
    floats[at.BENEFIT] = settings.benefit
    floats[at.PENALTY] = penalty ?? 0
    words[at.TREASON] = this.#treason(0)
    floats[at.X] = initial?.x ?? 1
    const { ints } = this.peers
    let contributors = 0
    for (let slot = 0; slot < settings.N; slot++) {
      const p = slot << RECORD_SHIFT
      const drawn = nextWord(this.#generosity)
      const given = initial?.generosity?.[slot] ?? 0
      ints[p | GENEROSITY] = given || (initial?.stopped ? 0 : drawn)
      if (!initial?.stopped && this.#serves(p)) ints[p | STATE] = (ints[p | STATE] as number) | SERVES
      if ((ints[p | PLACE] as number) >= 0) contributors += ((ints[p | STATE] as number) >> SERVES_SHIFT) & 1
    }
    words[at.CONTRIBUTORS] = contributors
    if (initial?.stopped) this.#goOn(initial.stopped)
    else floats[at.X] = this.participants > 0 ? contributors / this.participants : 0
  }

  /** Peers that are not excluded. */
  get participants(): number {
    return this.#words[at.PARTICIPANTS] as number
  }

  /** Participants that contribute. */
  get contributors(): number {
    return this.#words[at.CONTRIBUTORS] as number
  }

  /** Fraction of contributors among the participants, as of the latest STEP 6. */
  get x(): number {
    return this.#floats[at.X] as number
  }

  /** Sum of W over the transactions since it was last reset to 0. */
  get performanceSum(): number {
    return this.#floats[at.SUM_W] as number
  }

  set performanceSum(sum: number) {
    this.#floats[at.SUM_W] = sum
  }

  /** Sum of x over the transactions since it was last reset to 0. */
  get shareSum(): number {
    return this.#floats[at.SUM_X] as number
  }

  set shareSum(sum: number) {
    this.#floats[at.SUM_X] = sum
  }

  /** System performance now. */
  get performance(): number {
    return performance(this.settings.benefit, this.settings.returns, this.x)
  }

  /** What another run needs to go on from here, bit for bit. */
  records(): Records {
    const { transaction, performanceSum, x, peers, participants } = this
    const words = this.#words
    const streams = {
      generosity: this.#generosity.slice(),
      meetings: words.slice(at.MEETINGS, at.MEETINGS + STREAM_WORDS),
      turnover: words.slice(at.TURNOVER, at.TURNOVER + STREAM_WORDS),
    }
    return { ...readRecords(peers, participants, { transaction, performanceSum, streams }), x }
  }

  #goOn({ transaction, performanceSum, streams }: Stopped): void {
    this.transaction = transaction
    this.performanceSum = performanceSum
    this.#generosity.set(streams.generosity)
    this.#words.set(streams.meetings, at.MEETINGS)
    this.#words.set(streams.turnover, at.TURNOVER)
  }

  /** Runs `count` transactions, STEP 3 to 6 each. */
  advance(count: number): void {
    const words = this.#words
    const end = this.transaction + count
    while (this.transaction < end) {
      let stop = Math.min(end, this.transaction + PIECE)
      // a piece lies entirely before, within or after the traitors' interval
      for (const border of [this.settings.traitorFrom, this.settings.traitorTo]) {
        if (border > this.transaction && border < stop) stop = border
      }
      words[at.TREASON] = this.#treason(this.transaction)
      this.#kernel.run(stop - this.transaction, this.#penalty !== undefined)
      this.requests.asked += words[at.REQUESTS] as number
      this.requests.served += words[at.SERVED] as number
      this.requests.bad += words[at.BAD_REQUESTS] as number
      this.transaction = stop
    }
  }

  /** Gives the memory back; the run must not be used any more. Otherwise it is collected with the run. */
  release(): void {
    this.#kernel.release()
  }

  /** STEP 4: whether the record at `p` leads to exclusion. For the kernel. */
  fails(p: number): boolean {
    const { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold } = this.settings
    const { ints } = this.peers
    const count = ints[p | COUNT] as number
    const good = count - (ints[p | BAD] as number)
    const recentCount = count < recentWindow ? count : recentWindow
    const u = trustValue(weightTotal, good, count, weightRecent, recentGood(ints, p, recentWindow), recentCount)
    return excludes(count, u, minRatings, exclusionThreshold)
  }

  /** One turnover of STEP 5: one of the N slots gets a new user, or its old one back. For the kernel. */
  replace(slot: number, isNew: boolean): void {
    const words = this.#words
    const { ints, participants } = this.peers
    const p = slot << RECORD_SHIFT
    if (isNew) ints[p | GENEROSITY] = nextWord(this.#generosity)
    const did = ((ints[p | STATE] as number) >> SERVES_SHIFT) & 1
    const does = this.#serves(p)
    const took = (ints[p | PLACE] as number) >= 0
    const fresh = isNew || (this.settings.identity === 'FI' && does === 0)
    if (fresh) {
      clearRatings(this.peers, p)
      if (!took) {
        const last = this.participants
        ints[p | PLACE] = last
        participants[last] = slot
        words[at.PARTICIPANTS] = last + 1
      }
    }
    if (does !== did) ints[p | STATE] = (ints[p | STATE] as number) ^ SERVES
    words[at.CONTRIBUTORS] = this.contributors + (took || fresh ? does : 0) - (took ? did : 0)
  }

  /** W at x, where it is not linear. For the kernel. */
  performanceAt(x: number): number {
    return performance(this.settings.benefit, this.settings.returns, x)
  }

  /** Writes ratings into the rings of windows above NARROW and updates their numbers of good ones. For the kernel. */
  turnRings(p: number, pRating: number, q: number, qRating: number): void {
    this.#turnRing(p, pRating)
    this.#turnRing(q, qRating)
  }

  #turnRing(p: number, rating: number): void {
    const { ints, rings, ringWords } = this.peers
    const place = ((ints[p | COUNT] as number) - 1) % this.settings.recentWindow
    const word = (p >> RECORD_SHIFT) * ringWords + (place >>> 5)
    const bit = place & 31
    const old = rings[word] as number
    rings[word] = (old & ~(1 << bit)) | (rating << bit)
    ints[p | RING_GOOD] = (ints[p | RING_GOOD] as number) + rating - ((old >>> bit) & 1)
  }

  #treason(transaction: number): 0 | 1 {
    return transaction >= this.settings.traitorFrom && transaction < this.settings.traitorTo ? 1 : 0
  }

  /** Whether the user of a record serves now: a rational one does iff its generosity exceeds the cost 1/x. */
  #serves(p: number): 0 | 1 {
    const kind = (this.peers.ints[p | STATE] as number) & KIND_MASK
    if (kind !== RATIONAL && (kind !== TRAITOR || this.#words[at.TREASON] === 1)) return kind === CONTRIBUTOR ? 1 : 0
    const generosity = ((this.peers.ints[p | GENEROSITY] as number) >>> 0) * this.#scale
    const { x } = this
    const penalty = this.#penalty
    if (penalty === undefined) return generosity * x > 1 ? 1 : 0
    return generosity > penalisedCost(x, penalty, this.settings.benefit) ? 1 : 0
  }
}

/** What serving costs less what it spares where x of the peers serve and free riders are refused with probability p. */
function penalisedCost(x: number, p: number, benefit: number): number {
  return x > 0 ? (x + (1 - x) * (1 - p)) / x - p * (benefit * x) : Infinity
}
