import type { Random } from '../../base/random.ts'
import type { Estimate } from './beta.ts'

/** A standard normal number (Box and Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

/** A gamma number of this shape > 0 and scale 1 (Marsaglia and Tsang, 2000). */
function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random.next()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const z = normal(random)
    const v = (1 + c * z) ** 3
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v
  }
}

/** A point of the simplex from the Dirichlet distribution with these weights > 0. */
export function dirichlet(random: Random, weights: readonly number[]): number[] {
  const parts = weights.map((weight) => gamma(random, weight))
  const sum = parts.reduce((a, b) => a + b, 0)
  return parts.map((part) => part / sum)
}

/** A beta number. */
export function beta(random: Random, a: number, b: number): number {
  const x = gamma(random, a)
  return x / (x + gamma(random, b))
}

/** The q quantile of sorted numbers, interpolated; NaN of none. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = q * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below] as number
  return low + (at - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] as number) - low)
}

/** 2.5 to 97.5 % of draws, around `value`. */
export function between(value: number, draws: readonly number[]): Estimate {
  const sorted = Float64Array.from(draws).sort()
  return { value, low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) }
}

/** Means of resampled values; NaN of none. */
export function bootstrapMeans(random: Random, values: readonly number[], draws = 1000): number[] {
  return Array.from({ length: draws }, () => {
    let sum = 0
    for (let i = 0; i < values.length; i++) sum += values[random.int(values.length)] as number
    return sum / values.length
  })
}

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
