import type { Score } from '../paper/state.ts'
import type { RobustParameters } from './parameters.ts'
import type { Tally } from '../tally.ts'

/** A score with its interval; u, U and R are null while nothing counts. */
export interface RobustScore extends Score {
  /** Lower and upper bound of u; 0 and 1 while nothing counts. */
  low: number
  high: number
  /** Full votes that can earn a good standing: first-hand ratings by their bytes plus weights of raters. */
  evidence: number
  /** Full votes that can cost it: the same, but bad first-hand ratings count in full. */
  votes: number
  /** Deduction because R fell below U. */
  penalty: number
}

/** Hypothetical votes: their number and value, from me or from raters of this weight. */
export interface Hypothesis {
  votes: number
  weight: number
  value: 0 | 1
  own: boolean
}

/** Contribution of each kind of vote to u, per unit of weight and value. With `base` they sum to u. */
export interface Shares {
  /** For one first-hand rating and for one rater's mean, in U. */
  own: number
  rater: number
  /** For one recent vote, in R. */
  recent: number
  /** The prior: u without any vote. */
  base: number
}

const beta = (good: number, count: number): number => (1 + good) / (2 + count)

/**
 * u = weightTotal * U + weightRecent * R - fall * weightRecent * max(0, U - R), clamped to [0, 1].
 *
 * U mixes two Beta means (prior 1, 1; Josang, Ismail 2002): first-hand evidence with share n / (n + ownHalf * H / (1 +
 * H)), and hearsay, one vote per rater, H the sum of their weights. R is the mean of the recent votes with U as a prior
 * of weight 1. The penalty for a fall is the derivative component of TrustGuard (Srivatsa, Xiong, Liu 2005). The
 * interval is u -+ width standard deviations of the Beta distributions behind U and R, taken as independent.
 */
export function scoreTally(
  tally: Omit<Tally, 'grow' | 'growVotes'>,
  parameters: Readonly<RobustParameters>,
  shares?: Shares,
  what?: Hypothesis,
): RobustScore {
  const { weightTotal, weightRecent, fall, ownHalf, width, minEvidence } = parameters
  const extra = what ? what.votes * what.weight : 0
  const mine = what?.own ? extra : 0
  const n = tally.own + mine
  // shared blame: votes of value 0, which add to no part and dilute all others
  const H = tally.hearsay + tally.blame + extra - mine
  const heard = tally.hearsaySum + (extra - mine) * (what?.value ?? 0)
  const ownShare = n === 0 ? 0 : n / (n + (ownHalf * H) / (1 + H))
  const first = beta(tally.ownSum + mine * (what?.value ?? 0), n)
  const others = beta(heard, H)
  const U = ownShare * first + (1 - ownShare) * others
  const room = parameters.recentWeight
  let recentSum = 0
  let recent = 0
  if (what) {
    recent = Math.min(extra, room)
    recentSum = recent * what.value
  }
  for (let i = 0; i < tally.recent && recent < room; i++) {
    const weight = Math.min(tally.voteWeight[i] as number, room - recent)
    recent += weight
    recentSum += weight * (tally.vote[i] as number)
  }
  const R = (U + recentSum) / (1 + recent)
  const fell = fall * weightRecent * Math.max(0, U - R)
  const raw = weightTotal * U + weightRecent * R - fell
  const u = Math.min(1, Math.max(0, raw))
  const deviation = Math.sqrt(
    weightTotal ** 2 *
      ((ownShare ** 2 * first * (1 - first)) / (3 + n) + ((1 - ownShare) ** 2 * others * (1 - others)) / (3 + H)) +
      weightRecent ** 2 * ((R * (1 - R)) / (2 + recent)),
  )
  if (shares) {
    // u is linear in the votes once we know whether R fell: u = a * U + b * R
    const falls = U > R ? fall * weightRecent : 0
    const ofR = (weightRecent + falls) / (1 + recent)
    const ofU = weightTotal - falls + ofR
    shares.own = (ofU * ownShare) / (2 + n)
    shares.rater = (ofU * (1 - ownShare)) / (2 + H)
    shares.recent = ofR
    shares.base = shares.own + shares.rater + (u - raw)
  }
  // shared blame alone is no evidence
  const votes = n + H - tally.blame
  const evidence = tally.ownEarned + mine + H - tally.blame
  const nothing = votes === 0 && tally.ownCount === 0
  return {
    u: nothing ? null : u,
    U: nothing ? null : U,
    R: nothing ? null : R,
    low: nothing ? 0 : Math.max(0, u - width * deviation),
    high: nothing ? 1 : Math.min(1, u + width * deviation),
    evidence,
    votes,
    penalty: fell,
    count: tally.ownCount + tally.raters,
    recentCount: tally.recent,
    raters: tally.raters + (tally.ownCount > 0 ? 1 : 0),
    confidence: evidence / (evidence + minEvidence),
  }
}
