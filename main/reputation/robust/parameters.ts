import { HyobanError } from '../../base/errors.ts'
import { checkNumber, type NumberRange } from '../parameters.ts'
import { EVIDENCE_BYTES } from '../transfer-weight.ts'

/**
 * Parameters of the robust mode. Evidence is counted in full votes: one first-hand transfer, or one fully trusted
 * rater.
 */
export interface RobustParameters {
  mode: 'robust'
  /** Weight of U, the record of all time; 0 .. 1. */
  weightTotal: number
  /** Weight of R, the latest votes; 0 .. 1. The two weights add up to 1. */
  weightRecent: number
  /** Weight of the votes that count as recent, in full votes. */
  recentWeight: number
  /** Additional weight of a fall of R below U (TrustGuard's derivative component); a rise has none. */
  fall: number
  /** Bytes of a transfer that counts in full. */
  fullBytes: number
  /** Good transfers that saturate an edge of the trust graph; flow / capacity is the weight of a rater, at most 1. */
  capacity: number
  /** Common subjects at which similarity reaches half of its maximum. */
  overlapHalf: number
  /** Similarity of a rater with no common subject. */
  strangerSimilarity: number
  /** First-hand evidence weighs n / (n + ownHalf) against hearsay. */
  ownHalf: number
  /** Width of the interval, in standard deviations to each side. */
  width: number
  /** Full votes needed for a decision; "new" with fewer. */
  minEvidence: number
  /** Excluded if the upper bound is below this. */
  thetaOut: number
  /** Readmitted if the lower bound is above this; greater than thetaOut. */
  thetaIn: number
  /** Good votes needed for readmission, per bad vote. */
  amends: number
  /** Maximum number of bad or good transfers of one rater that count in damage and amends. */
  amendsCap: number
  /** Maximum services to a stranger before it has given anything. */
  newcomerMax: number
  /** Share of choices that is reserved for newcomers. */
  newcomerShare: number
}

export const ROBUST_DEFAULTS: Readonly<RobustParameters> = Object.freeze({
  mode: 'robust',
  weightTotal: 0.5,
  weightRecent: 0.5,
  recentWeight: 4,
  fall: 1,
  fullBytes: EVIDENCE_BYTES,
  capacity: 3,
  overlapHalf: 2,
  strangerSimilarity: 0.05,
  ownHalf: 3,
  width: 1.28,
  minEvidence: 3,
  thetaOut: 0.5,
  thetaIn: 0.6,
  amends: 2,
  amendsCap: 10,
  newcomerMax: 3,
  newcomerShare: 0.1,
})

const share = { min: 0, max: 1, integer: false, unit: 'share' }
const votes = { min: 0.1, max: 1000, integer: false, unit: 'votes' }
const ROBUST_RANGES: Readonly<Record<Exclude<keyof RobustParameters, 'mode'>, NumberRange>> = Object.freeze({
  weightTotal: share,
  weightRecent: share,
  recentWeight: votes,
  fall: share,
  fullBytes: { min: 1, max: 2 ** 40, integer: true, unit: 'bytes' },
  capacity: votes,
  overlapHalf: votes,
  strangerSimilarity: share,
  ownHalf: votes,
  width: { min: 0, max: 5, integer: false, unit: 'standard deviations' },
  minEvidence: votes,
  thetaOut: share,
  thetaIn: share,
  amends: { min: 0, max: 100, integer: false, unit: 'good for one bad' },
  amendsCap: votes,
  newcomerMax: votes,
  newcomerShare: share,
})

/**
 * Throws HyobanError BAD_INPUT at the first number out of range, or unless the weights add up to 1 and thetaIn is above
 * thetaOut.
 */
export function checkRobustParameters(parameters: RobustParameters): void {
  for (const [name, range] of Object.entries(ROBUST_RANGES))
    checkNumber(name, parameters[name as keyof typeof ROBUST_RANGES], range)
  const sum = parameters.weightTotal + parameters.weightRecent
  if (Math.abs(sum - 1) > 1e-9)
    throw new HyobanError('BAD_INPUT', `weightTotal + weightRecent must be 1, not ${Number(sum.toFixed(6))}.`, {
      details: {
        sum,
      },
    })
  if (parameters.thetaIn <= parameters.thetaOut) {
    throw new HyobanError(
      'BAD_INPUT',
      `thetaIn must be above thetaOut (${parameters.thetaOut}), not ${parameters.thetaIn}.`,
    )
  }
}
