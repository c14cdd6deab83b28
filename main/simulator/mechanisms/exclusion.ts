import { excludes, trustValue } from '../../reputation/paper/paper.ts'
import { checkPaperParameters } from '../../reputation/parameters.ts'
import { CLAIMED, COLLUDER } from './kinds.ts'
import { meetingMechanism } from './meeting-mechanism.ts'
import type { MeetingSociety } from './meetings.ts'
import { numberOf } from './mechanism.ts'
import type { Rule } from './rule.ts'

/** The founding paper's rule: a peer with enough ratings and a trust value below the threshold is excluded. */
class ExclusionRule implements Rule {
  readonly bytes: number
  readonly #kinds: Uint8Array
  readonly #weights: readonly [total: number, recent: number]
  readonly #window: number
  readonly #minRatings: number
  readonly #threshold: number
  /** Good ratings that each colluder starts with. */
  readonly #claims: number
  readonly #count: Int32Array
  readonly #good: Int32Array
  readonly #recentGood: Int32Array
  /** The last ratings, a bit each, `#words` words per peer. */
  readonly #ring: Int32Array
  readonly #words: number

  constructor({ settings, N, kinds }: MeetingSociety) {
    this.#kinds = kinds
    this.#weights = [numberOf(settings, 'weightTotal'), numberOf(settings, 'weightRecent')]
    this.#window = numberOf(settings, 'recentWindow')
    this.#minRatings = numberOf(settings, 'minRatings')
    this.#threshold = numberOf(settings, 'exclusionThreshold')
    const colluders = kinds.reduce((sum, kind) => sum + (kind === COLLUDER ? 1 : 0), 0)
    this.#claims = Math.max(0, colluders - 1) * CLAIMED
    this.#words = Math.ceil(this.#window / 32)
    this.#count = new Int32Array(N)
    this.#good = new Int32Array(N)
    this.#recentGood = new Int32Array(N)
    this.#ring = new Int32Array(N * this.#words)
    this.bytes = bytesOf(this.#window)
  }

  note(provider: number, _asker: number, _outcome: 0 | 1, rating: 0 | 1): void {
    const count = this.#count[provider] as number
    const place = count % this.#window
    const word = provider * this.#words + (place >>> 5)
    const bit = place & 31
    const old = this.#ring[word] as number
    this.#ring[word] = (old & ~(1 << bit)) | (rating << bit)
    this.#recentGood[provider] = (this.#recentGood[provider] as number) + rating - ((old >>> bit) & 1)
    this.#count[provider] = count + 1
    this.#good[provider] = (this.#good[provider] as number) + rating
  }

  arrive(slot: number, fresh: boolean): void {
    if (!fresh) return
    const claims = this.#kinds[slot] === COLLUDER ? this.#claims : 0
    this.#count[slot] = this.#good[slot] = claims
    this.#recentGood[slot] = Math.min(claims, this.#window)
    this.#ring.fill(claims > 0 ? -1 : 0, slot * this.#words, (slot + 1) * this.#words)
  }

  admits(slot: number): boolean {
    const count = this.#count[slot] as number
    if (count < this.#minRatings) return true
    return !excludes(count, this.#trust(slot), this.#minRatings, this.#threshold)
  }

  /** The candidate with the best trust value; strangers count as the threshold. */
  choose(_asker: number, candidates: Int32Array): number {
    let best = 0
    for (let i = 1; i < candidates.length; i++)
      if (this.#standing(candidates[i] as number) > this.#standing(candidates[best] as number)) best = i
    return best
  }

  #standing(slot: number): number {
    return this.#count[slot] === 0 ? this.#threshold : this.#trust(slot)
  }

  #trust(slot: number): number {
    const count = this.#count[slot] as number
    const recent = count < this.#window ? count : this.#window
    const [total, late] = this.#weights
    return trustValue(total, this.#good[slot] as number, count, late, this.#recentGood[slot] as number, recent)
  }
}

/** Bytes per peer: three counts, and a bit for each rating of the window. */
const bytesOf = (window: number): number => 12 + 4 * Math.ceil(window / 32)

/** The founding paper's mechanism. */
export const exclusion = meetingMechanism({
  name: 'exclusion',
  title: 'the founding paper: bad records are excluded',
  excludes: true,
  check: (settings) =>
    checkPaperParameters({
      weightTotal: numberOf(settings, 'weightTotal'),
      weightRecent: numberOf(settings, 'weightRecent'),
      recentWindow: numberOf(settings, 'recentWindow'),
      minRatings: numberOf(settings, 'minRatings'),
      exclusionThreshold: numberOf(settings, 'exclusionThreshold'),
    }),
  kernel: { rule: 'exclusion', bytes: (settings) => bytesOf(numberOf(settings, 'recentWindow')) },
  rule: (society) => new ExclusionRule(society),
})
