import type { Overrides } from '../../reputation/decision.ts'
import type { Explanation } from '../../reputation/paper/explanation.ts'
import type { Parameters } from '../../reputation/parameters.ts'
import { decide, emptyState, explain, score, type SubjectState } from '../../reputation/reputation.ts'
import { NEW, type Held } from '../../reputation/robust/decision.ts'
import type { TrustModel, Scored } from './trust-model.ts'
import type { StoredRating, TrustPoint } from '../ports.ts'
import { Subject } from './subject.ts'

/** The paper's formula: every rating counts alike, and the rule has no memory. */
export class PaperTrustModel implements TrustModel {
  readonly mode = 'paper'
  readonly #parameters: Parameters
  readonly #ratingsOf: (peer: string) => Iterable<StoredRating>
  readonly #subjects = new Map<string, Subject>()
  readonly #changed = new Set<string>()

  /** `ratingsOf`: all ratings of a peer from the store, oldest first. */
  constructor(parameters: Parameters, ratingsOf: (peer: string) => Iterable<StoredRating>) {
    this.#parameters = parameters
    this.#ratingsOf = ratingsOf
  }

  fold(rating: StoredRating, corrected: boolean): void {
    const { subject: peer } = rating
    this.#changed.add(peer)
    if (!corrected) return this.#subject(peer).add(rating)
    // sums cannot be undone rating by rating: all are folded again from the store, which has the corrected one
    this.#subjects.delete(peer)
    for (const one of this.#ratingsOf(peer)) this.#subject(peer).add(one)
  }

  /** The paper's formula knows no shared blame. */
  shareBlame(): void {}

  mark(): void {}

  takeChanged(): string[] {
    const list = [...this.#changed]
    this.#changed.clear()
    return list
  }

  score(peer: string): Scored {
    const { u, U, R, count, raters } = score(this.#state(peer), 0, this.#parameters)
    return { u, total: U, recent: R, low: null, high: null, count, raters }
  }

  stand(peer: string): Readonly<Held> {
    const { standing } = decide(this.#state(peer), 0, this.#parameters)
    return standing === 'bad'
      ? { standing, since: this.#subjects.get(peer)?.excludedSince(() => this.#ratingsOf(peer)) ?? 0 }
      : { ...NEW, standing }
  }

  explain(peer: string, _before: Readonly<Held>, overrides: Overrides): Explanation {
    return explain(this.#state(peer), 0, this.#parameters, overrides)
  }

  history(peer: string): number[] {
    return this.#subjects.get(peer)?.history(() => this.#ratingsOf(peer)) ?? []
  }

  timeline(peer: string): TrustPoint[] {
    return this.#subjects.get(peer)?.timeline(() => this.#ratingsOf(peer)) ?? []
  }

  recentCount(peer: string): number {
    return score(this.#state(peer), 0, this.#parameters).recentCount
  }

  /** The paper's formula counts everything in the store. */
  ignored(): [] {
    return []
  }

  peers(): Iterable<string> {
    return this.#subjects.keys()
  }

  save(): void {}

  #state(peer: string): SubjectState {
    return this.#subjects.get(peer)?.state ?? emptyState(this.#parameters)
  }

  #subject(peer: string): Subject {
    let subject = this.#subjects.get(peer)
    if (!subject) this.#subjects.set(peer, (subject = new Subject(this.#parameters)))
    return subject
  }
}
