import type { Decision } from '../decision.ts'
import type { PaperParameters } from '../parameters.ts'
import { excludes, trustValue } from './paper.ts'
import {
  raterCounts,
  reasonCounts,
  recentRatings,
  SCORE_STEPS,
  scorePaper,
  scoreSteps,
  type PaperState,
  type Score,
} from './state.ts'
import type { Rating } from '../rating.ts'
import type { RatingReason } from '../../domain/reasons.ts'

/** A line of "where the number comes from"; `part` is its contribution to u. */
interface Contribution {
  /** A recent rating, or all ratings older than the window together. */
  of: { rating: Rating } | { older: number }
  part: number
}

/** Language-independent explanation for pages; the contributions sum to `score.u`. */
export interface Explanation {
  mode: 'paper'
  decision: Decision
  score: Score
  parameters: PaperParameters
  /** R - U; negative if it is getting worse. 0 without ratings. */
  trend: number
  /** Number of recent ratings below one half. */
  recentFailed: number
  /** Newest first, then the older ones as one line. */
  contributions: Contribution[]
  reasons: Record<RatingReason, number>
  /** Raters with the number of their ratings, most first. */
  raters: { rater: string; count: number }[]
  /** Consecutive best ratings that would end an exclusion; 0 if not excluded by the rule, null if over 10,000. */
  goodUntilReadmitted: number | null
  /** Consecutive worst ratings that would exclude; 0 if excluded by the rule, null if over 10,000 or never. */
  badUntilExcluded: number | null
}

const LOOK_AHEAD = 10_000

/** Consecutive equal ratings until the rule returns `excluded`; 0 if it does now, null if too many. */
function ratingsUntil(state: PaperState, parameters: PaperParameters, score: 0 | 1, excluded: boolean): number | null {
  const window = parameters.recentWindow
  const values = recentRatings(state, window).map((rating) => scoreSteps(rating.score) / SCORE_STEPS)
  let sum = state.sum / SCORE_STEPS
  let recentSum = values.reduce((a, b) => a + b, 0)
  for (let k = 0; k <= LOOK_AHEAD; k++) {
    const count = state.count + k
    const u =
      count === 0
        ? 1
        : trustValue(parameters.weightTotal, sum, count, parameters.weightRecent, recentSum, values.length)
    if (excludes(count, u, parameters.minRatings, parameters.exclusionThreshold) === excluded) return k
    sum += score
    recentSum += score
    values.push(score)
    if (values.length > window) recentSum -= values.shift() ?? 0
  }
  return null
}

/** Why `decision` was made; see Explanation. O(recentWindow + raters). */
export function explainPaper(state: PaperState, decision: Decision, parameters: PaperParameters): Explanation {
  const score = scorePaper(state, parameters)
  const recent = recentRatings(state, score.recentCount)
  const all = parameters.weightTotal / Math.max(1, score.count)
  const late = parameters.weightRecent / Math.max(1, score.recentCount)
  const value = (rating: Rating): number => scoreSteps(rating.score) / SCORE_STEPS
  const contributions: Contribution[] = recent
    .toReversed()
    .map((rating) => ({ of: { rating }, part: (all + late) * value(rating) }))
  const older = score.count - score.recentCount
  if (older > 0) {
    const rest = state.sum / SCORE_STEPS - recent.reduce((sum, rating) => sum + value(rating), 0)
    contributions.push({ of: { older }, part: all * rest })
  }
  const recentFailed = recent.filter((rating) => rating.score < 0.5).length
  return {
    mode: 'paper',
    decision,
    score,
    parameters,
    recentFailed,
    contributions,
    trend: score.u === null ? 0 : (score.R as number) - (score.U as number),
    reasons: reasonCounts(state),
    raters: [...raterCounts(state)]
      .map(([rater, count]) => ({ rater, count }))
      .sort((a, b) => b.count - a.count || (a.rater < b.rater ? -1 : 1)),
    goodUntilReadmitted: ratingsUntil(state, parameters, 1, false),
    badUntilExcluded: ratingsUntil(state, parameters, 0, true),
  }
}
