import type { LabSettings } from '../../lab/scenario.ts'
import { WORD } from '../../model/draws.ts'
import { nextWord, STREAMS, streamState } from '../../model/streams.ts'
import { type DealingWatch, FAILED, PRAISES, SERVES, watchedRule } from '../watching/dealing-watch.ts'
import { Gaps } from './gaps.ts'
import { CLAIMED, layOutKinds } from '../kinds.ts'
import { numberOf, textOf } from '../mechanism.ts'
import { LAB_STREAMS } from '../meetings.ts'
import { historyOf, SharedHistory, type StrangerPolicy } from './histories.ts'
import { playSharedRound, type SharedRecords } from './shared-round.ts'
import { COLLUDE, firstStrategies, isLearner, RECIPROCATE, SERVE, STRATEGIES, WHITEWASH } from './strategies.ts'

/** Weight of a round in the running mean of a strategy's payoff. */
const PAYOFF_WEIGHT = 0.02
const BYTES_PER_PEER = 2

/**
 * Feldman, Lai, Stoica and Chuang (2004): in a round each peer asks one other, drawn at random. Then some take a
 * strategy that has paid more. Served requests bring the asker `benefit` and cost the provider `cost`.
 */
export class Rounds {
  round = 0
  /** Of the last round. */
  served = 0
  /** Of the last round: requests to peers that never serve. */
  bad = 0
  readonly N: number
  readonly #strategy: Uint8Array
  readonly #kinds: Uint8Array
  readonly #members = new Int32Array(STRATEGIES)
  readonly #mean = new Float64Array(STRATEGIES).fill(Number.NaN)
  readonly #payoff = new Float64Array(STRATEGIES)
  readonly #history: ReturnType<typeof historyOf>
  /** The records that all go by, where nobody watches. */
  readonly #shared: SharedRecords | undefined
  readonly #partners: Int32Array
  readonly #service: Int32Array
  readonly #choices: Int32Array
  readonly #learning: Gaps
  readonly #turnover: Gaps
  readonly #benefit: number
  readonly #cost: number
  readonly #watch: DealingWatch | undefined

  constructor(settings: LabSettings, seed: number, watch?: DealingWatch) {
    this.#watch = watch
    const N = (this.N = numberOf(settings, 'N'))
    this.#kinds = layOutKinds(settings)
    this.#strategy = firstStrategies(this.#kinds)
    for (let peer = 0; peer < N; peer++) {
      const own = this.#strategy[peer] as number
      this.#members[own] = (this.#members[own] as number) + 1
    }
    const history = historyOf(textOf(settings, 'history'), {
      N,
      policy: textOf(settings, 'stranger') as StrangerPolicy,
      colludes: (peer) => this.#strategy[peer] === COLLUDE,
      colluders: () => this.#members[COLLUDE] as number,
    })
    this.#history = watch ? watchedRule(history, watch) : history
    this.#shared = !watch && history instanceof SharedHistory ? history.shared : undefined
    this.#partners = streamState(seed, STREAMS.meetings)
    this.#service = streamState(seed, LAB_STREAMS.service)
    this.#choices = streamState(seed, LAB_STREAMS.society)
    this.#learning = new Gaps(streamState(seed, LAB_STREAMS.candidates), numberOf(settings, 'learnRate'))
    this.#turnover = new Gaps(streamState(seed, STREAMS.turnover), numberOf(settings, 'turnover'))
    this.#benefit = numberOf(settings, 'benefit')
    this.#cost = numberOf(settings, 'cost')
  }

  /** Share of the peers that serve, or reciprocate. */
  get x(): number {
    return ((this.#members[SERVE] as number) + (this.#members[RECIPROCATE] as number)) / this.N
  }

  get state(): number {
    return BYTES_PER_PEER + this.#history.bytes
  }

  /** What a peer does, as bits of a DealingWatch. */
  stateOf(peer: number): number {
    const own = this.#strategy[peer]
    return (own === SERVE || own === RECIPROCATE ? SERVES : 0) + (own === COLLUDE ? PRAISES : 0)
  }

  /** One round. */
  play(): void {
    this.served = this.bad = 0
    this.#payoff.fill(0)
    this.#replace()
    if (this.#shared) this.#playShared(this.#shared)
    else this.#playEach()
    this.#learn()
    this.round++
  }

  #playShared(records: SharedRecords): void {
    const peers = {
      strategy: this.#strategy,
      partners: this.#partners,
      service: this.#service,
      payoff: this.#payoff,
      benefit: this.#benefit,
      cost: this.#cost,
      claims: CLAIMED * ((this.#members[COLLUDE] as number) - 1),
    }
    Object.assign(this, playSharedRound(records, peers))
  }

  #playEach(): void {
    for (let asker = 0; asker < this.N; asker++) {
      if (this.#strategy[asker] === WHITEWASH) this.#history.arrive(asker, true)
      let provider = Math.floor(nextWord(this.#partners) * (this.N - 1) * WORD)
      if (provider >= asker) provider++
      this.#request(asker, provider)
    }
  }

  #request(asker: number, provider: number): void {
    const strategy = this.#strategy[provider] as number
    if (strategy !== SERVE && strategy !== RECIPROCATE) {
      this.bad++
      this.#watch?.dealt(asker, provider, FAILED)
      return
    }
    if (strategy === RECIPROCATE) {
      const likely = this.#history.serve(provider, asker)
      if (likely < 1 && nextWord(this.#service) * WORD >= likely) return
    }
    this.served++
    this.#history.note(provider, asker, 1, 1)
    const own = this.#strategy[asker] as number
    this.#payoff[own] = (this.#payoff[own] as number) + this.#benefit
    this.#payoff[strategy] = (this.#payoff[strategy] as number) - this.#cost
  }

  /** Some peers leave, and new ones take their place and their strategy. */
  #replace(): void {
    const end = (this.round + 1) * this.N
    while (this.#turnover.next < end) this.#history.arrive(this.#turnover.take() % this.N, true)
  }

  /** Updates the mean payoffs; then some peers take another strategy, drawn in proportion to its lead. */
  #learn(): void {
    for (let strategy = 0; strategy < STRATEGIES; strategy++) {
      const members = this.#members[strategy] as number
      if (members === 0) continue
      const now = (this.#payoff[strategy] as number) / members
      const before = this.#mean[strategy] as number
      this.#mean[strategy] = Number.isNaN(before) ? now : before + PAYOFF_WEIGHT * (now - before)
    }
    const end = (this.round + 1) * this.N
    while (this.#learning.next < end) {
      const peer = this.#learning.take() % this.N
      if (isLearner(this.#kinds[peer] as number)) this.#takeBetter(peer)
    }
  }

  #takeBetter(peer: number): void {
    const own = this.#strategy[peer] as number
    let total = 0
    for (let other = 0; other < STRATEGIES; other++) total += this.#lead(other, own)
    if (total === 0) return
    let left = nextWord(this.#choices) * WORD * total
    for (let other = 0; other < STRATEGIES; other++) {
      const lead = this.#lead(other, own)
      if (lead === 0) continue
      left -= lead
      if (left >= 0) continue
      this.#strategy[peer] = other
      this.#members[own] = (this.#members[own] as number) - 1
      this.#members[other] = (this.#members[other] as number) + 1
      return
    }
  }

  /** How much better a strategy that somebody has pays; 0 if it does not. */
  #lead(strategy: number, own: number): number {
    if (this.#members[strategy] === 0) return 0
    return Math.max(0, (this.#mean[strategy] as number) - (this.#mean[own] as number))
  }
}
