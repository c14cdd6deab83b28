import type { Overrides } from '../../reputation/decision.ts'
import {
  createView,
  decide,
  explain,
  fold,
  ignored,
  score,
  setBlame,
  takeChanged,
  type RobustView,
} from '../../reputation/robust/robust.ts'
import type { Held } from '../../reputation/robust/decision.ts'
import type { Ignored, RobustExplanation } from '../../reputation/robust/explanation.ts'
import type { RobustParameters } from '../../reputation/robust/parameters.ts'
import type { BlameShare, TrustModel, Scored } from './trust-model.ts'
import type { CourseStore, StoredRating, TrustPoint } from '../ports.ts'

const HISTORY = 32
const TIMELINE = 500

/** The default mode: evidence weighted by its rater. */
export class RobustTrustModel implements TrustModel {
  readonly mode = 'robust'
  readonly #view: RobustView
  readonly #courses: CourseStore
  readonly #known = new Map<string, TrustPoint[]>()
  readonly #dirty = new Set<string>()

  /** `me` is the key of this node. */
  constructor(me: string, parameters: Readonly<RobustParameters>, courses: CourseStore) {
    this.#view = createView(me, parameters)
    this.#courses = courses
  }

  fold(rating: StoredRating): void {
    fold(this.#view, rating)
  }

  shareBlame(shares: readonly BlameShare[]): void {
    setBlame(this.#view, shares)
  }

  mark(peer: string, time: number): void {
    const { u, U, R } = score(this.#view, peer)
    if (u === null || U === null || R === null) return
    const course = this.#course(peer)
    const last = course.at(-1)
    course.push({ time: Math.max(time, last?.time ?? 0), u, total: U, recent: R })
    if (course.length > TIMELINE) course.shift()
    this.#dirty.add(peer)
  }

  takeChanged(): string[] {
    return takeChanged(this.#view)
  }

  score(peer: string): Scored {
    const { u, U, R, low, high, count, raters } = score(this.#view, peer)
    return { u, total: U, recent: R, low: u === null ? null : low, high: u === null ? null : high, count, raters }
  }

  stand(peer: string, before: Readonly<Held>): Readonly<Held> {
    return decide(this.#view, peer, before).held
  }

  explain(peer: string, before: Readonly<Held>, overrides: Overrides): RobustExplanation {
    return explain(this.#view, peer, before, overrides)
  }

  history(peer: string): number[] {
    return this.#course(peer)
      .slice(-HISTORY)
      .map(({ u }) => u)
  }

  timeline(peer: string): TrustPoint[] {
    return [...this.#course(peer)]
  }

  recentCount(peer: string): number {
    return score(this.#view, peer).recentCount
  }

  ignored(peer: string): Ignored[] {
    return ignored(this.#view, peer)
  }

  peers(): Iterable<string> {
    return [...this.#view.ledger.names]
  }

  save(): void {
    if (this.#dirty.size === 0) return
    this.#courses.saveCourses([...this.#dirty].map((peer) => [peer, this.#course(peer)]))
    this.#dirty.clear()
  }

  #course(peer: string): TrustPoint[] {
    let course = this.#known.get(peer)
    if (!course) this.#known.set(peer, (course = this.#courses.course(peer)))
    return course
  }
}
