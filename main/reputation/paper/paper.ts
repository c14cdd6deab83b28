/**
 * The founding paper's trust value u = weightTotal * U + weightRecent * R, from sums: U = sum / count over all ratings,
 * R = recentSum / recentCount over the last ones. Scores are in [0, 1], so u is in [0, weightTotal + weightRecent].
 * Both counts must be at least 1. The simulator's hot loop and the live app both call exactly this.
 */
export function trustValue(
  weightTotal: number,
  sum: number,
  count: number,
  weightRecent: number,
  recentSum: number,
  recentCount: number,
): number {
  return weightTotal * (sum / count) + weightRecent * (recentSum / recentCount)
}

/** The paper's exclusion rule: enough ratings, and a trust value below the threshold. */
export function excludes(count: number, u: number, minRatings: number, exclusionThreshold: number): boolean {
  return count >= minRatings && u < exclusionThreshold
}
