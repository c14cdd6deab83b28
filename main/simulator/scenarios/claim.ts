import { summarise, summariseDifference, type Summary } from '../metrics/summary.ts'
import type { ModelIdentity } from '../model/settings.ts'
import type { Results } from '../results.ts'

/** What a claim says about a number: it lies above, below or within. */
export interface Check {
  what: string
  measured: Summary
  above?: number
  below?: number
}

/** A published result that must come out. */
export interface PaperClaim {
  id: number
  /** Figures it speaks of. */
  needs: readonly string[]
  text: string
  /** All the numbers it rests on. Throws Missing if the figures at hand do not have them. */
  checks: (figures: Figures) => Check[]
}

/** What was found: `holds` by the means, `certain` if the whole 95 % interval of every number says so. */
export interface ClaimVerdict {
  id: number
  text: string
  holds: boolean
  certain: boolean
  /** The number that is nearest to failing, in words. */
  measured: string
  checks: (Check & { holds: boolean; certain: boolean })[]
}

/** The figures at hand do not contain a point that a claim needs. */
export class MissingResult extends Error {}

/** Reads values of replications out of the figures, by name. */
export class Figures {
  #results: ReadonlyMap<string, Results>

  constructor(results: Iterable<Results>) {
    this.#results = new Map([...results].map((one) => [one.plan.scenario.name, one]))
  }

  has(scenario: string): boolean {
    return this.#results.has(scenario)
  }

  /** The x values of a figure. */
  xs(scenario: string): readonly number[] {
    return this.#results.get(scenario)?.plan.xs ?? []
  }

  /** One value a replication, in the order of seeds. `turnover` null takes the only line of that identity. */
  values(scenario: string, identity: ModelIdentity, turnover: number | null, x: number): number[] {
    const results = this.#results.get(scenario)
    const series =
      results?.plan.series.findIndex(
        (one) => one.identity === identity && (turnover === null || one.turnover === turnover),
      ) ?? -1
    const point = results?.plan.xs.indexOf(x) ?? -1
    if (!results || series < 0 || point < 0) throw new MissingResult()
    const values = results.replicationsAt(series, point).filter((value) => value !== undefined)
    if (values.length === 0 || values.length !== results.plan.seeds.length) throw new MissingResult()
    return values
  }

  mean(scenario: string, identity: ModelIdentity, turnover: number | null, x: number): Summary {
    return summarise(this.values(scenario, identity, turnover, x))
  }

  /**
   * Mean difference of two paired values. Throws Missing if the figures were made with different numbers of
   * replications.
   */
  difference(a: readonly number[], b: readonly number[]): Summary {
    if (a.length !== b.length) throw new MissingResult()
    return summariseDifference(a, b)
  }
}

const inside = (value: number, { above = -Infinity, below = Infinity }: Check): boolean =>
  value > above && value < below
const fixed = (value: number): string => value.toFixed(3)

/** How far the mean is from the nearest limit, the wrong side counting below 0. */
function margin({ measured, above = -Infinity, below = Infinity }: Check): number {
  return Math.min(measured.mean - above, below - measured.mean)
}

/** Checks a claim against figures; undefined if they do not contain what it needs. */
export function judgeClaim(claim: PaperClaim, figures: Figures): ClaimVerdict | undefined {
  let list: Check[]
  try {
    list = claim.checks(figures)
  } catch (error) {
    if (error instanceof MissingResult) return undefined
    throw error
  }
  const checks = list.map((check) => ({
    ...check,
    holds: inside(check.measured.mean, check),
    certain: inside(check.measured.ci95[0], check) && inside(check.measured.ci95[1], check),
  }))
  const nearest = checks.toSorted((a, b) => margin(a) - margin(b))[0] as (typeof checks)[number]
  const { what, measured, above, below } = nearest
  const limits = [above === undefined ? '' : `above ${above}`, below === undefined ? '' : `below ${below}`]
    .filter(Boolean)
    .join(' and ')
  return {
    id: claim.id,
    text: claim.text,
    holds: checks.every((check) => check.holds),
    certain: checks.every((check) => check.certain),
    checks,
    measured:
      `${what}: ${fixed(measured.mean)} ` +
      `(95 % ${fixed(measured.ci95[0])} to ${fixed(measured.ci95[1])}), claimed ${limits}`,
  }
}
