import { meetingMechanism } from './meeting-mechanism.ts'
import type { MeetingSociety } from './meetings.ts'
import type { Rule } from './rule.ts'

/**
 * Service by contribution: whoever has served more comes first, and who is below the median is served by idle providers
 * only. A provider is idle if it has not served within the last N / 2 transactions, in which each peer meets another
 * once on average. An asker with a choice turns to the highest contributor. The text behind this was not to be found:
 * it is our reading of what the founding documents say of it.
 */
class ClassesRule implements Rule {
  readonly bytes = 8
  readonly #contribution: Int32Array
  readonly #served: Int32Array
  readonly #society: MeetingSociety
  readonly #busy: number
  /** Follows the median of the askers' contributions: half of its steps go up. */
  #median = 0

  constructor(society: MeetingSociety) {
    this.#society = society
    this.#contribution = new Int32Array(society.N)
    this.#served = new Int32Array(society.N).fill(-society.N)
    this.#busy = society.N / 2
  }

  serve(provider: number, asker: number): number {
    const own = this.#contribution[asker] as number
    const below = own < this.#median
    if (own !== this.#median) this.#median += (below ? -1 : 1) / this.#society.N
    return !below || this.#society.transaction - (this.#served[provider] as number) >= this.#busy ? 1 : 0
  }

  choose(_asker: number, candidates: Int32Array): number {
    let best = 0
    for (let i = 1; i < candidates.length; i++)
      if (this.#of(candidates[i] as number) > this.#of(candidates[best] as number)) best = i
    return best
  }

  note(provider: number, _asker: number, outcome: 0 | 1): void {
    if (outcome === 0) return
    this.#contribution[provider] = this.#of(provider) + 1
    this.#served[provider] = this.#society.transaction
  }

  arrive(slot: number, fresh: boolean): void {
    if (fresh) this.#contribution[slot] = 0
  }

  #of(slot: number): number {
    return this.#contribution[slot] as number
  }
}

/** Service classes by contribution. */
export const classes = meetingMechanism({
  name: 'classes',
  title: 'who contributes more is served first',
  defaults: { candidates: 2, freeRiderShare: 0.3 },
  rule: (society) => new ClassesRule(society),
})
