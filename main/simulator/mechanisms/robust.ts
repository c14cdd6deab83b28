import { HyobanError } from '../../base/errors.ts'
import { seededRandom, type Random } from '../../base/random.ts'
import { NEIGHBOURS } from '../attacks/attack.ts'
import { RobustReputation } from '../attacks/reputation-system.ts'
import { WORD } from '../model/draws.ts'
import { meetingMechanism } from './meeting-mechanism.ts'
import { LAB_STREAMS, type MeetingSociety } from './meetings.ts'
import { numberOf } from './mechanism.ts'
import type { Rule } from './rule.ts'

/** Each peer keeps a view of its own: larger societies take hours. */
const MAX_PEERS = 5000

/**
 * The app's default mode: each peer judges by the evidence that it trusts, in the code that scores live peers. Peers
 * meet and hear of NEIGHBOURS others, drawn at random; a peer that a neighbour holds to be bad is refused there, and
 * one that most neighbours hold to be bad takes no further part.
 */
class RobustRule implements Rule {
  /** A lower bound: the views' maps grow with what is known. */
  readonly bytes = 4 * NEIGHBOURS * 8
  readonly #system = new RobustReputation()
  readonly #random: Random
  readonly #neighbours: number[][]
  /** The number of each slot's user in the reputation system, which never forgets one. */
  readonly #user: number[] = []
  #users = 0

  constructor({ N, seed }: MeetingSociety) {
    this.#random = seededRandom(seed, LAB_STREAMS.society)
    this.#neighbours = Array.from({ length: N }, () => [])
    for (let slot = 0; slot < N; slot++) {
      const own = this.#neighbours[slot] as number[]
      for (let i = 0; i < Math.min(NEIGHBOURS, N - 1) / 2; i++) {
        const other = this.#random.int(N)
        if (other === slot || own.includes(other)) continue
        own.push(other)
        ;(this.#neighbours[other] as number[]).push(slot)
      }
    }
    for (let slot = 0; slot < N; slot++) {
      // a slot whose draws all failed meets the next one
      if ((this.#neighbours[slot] as number[]).length > 0) continue
      const next = (slot + 1) % N
      ;(this.#neighbours[slot] as number[]).push(next)
      ;(this.#neighbours[next] as number[]).push(slot)
    }
  }

  partner(slot: number, word: number): number {
    const own = this.#neighbours[slot] as number[]
    return own[Math.floor(word * own.length * WORD)] as number
  }

  serve(provider: number, asker: number): number {
    return this.#standing(provider, asker) === 'bad' ? 0 : 1
  }

  choose(asker: number, candidates: Int32Array): number {
    const trust = [...candidates].map((one) => this.#system.trust(this.#of(asker), this.#of(one)) ?? 0.5)
    return trust.indexOf(Math.max(...trust))
  }

  note(provider: number, asker: number, _outcome: 0 | 1, rating: 0 | 1): void {
    this.#system.rate(this.#of(asker), this.#of(provider), rating, 2)
  }

  arrive(slot: number, fresh: boolean): void {
    if (!fresh) return
    this.#user[slot] = this.#users++
    this.#system.add()
    for (const other of this.#neighbours[slot] as number[])
      if (this.#user[other] !== undefined) this.#system.connect(this.#of(slot), this.#of(other))
  }

  admits(slot: number): boolean {
    const own = this.#neighbours[slot] as number[]
    const bad = own.reduce((sum, other) => sum + (this.#standing(other, slot) === 'bad' ? 1 : 0), 0)
    return bad * 2 <= own.length
  }

  #of(slot: number): number {
    return this.#user[slot] as number
  }

  #standing(observer: number, slot: number): string {
    return this.#system.standing(this.#of(observer), this.#of(slot))
  }
}

/** The mechanism of the app's default mode. */
export const robust = meetingMechanism({
  name: 'robust',
  title: 'the app’s default mode: each peer goes by evidence that it trusts',
  excludes: true,
  defaults: { N: 200, transactions: 10_000 },
  secondsPerTransaction: 1e-3,
  check(settings) {
    const N = numberOf(settings, 'N')
    if (N > MAX_PEERS)
      throw new HyobanError('BAD_INPUT', `robust takes ${MAX_PEERS} peers at most, not ${N}.`, {
        hint: 'Each peer keeps a view of its own. The mechanism exclusion takes more.',
      })
  },
  rule: (society) => new RobustRule(society),
})
