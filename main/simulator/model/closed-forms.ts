/**
 * Fraction of contributors in the free market with t uniform on [0, maxGenerosity] and a share `rational` of rational
 * peers, the others free riders: the stable root of x = f (1 - 1 / (m x)); 0 where the system collapses (m < 4 / f).
 * Source: Feldman, Papadimitriou, Chuang, Stoica 2004; Algorithmic Game Theory, section 23.3.
 */
export function freeMarketX(maxGenerosity: number, rational = 1): number {
  const inside = rational * rational - (4 * rational) / maxGenerosity
  return inside < 0 ? 0 : (rational + Math.sqrt(inside)) / 2
}

/** System performance at `freeMarketX`, for `returns` = 1. */
export function freeMarketPerformance(maxGenerosity: number, benefit = 3, rational = 1): number {
  const x = freeMarketX(maxGenerosity, rational)
  return x > 0 ? benefit * x - 1 : 0
}

/** Trust value of a traitor after `good` good ratings, at least the window, followed by `bad` bad ones. */
export function traitorTrust(
  good: number,
  bad: number,
  weightTotal: number,
  weightRecent: number,
  recentWindow: number,
): number {
  return weightTotal * (good / (good + bad)) + weightRecent * Math.max(0, 1 - bad / recentWindow)
}
