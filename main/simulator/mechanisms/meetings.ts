import type { LabSettings } from '../lab/scenario.ts'
import { Draws, PIECE, WORD } from '../model/draws.ts'
import { performance } from '../model/performance.ts'
import { nextWord, STREAMS, streamState } from '../model/streams.ts'
import * as kind from './kinds.ts'
import { numberOf, textOf } from './mechanism.ts'
import type { Rule } from './rule.ts'

/** Random streams beside those of the reference model. */
export const LAB_STREAMS = { service: STREAMS.service, candidates: 5, society: 6 } as const

/** Peers of a meeting society, for the rule that governs them. */
export interface MeetingSociety {
  readonly settings: LabSettings
  readonly seed: number
  readonly N: number
  readonly kinds: Uint8Array
  /** Transactions done. */
  readonly transaction: number
  /** Whether the peer serves now. */
  serves(slot: number): boolean
}

/** Sums over the transactions since `from`. */
interface Sums {
  transactions: number
  x: number
  W: number
  requests: number
  served: number
}

/** What a peer takes beside what the rule keeps of it. */
export const BYTES_PER_PEER = 14

/**
 * The reference model's society (two peers meet, each asks the other) under any rule. With the rule of `exclusion` or
 * `none` it equals the model's own run bit for bit. A transaction is O(1) in the number of peers.
 */
export class Meetings implements MeetingSociety {
  readonly settings: LabSettings
  readonly seed: number
  readonly N: number
  readonly kinds: Uint8Array
  transaction = 0
  participants: number
  contributors = 0
  x = 1
  readonly sums: Sums = { transactions: 0, x: 0, W: 0, requests: 0, served: 0 }
  /** Over the whole run. */
  requests = 0
  bad = 0
  readonly #rule: Rule
  readonly #generosity: Uint32Array
  readonly #serving: Uint8Array
  readonly #place: Int32Array
  readonly #slots: Int32Array
  readonly #draws: Draws
  readonly #generosityStream: Int32Array
  readonly #serviceStream: Int32Array
  readonly #candidateStream: Int32Array
  readonly #candidates: Int32Array
  readonly #scale: number
  readonly #traitors: readonly [from: number, to: number]
  /** Transactions of an oscillator's half period; a unit is a meeting per peer. */
  readonly #half: number
  readonly #free: boolean
  readonly #linear: (x: number) => number
  #treason = false
  #failing = false

  constructor(settings: LabSettings, seed: number, ruleOf: (society: MeetingSociety) => Rule) {
    this.settings = settings
    this.seed = seed
    const N = (this.N = this.participants = numberOf(settings, 'N'))
    this.kinds = kind.layOutKinds(settings)
    this.#draws = new Draws(seed, N, numberOf(settings, 'turnover'), numberOf(settings, 'returning'))
    this.#generosityStream = streamState(seed, STREAMS.generosity)
    this.#serviceStream = streamState(seed, LAB_STREAMS.service)
    this.#candidateStream = streamState(seed, LAB_STREAMS.candidates)
    this.#candidates = new Int32Array(numberOf(settings, 'candidates'))
    this.#scale = numberOf(settings, 'maxGenerosity') * WORD
    this.#traitors = [numberOf(settings, 'traitorFrom'), numberOf(settings, 'traitorTo')]
    this.#half = Math.max(1, Math.round((numberOf(settings, 'period') * N) / 2))
    this.#free = textOf(settings, 'identity') === 'FI'
    const [benefit, returns] = [numberOf(settings, 'benefit'), numberOf(settings, 'returns')]
    this.#linear = (x) => performance(benefit, returns, x)
    this.#generosity = new Uint32Array(N)
    this.#serving = new Uint8Array(N)
    this.#place = Int32Array.from({ length: N }, (_, slot) => slot)
    this.#slots = this.#place.slice()
    this.#rule = ruleOf(this)
    this.#setPhase()
    for (let slot = 0; slot < N; slot++) {
      this.#generosity[slot] = nextWord(this.#generosityStream)
      const does = this.#decides(slot, 1)
      this.#serving[slot] = does
      this.contributors += does
      this.#rule.arrive?.(slot, true)
    }
    this.x = this.contributors / N
  }

  /** Bytes per peer. */
  get state(): number {
    return BYTES_PER_PEER + this.#rule.bytes
  }

  serves(slot: number): boolean {
    return this.#serving[slot] === 1
  }

