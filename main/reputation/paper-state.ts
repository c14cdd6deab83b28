import { HyobanError } from '../base/errors.ts'
import type { PaperParameters } from './parameters.ts'
import { checkRating, compareRatings, type Rating, type RatingReason } from './rating.ts'
import { trustValue } from './paper.ts'

/** Scores are summed as whole numbers of this fraction, so that a sum is exact and the same in any order. */
export const SCORE_STEPS = 2 ** 20

/** What is known of one subject in the paper mode; `fold` changes it in place. Plain data: it can be cloned or stored. */
export interface PaperState {
  mode: 'paper'
  /** The window it was folded with: `recent` holds no more than this. */
  window: number
  count: number
  /** Sum of all scores, in 1 / SCORE_STEPS. */
  sum: number
  /** The last ratings by `compareRatings`, oldest first. */
  recent: Rating[]
  /** Ratings given by each rater. */
  raters: Map<string, number>
  reasons: Partial<Record<RatingReason, number>>
}

/** U, R and u of one subject; all three are null while there is no rating at all. */
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

/** The state of a subject nobody has rated. */
export function emptyPaperState(parameters: PaperParameters): PaperState {
  return { mode: 'paper', window: parameters.recentWindow, count: 0, sum: 0, recent: [], raters: new Map(), reasons: {} }
}

/** A score as a whole number of steps: 0, 1 and binary fractions are exact. */
export function scoreSteps(score: number): number {
  return Math.round(score * SCORE_STEPS)
}

/**
 * Adds one rating to `state`, in place, and returns it: O(recentWindow), and the same result in any arrival order.
 * A rating folded twice counts twice: keeping (rater, seq) unique is the caller's duty, and so is folding a subject anew
 * when a rating is corrected. Throws HyobanError BAD_INPUT for a rating out of range; the state is then untouched.
 */
export function foldPaper(state: PaperState, rating: Rating): PaperState {
  checkRating(rating)
  state.count++
  state.sum += scoreSteps(rating.score)
  state.raters.set(rating.rater, (state.raters.get(rating.rater) ?? 0) + 1)
  state.reasons[rating.reason] = (state.reasons[rating.reason] ?? 0) + 1
  const recent = state.recent
  let at = recent.length
  while (at > 0 && compareRatings(rating, recent[at - 1] as Rating) < 0) at--
  if (at === recent.length) recent.push(rating)
  else if (at > 0 || recent.length < state.window) recent.splice(at, 0, rating)
  if (recent.length > state.window) recent.shift()
  return state
}

/**
 * U, R and u of one subject. Throws HyobanError BAD_INPUT if the window has grown since the state was folded: older
 * ratings that would now be recent are gone, so the subject has to be folded anew from the logs.
 */
export function scorePaper(state: PaperState, parameters: PaperParameters): Score {
  if (parameters.recentWindow > state.window && state.count > state.window) {
    throw new HyobanError('BAD_INPUT', `This record keeps the last ${state.window} ratings; a window of ${parameters.recentWindow} needs it folded anew.`)
  }
  const { count } = state
  const recentCount = Math.min(state.recent.length, parameters.recentWindow)
  const raters = state.raters.size
  const confidence = count / (count + parameters.minRatings)
  if (count === 0) return { u: null, U: null, R: null, count, recentCount, raters, confidence }
  let recentSum = 0
  for (let i = state.recent.length - recentCount; i < state.recent.length; i++) recentSum += scoreSteps((state.recent[i] as Rating).score)
  // SCORE_STEPS is a power of two, so dividing by it first changes no bit of the result
  const total = state.sum / SCORE_STEPS
  const recent = recentSum / SCORE_STEPS
  // two weights that add up to 1 may round to a hair more
  const u = Math.min(1, trustValue(parameters.weightTotal, total, count, parameters.weightRecent, recent, recentCount))
  return { u, U: total / count, R: recent / recentCount, count, recentCount, raters, confidence }
}
