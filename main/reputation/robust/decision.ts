import type { Standing } from '../decision.ts'
import type { RobustScore } from './score.ts'
import { amendsOf, type Tally } from '../tally.ts'
import type { View } from '../view.ts'

/**
 * A standing to keep for the next decision, since readmission needs more than not being excluded. Plain data.
 */
export interface Held {
  standing: Standing
  /**
   * Time of the newest vote when it was excluded, ms since the epoch; later good transfers make amends. 0 if not
   * excluded.
   */
  since: number
}

export const NEW: Readonly<Held> = Object.freeze({ standing: 'new', since: 0 })
const GOOD: Readonly<Held> = Object.freeze({ standing: 'good', since: 0 })

/**
 * The rule without memory: excluded with enough votes if even the upper bound is too low, good with enough evidence,
 * else "new".
 */
export function standingOf(
  { votes, evidence, high }: Pick<RobustScore, 'votes' | 'evidence' | 'high'>,
  { minEvidence, thetaOut }: { minEvidence: number; thetaOut: number },
): Standing {
  if (votes >= minEvidence && high < thetaOut) return 'bad'
  return evidence < minEvidence ? 'new' : 'good'
}

/**
 * The rule with memory. An excluded peer is readmitted when the lower bound is over thetaIn AND its good transfers
 * since the exclusion are `amends` times all its bad ones, both by my weights: damage is repaid before it is forgiven.
 */
export function hold(
  view: View,
  subject: number,
  tally: Tally,
  score: RobustScore,
  before: Readonly<Held>,
): Readonly<Held> {
  const { parameters } = view
  if (before.standing === 'bad') {
    if (score.low <= parameters.thetaIn) return before
    const { bad, good } = amendsOf(view, subject, tally, before.since)
    return good >= parameters.amends * bad ? GOOD : before
  }
  const standing = standingOf(score, parameters)
  if (standing !== 'bad') return standing === 'new' ? NEW : GOOD
  const newest = tally.recent > 0 ? (view.ledger.time[tally.of[0] as number] as number) : 0
  return { standing, since: newest }
}
