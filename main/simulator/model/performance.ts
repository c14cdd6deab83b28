/** W = benefit * x^returns - 1, and 0 where nobody contributes: nobody pays, nobody gains. */
export function performance(benefit: number, returns: number, x: number): number {
  if (x <= 0) return 0
  return benefit * (returns === 1 ? x : x ** returns) - 1
}