  isExcluded(slot: number): boolean {
    return (this.#place[slot] as number) < 0
  }

  /** W now. */
  get performance(): number {
    return this.#rule.performance ? this.#rule.performance(this.x) : this.#linear(this.x)
  }

  restartSums(): void {
    Object.assign(this.sums, { transactions: 0, x: 0, W: 0, requests: 0, served: 0 })
  }

  /** Runs `count` transactions, STEP 3 to 6 each. */
  advance(count: number): void {
    const end = this.transaction + count
    while (this.transaction < end) {
      // a piece lies within one phase of traitors and oscillators
      const border = (Math.floor(this.transaction / this.#half) + 1) * this.#half
      let stop = Math.min(end, this.transaction + PIECE, border)
      for (const one of this.#traitors) if (one > this.transaction && one < stop) stop = one
      this.#setPhase()
      this.#draws.draw(stop - this.transaction)
      this.#meet(stop - this.transaction)
    }
  }

  #setPhase(): void {
    const { transaction } = this
    this.#treason = transaction >= this.#traitors[0] && transaction < this.#traitors[1]
    this.#failing = Math.floor(transaction / this.#half) % 2 === 1
  }

  /** Whether the user of a slot would serve at x. */
  #decides(slot: number, x: number): 0 | 1 {
    const own = this.kinds[slot] as number
    if (own === kind.RATIONAL || (own === kind.TRAITOR && !this.#treason)) {
      const t = (this.#generosity[slot] as number) * this.#scale
      const rule = this.#rule
      return (rule.contributes ? rule.contributes(t, x) : t * x > 1) ? 1 : 0
    }
    if (own === kind.OSCILLATOR) return this.#failing ? 0 : 1
    return own === kind.CONTRIBUTOR ? 1 : 0
  }

  #meet(count: number): void {
    const { meetings, turnoverAt } = this.#draws
    const rule = this.#rule
    const first = this.transaction
    const { sums } = this
    let event = 0
    for (let k = 0; k < count; k++) {
      const n = this.participants
      if (n >= 2) {
        const a = this.#slots[((meetings[k << 1] as number) * n * WORD) | 0] as number
        const b = this.#partner(a, meetings[(k << 1) | 1] as number, n)
        if (b >= 0) this.#deal(a, b)
      }
      while (turnoverAt[event] === k) this.#replace(event++)
      this.x = this.participants > 0 ? this.contributors / this.participants : 0
      sums.transactions++
      sums.x += this.x
      if (this.contributors > 0) sums.W += rule.performance ? rule.performance(this.x) : this.#linear(this.x)
      this.transaction = first + k + 1
    }
  }

  /** STEP 3 and 4: two peers meet, and each asks for service. */
  #deal(a: number, b: number): void {
    const single = this.#candidates.length === 1
    const fromA = single ? b : this.#chosen(a, b)
    const fromB = single ? a : this.#chosen(b, a)
    this.#decide(a)
    this.#decide(b)
    if (!single) {
      this.#decide(fromA)
      this.#decide(fromB)
    }
    this.#request(fromB, b)
    this.#request(fromA, a)
    this.#judge(fromB)
    this.#judge(fromA)
    if (this.kinds[a] === kind.WHITEWASHER) this.#arrives(a, true)
    if (this.kinds[b] === kind.WHITEWASHER) this.#arrives(b, true)
  }

  /** The peer that `a` meets; -1 if that one takes no part. */
  #partner(a: number, word: number, n: number): number {
    if (this.#rule.partner) {
      const other = this.#rule.partner(a, word)
      return (this.#place[other] as number) < 0 ? -1 : other
    }
    let j = (word * ((n - 1) | 0) * WORD) | 0
    if (j >= (this.#place[a] as number)) j++
    return this.#slots[j] as number
  }

  /** The provider that `asker` turns to among the peer it meets and further ones. */
  #chosen(asker: number, met: number): number {
    const candidates = this.#candidates
    candidates[0] = met
    for (let i = 1; i < candidates.length; i++) {
      const other = this.#partner(asker, nextWord(this.#candidateStream), this.participants)
      candidates[i] = other < 0 ? met : other
    }
    return candidates[this.#rule.choose?.(asker, candidates) ?? 0] as number
  }

  #decide(slot: number): void {
    const does = this.#decides(slot, this.x)
    this.contributors += does - (this.#serving[slot] as number)
    this.#serving[slot] = does
  }

  #request(provider: number, asker: number): void {
    const rule = this.#rule
    this.requests++
    this.sums.requests++
    if (this.#serving[provider] === 0) {
      this.bad++
      rule.note?.(provider, asker, 0, 0)
      return
    }
    const likely = rule.serve ? rule.serve(provider, asker) : 1
    if (likely < 1 && nextWord(this.#serviceStream) * WORD >= likely) return
    this.sums.served++
    rule.note?.(provider, asker, 1, this.kinds[asker] === kind.FALSE_EVALUATOR ? 0 : 1)
  }

  /** STEP 4. */
  #judge(slot: number): void {
    const place = this.#place[slot] as number
    if (place < 0 || !this.#rule.admits || this.#rule.admits(slot)) return
    const last = this.#slots[--this.participants] as number
    this.#slots[place] = last
    this.#place[last] = place
    this.#place[slot] = -1
    this.contributors -= this.#serving[slot] as number
  }

  /** One turnover of STEP 5. */
  #replace(event: number): void {
    const slot = this.#draws.turnoverSlot[event] as number
    const isNew = this.#draws.turnoverNew[event] === 1
    if (isNew) this.#generosity[slot] = nextWord(this.#generosityStream)
    const does = this.#decides(slot, this.x)
    const took = (this.#place[slot] as number) >= 0
    if (took) this.contributors += does - (this.#serving[slot] as number)
    this.#serving[slot] = does
    this.#arrives(slot, isNew || (this.#free && does === 0))
  }

  #arrives(slot: number, fresh: boolean): void {
    if (fresh && (this.#place[slot] as number) < 0) {
      this.#place[slot] = this.participants
      this.#slots[this.participants++] = slot
      this.contributors += this.#serving[slot] as number
    }
    this.#rule.arrive?.(slot, fresh)
  }
}
