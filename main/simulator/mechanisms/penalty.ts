import { meetingMechanism } from './meeting-mechanism.ts'
import type { MeetingSociety } from './meetings.ts'
import { numberOf } from './mechanism.ts'
import type { Rule } from './rule.ts'

/**
 * Feldman, Papadimitriou, Chuang and Stoica (2004): a free rider is recognised with probability p, and its request
 * then refused. With x the fraction of contributors and a the benefit, contributing costs (x + (1 - x)(1 - p)) / x
 * and spares the penalty p a x; W = (a x - 1)(x + (1 - x)(1 - p)).
 */
class PenaltyRule implements Rule {
  readonly bytes = 0
  readonly #penalty: number
  readonly #benefit: number
  readonly #returns: number
  readonly #society: MeetingSociety

  constructor(society: MeetingSociety) {
    this.#society = society
    this.#penalty = numberOf(society.settings, 'penalty')
    this.#benefit = numberOf(society.settings, 'benefit')
    this.#returns = numberOf(society.settings, 'returns')
  }

  serve(_provider: number, asker: number): number {
    return this.#society.serves(asker) ? 1 : 1 - this.#penalty
  }

  contributes(generosity: number, x: number): boolean {
    const p = this.#penalty
    return x > 0 && generosity > (x + (1 - x) * (1 - p)) / x - p * this.#gain(x)
  }

  performance(x: number): number {
    return (this.#gain(x) - 1) * (x + (1 - x) * (1 - this.#penalty))
  }

  #gain(x: number): number {
    return this.#benefit * (this.#returns === 1 ? x : x ** this.#returns)
  }
}

/** Free riders are punished with a probability. */
export const penalty = meetingMechanism({
  name: 'penalty',
  title: 'a free rider’s request is refused with a probability',
  uses: ['penalty'],
  kernel: { rule: 'penalty', bytes: () => 0 },
  rule: (society) => new PenaltyRule(society),
})
