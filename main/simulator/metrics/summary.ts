/** Statistics over replications; `ci95` is the 95 % confidence interval of the mean (Student's t). */
export interface Summary {
  n: number
  mean: number
  /** Standard deviation of the sample; null for a single value. */
  sd: number | null
  /** Both ends equal the mean for a single value. */
  ci95: [number, number]
}

const T95 = [
  12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814, 2.20099, 2.17881, 2.16037,
  2.14479, 2.13145, 2.11991, 2.10982, 2.10092, 2.09302, 2.08596, 2.07961, 2.07387, 2.06866, 2.0639, 2.05954, 2.05553,
  2.05183, 2.04841, 2.04523, 2.04227,
] as const

/** Two-sided 95 % quantile of Student's t with `freedom` >= 1 degrees of freedom, to about 1e-5. */
export function studentT95(freedom: number): number {
  const exact = T95[freedom - 1]
  if (exact !== undefined) return exact
  // Cornish-Fisher expansion around the normal quantile (Abramowitz and Stegun 26.7.5)
  const z = 1.959963985
  const z3 = z ** 3
  const z5 = z ** 5
  const z7 = z ** 7
  return (
    z +
    (z3 + z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3)
  )
}

/** Mean, standard deviation and 95 % confidence interval. Throws RangeError for an empty list. */
export function summarise(values: readonly number[]): Summary {
  const n = values.length
  if (n === 0) throw new RangeError('summarise() needs at least one value')
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  if (n === 1) return { n, mean, sd: null, ci95: [mean, mean] }
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  const half = (studentT95(n - 1) * sd) / Math.sqrt(n)
  return { n, mean, sd, ci95: [mean - half, mean + half] }
}

/** Summarises a - b over paired replications: equal indices share a seed. Throws RangeError if the lengths differ. */
export function summariseDifference(a: readonly number[], b: readonly number[]): Summary {
  if (a.length !== b.length) throw new RangeError('summariseDifference() needs lists of equal length')
  return summarise(a.map((value, i) => value - (b[i] as number)))
}
