import type { Random } from '../../base/random.ts'
import type { Estimate } from './beta.ts'
import { normal } from './sampling.ts'

const Z95 = 1.959963985

export interface Population extends Estimate {
  /** Peers met. */
  met: number
  /** Chapman's estimate from the two halves of the window; null if one of them is empty. */
  check: Estimate | null
  /** Whether the two intervals do not overlap: the network is changing too fast to count. */
  changing: boolean
  /** Mean and standard deviation of the logarithm of the peers not met; null: all were met. */
  unseen: { mean: number; sd: number } | null
}

/**
 * How many peers there are, from the number of peers seen on 1, 2, ... days: Chao's bias-corrected estimator (Chao,
 * Scandinavian Journal of Statistics 11, 1984) with its log-normal interval (Chao, Biometrics 43, 1987).
 */
function chao(daysSeen: readonly number[]): Omit<Population, 'check' | 'changing'> {
  const met = daysSeen.reduce((a, b) => a + b, 0)
  const [f1 = 0, f2 = 0] = daysSeen
  const unseen = (f1 * (f1 - 1)) / (2 * (f2 + 1))
  if (unseen === 0) {
    // nearly all were met: how many would have been missed by chance
    const missed = daysSeen.reduce((sum, f, i) => sum + f * Math.exp(-(i + 1)), 0)
    const days = daysSeen.reduce((sum, f, i) => sum + f * (i + 1), 0)
    const spread =
      daysSeen.reduce((sum, f, i) => sum + f * (Math.exp(-(i + 1)) - Math.exp(-2 * (i + 1))), 0) -
      daysSeen.reduce((sum, f, i) => sum + f * (i + 1) * Math.exp(-(i + 1)), 0) ** 2 / Math.max(1, days)
    const seen = met === 0 ? 1 : 1 - missed / met
    const half = (Z95 * Math.sqrt(Math.max(0, spread))) / seen
    return { value: met, low: Math.max(met, met / seen - half), high: met / seen + half, met, unseen: null }
  }
  const value = met + unseen
  const variance =
    f2 > 0
      ? unseen + (f1 * (2 * f1 - 1) ** 2) / (4 * (f2 + 1) ** 2) + (f1 ** 2 * f2 * (f1 - 1) ** 2) / (4 * (f2 + 1) ** 4)
      : unseen + (f1 * (2 * f1 - 1) ** 2) / 4 - f1 ** 4 / (4 * value)
  const sd = Math.sqrt(Math.log(1 + Math.max(0, variance) / unseen ** 2))
  const factor = Math.exp(Z95 * sd)
  return {
    value,
    low: met + unseen / factor,
    high: met + unseen * factor,
    met,
    unseen: { mean: Math.log(unseen), sd },
  }
}

/** Two samples of one population (Chapman, 1951; variance by Seber, 1970). */
export function chapman(first: number, second: number, both: number): Estimate {
  const value = ((first + 1) * (second + 1)) / (both + 1) - 1
  const variance = ((first + 1) * (second + 1) * (first - both) * (second - both)) / ((both + 1) ** 2 * (both + 2))
  const half = Z95 * Math.sqrt(variance)
  return { value, low: Math.max(first + second - both, value - half), high: value + half }
}

export function population(
  daysSeen: readonly number[],
  { first, second, both }: { first: number; second: number; both: number },
): Population {
  const estimate = chao(daysSeen)
  const check = first > 0 && second > 0 ? chapman(first, second, both) : null
  return { ...estimate, check, changing: check !== null && (check.low > estimate.high || check.high < estimate.low) }
}

/** A number of peers from the estimate's distribution. */
export function drawPopulation({ met, unseen, value, high }: Population, random: Random): number {
  if (unseen) return Math.max(2, Math.round(met + Math.exp(unseen.mean + unseen.sd * normal(random))))
  return Math.max(2, Math.round(value + random.next() * (high - value)))
}
