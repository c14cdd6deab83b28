import type { Decision, Overrides } from './decision.ts'
import { withOverrides } from './decision.ts'
import { excludes } from './paper/paper.ts'
import { explainPaper, type Explanation } from './paper/explanation.ts'
import { emptyPaperState, foldPaper, scorePaper, trustOf, type PaperState, type Score } from './paper/state.ts'
import type { Parameters } from './parameters.ts'
import type { Rating } from './rating.ts'

/** Evidence on one subject in paper mode. Robust mode weighs raters and needs all subjects; see robust.ts. */
export type SubjectState = PaperState

/** The state of a subject without any evidence, in the mode of `parameters`. */
export function emptyState(parameters: Parameters): SubjectState {
  return emptyPaperState(parameters)
}

/**
 * Adds one rating to the state of its subject, in place, and returns it; the order of arrival does not matter. A rating
 * folded twice counts twice: the caller keeps (rater, seq) unique. Throws HyobanError BAD_INPUT for one out of range.
 */
export function fold(state: SubjectState, rating: Rating, _parameters: Parameters): SubjectState {
  return foldPaper(state, rating)
}

/** The score of one subject. The paper mode does not age evidence, so `now` (ms) changes nothing. */
export function score(state: SubjectState, _now: number, parameters: Parameters): Score {
  return scorePaper(state, parameters)
}

/** Decides on a subject: the user overrides proofs, proofs override the rule. */
export function decide(state: SubjectState, _now: number, parameters: Parameters, overrides: Overrides = {}): Decision {
  const trust = trustOf(state, parameters)
  if (trust === null || state.count < parameters.minRatings) return withOverrides('new', overrides)
  return withOverrides(
    excludes(state.count, trust.u, parameters.minRatings, parameters.exclusionThreshold) ? 'bad' : 'good',
    overrides,
  )
}

/** Explains the decision in numbers. */
export function explain(
  state: SubjectState,
  now: number,
  parameters: Parameters,
  overrides: Overrides = {},
): Explanation {
  return explainPaper(state, decide(state, now, parameters, overrides), parameters)
}
