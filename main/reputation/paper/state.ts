import { HyobanError } from '../../base/errors.ts'
import type { PaperParameters } from '../parameters.ts'
import { checkRating, compareRatings, type Rating } from '../rating.ts'
import { trustValue } from './paper.ts'
import type { RatingReason } from '../../domain/reasons.ts'

/** Scores are summed as multiples of 1 / SCORE_STEPS, so that sums are exact and the same in any order. */
export const SCORE_STEPS = 2 ** 20

/** Evidence on one subject in the paper mode; `fold` changes it in place. Plain data: it can be cloned or stored. */
export interface PaperState {
  mode: 'paper'
  /** The window it was folded with: `recent` holds at most this many. */
  window: number
  count: number
  /** Sum of all scores, in 1 / SCORE_STEPS. */
  sum: number
  /** The last ratings by `compareRatings`: a ring, its oldest at `first`. Read it with `recentRatings`. */
  recent: Rating[]
  first: number
  /** Time of the newest rating, kept apart so that the ratings need not be read; -Infinity for none. */
  newest: number
  /** Number of ratings by rater, without those in `uncounted`. Read it with `raterCounts`. */
  raters: Map<string, number>
  /** Raters of the latest ratings: counted on demand, so that folding stays fast. */
  uncounted: string[]
  /** Number of ratings by reason, without the most common one, which is the rest. Read it with `reasonCounts`. */
  otherReasons: Record<Exclude<RatingReason, 'served'>, number>
}

/** U, R and u of one subject; all three are null without ratings. */
export interface Score {
  u: number | null
  U: number | null
  R: number | null
  count: number
  recentCount: number
  /** Number of independent raters. */
  raters: number
  /** 0 .. 1: how much evidence there is, count / (count + minRatings). Not part of the paper's formula. */
  confidence: number
}

/** The state of a subject without ratings. */
export function emptyPaperState(parameters: PaperParameters): PaperState {
  return {
    mode: 'paper',
    window: parameters.recentWindow,
    count: 0,
    sum: 0,
    recent: [],
    first: 0,
    newest: Number.NEGATIVE_INFINITY,
    raters: new Map(),
    uncounted: [],
    // a literal, because building it from the list took longer than folding the first ratings
    otherReasons: { refused: 0, stalled: 0, corrupt: 0, 'fake-content': 0, abusive: 0, manual: 0 },
  }
}

/** A score as a whole number of steps: 0, 1 and binary fractions are exact. */
export function scoreSteps(score: number): number {
  return Math.round(score * SCORE_STEPS)
}

/**
 * Adds one rating to `state`, in place, and returns it: O(recentWindow), and the same result in any order of arrival.
 * A rating folded twice counts twice: the caller keeps (rater, seq) unique, and folds a subject anew when one of its
 * ratings is corrected. Throws HyobanError BAD_INPUT for a rating out of range; the state is then unchanged.
 */
export function foldPaper(state: PaperState, rating: Rating): PaperState {
  checkRating(rating)
  state.count++
  state.sum += scoreSteps(rating.score)
  state.uncounted.push(rating.rater)
  if (rating.reason !== 'served') state.otherReasons[rating.reason]++
  const { recent, window } = state
  // common case: the newest rating replaces the oldest
  if (rating.time > state.newest) {
    state.newest = rating.time
    if (recent.length < window) recent.push(rating)
    else {
      recent[state.first] = rating
      state.first = state.first + 1 === window ? 0 : state.first + 1
    }
    return state
  }
  if (recent.length < window) {
    // not full yet, so the ring starts at 0
    let at = recent.length
    recent.push(rating)
    for (; at > 0 && compareRatings(rating, recent[at - 1] as Rating) < 0; at--) recent[at] = recent[at - 1] as Rating
    recent[at] = rating
    return state
  }
  if (compareRatings(rating, recent[state.first] as Rating) < 0) return state
  // replaces the oldest, then moves to its position
  let at = state.first
  state.first = at + 1 === window ? 0 : at + 1
  for (let step = 1; step < window; step++) {
    const before = at === 0 ? window - 1 : at - 1
    if (compareRatings(rating, recent[before] as Rating) > 0) break
    recent[at] = recent[before] as Rating
    at = before
  }
  recent[at] = rating
  return state
}

/** The last `count` ratings, oldest first. */
export function recentRatings(state: PaperState, count: number): Rating[] {
  const ordered = [...state.recent.slice(state.first), ...state.recent.slice(0, state.first)]
  return count === 0 ? [] : ordered.slice(-count)
}

/** Number of ratings by rater. O(ratings since the last call). */
export function raterCounts(state: PaperState): ReadonlyMap<string, number> {
  for (const rater of state.uncounted) state.raters.set(rater, (state.raters.get(rater) ?? 0) + 1)
  state.uncounted = []
  return state.raters
}

/** Number of ratings by reason. */
export function reasonCounts({ count, otherReasons }: PaperState): Record<RatingReason, number> {
  return { served: count - Object.values(otherReasons).reduce((sum, of) => sum + of, 0), ...otherReasons }
}

/**
 * U, R and u, or null without ratings: what a decision needs. Throws HyobanError BAD_INPUT if the window has grown
 * since the state was folded: older ratings that would now be recent are gone, so the subject has to be folded anew.
 */
export function trustOf(state: PaperState, parameters: PaperParameters): { u: number; U: number; R: number } | null {
  const { count, recent, first } = state
  if (parameters.recentWindow > state.window && count > state.window) {
    throw new HyobanError(
      'BAD_INPUT',
      `This record keeps the last ${state.window} ratings; ` +
        `a window of ${parameters.recentWindow} needs it folded anew.`,
    )
  }
  if (count === 0) return null
  const recentCount = Math.min(recent.length, parameters.recentWindow)
  let recentSum = 0
  for (let i = recent.length - recentCount; i < recent.length; i++) {
    recentSum += scoreSteps((recent[first + i < recent.length ? first + i : first + i - recent.length] as Rating).score)
  }
  // SCORE_STEPS is a power of two, so dividing by it first changes no bit of the result
  const total = state.sum / SCORE_STEPS
  const late = recentSum / SCORE_STEPS
  // two weights that sum to 1 may round to slightly more
  const u = Math.min(1, trustValue(parameters.weightTotal, total, count, parameters.weightRecent, late, recentCount))
  return { u, U: total / count, R: late / recentCount }
}

/** U, R and u of one subject, with the evidence behind them. Throws like `trustOf`. */
export function scorePaper(state: PaperState, parameters: PaperParameters): Score {
  const { u, U, R } = trustOf(state, parameters) ?? { u: null, U: null, R: null }
  const { count } = state
  return {
    u,
    U,
    R,
    count,
    recentCount: Math.min(state.recent.length, parameters.recentWindow),
    raters: raterCounts(state).size,
    confidence: count / (count + parameters.minRatings),
  }
}
