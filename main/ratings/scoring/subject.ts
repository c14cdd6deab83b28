import type { Parameters } from '../../reputation/parameters.ts'
import { compareRatings, type Rating } from '../../reputation/rating.ts'
import type { TrustPoint } from '../ports.ts'
import { decide, emptyState, fold, score, type SubjectState } from '../../reputation/reputation.ts'

/** Points in the sparkline and in the timeline. */
const HISTORY = 32
const TIMELINE = 500

interface Course {
  points: TrustPoint[]
  excludedSince: number | null
}

/**
 * One rated peer: its folded state, which does not depend on the order of arrival, and the course of its trust, which
 * is updated while ratings arrive in order and recomputed after a late one.
 */
export class Subject {
  readonly state: SubjectState
  readonly #parameters: Parameters
  #last: Rating | null = null
  #history: number[] = []
  #excludedSince: number | null = null
  #late = false
  #course: Course | null = null

  constructor(parameters: Parameters) {
    this.#parameters = parameters
    this.state = emptyState(parameters)
  }

  add(rating: Rating): void {
    fold(this.state, rating, this.#parameters)
    if (this.#last && compareRatings(rating, this.#last) < 0) {
      this.#late = true
      this.#course = null
      return
    }
    this.#last = rating
    const point = this.#point(rating.time)
    this.#history.push(point.u)
    if (this.#history.length > HISTORY) this.#history.shift()
    this.#excludedSince = this.excluded ? (this.#excludedSince ?? rating.time) : null
    if (!this.#course) return
    this.#course.points.push(point)
    if (this.#course.points.length > TIMELINE) this.#course.points.shift()
  }

  /** True if the rule excludes it. */
  get excluded(): boolean {
    return decide(this.state, 0, this.#parameters).excluded
  }

  /** u after each of the latest ratings, oldest first. `ratings` are all of this subject's, oldest first. */
  history(ratings: () => Iterable<Rating>): number[] {
    this.#recomputeIfLate(ratings)
    return [...this.#history]
  }

  /** Time of the rating that led to the present exclusion; null if it is not excluded. */
  excludedSince(ratings: () => Iterable<Rating>): number | null {
    this.#recomputeIfLate(ratings)
    return this.#excludedSince
  }

  /** Trust after each rating, oldest first, the last 500. */
  timeline(ratings: () => Iterable<Rating>): TrustPoint[] {
    this.#course ??= this.#walk(ratings())
    return [...this.#course.points]
  }

  #recomputeIfLate(ratings: () => Iterable<Rating>): void {
    if (!this.#late) return
    this.#late = false
    this.#course = this.#walk(ratings())
    this.#history = this.#course.points.slice(-HISTORY).map(({ u }) => u)
    this.#excludedSince = this.#course.excludedSince
  }

  #walk(ratings: Iterable<Rating>): Course {
    const walker = new Subject(this.#parameters)
    walker.#course = { points: [], excludedSince: null }
    for (const rating of ratings) walker.add(rating)
    return { points: walker.#course.points, excludedSince: walker.#excludedSince }
  }

  #point(time: number): TrustPoint {
    const { u, U, R } = score(this.state, 0, this.#parameters)
    return { time, u: u ?? 0, total: U ?? 0, recent: R ?? 0 }
  }
}
