import { summarise, summariseDifference, type Summary } from '../metrics/summary.ts'
import type { ModelIdentity } from '../model/settings.ts'
import type { Results } from '../results.ts'

/** A measured number and the exclusive bounds it is claimed to lie within. */
export interface Check {
  what: string
  measured: Summary
  above?: number
  below?: number
}

/** A published result to reproduce. */
export interface PaperClaim {
  id: number
  /** Names of the figures it refers to. */
  needs: readonly string[]
  text: string
  /** The numbers it rests on. Throws MissingResult if the figures lack one. */
  checks: (figures: Figures) => Check[]
}

/** `holds` judges by the means; `certain` if the whole 95 % interval of every number agrees. */
export interface ClaimVerdict {
  id: number
  text: string
  holds: boolean
  certain: boolean
  /** The number closest to failing, in words. */
  measured: string
  checks: (Check & { holds: boolean; certain: boolean })[]
}

/** A point that a claim needs is not in the figures. */
export class MissingResult extends Error {}

/** Values of replications, by figure name. */
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

  /** One value per replication, in seed order. `turnover` null selects the only line of that identity. */
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

  /** Summarises a - b. Throws MissingResult if the figures have different numbers of replications. */
  difference(a: readonly number[], b: readonly number[]): Summary {
    if (a.length !== b.length) throw new MissingResult()
    return summariseDifference(a, b)
  }
}

const inside = (value: number, { above = -Infinity, below = Infinity }: Check): boolean =>
  value > above && value < below
const fixed = (value: number): string => value.toFixed(3)

/** Distance of the mean from its nearest bound; negative if it is violated. */
function margin({ measured, above = -Infinity, below = Infinity }: Check): number {
  return Math.min(measured.mean - above, below - measured.mean)
}

/** The check closest to failing. */
export function nearestCheck<T extends Check>(checks: readonly T[]): T {
  return checks.toSorted((a, b) => margin(a) - margin(b))[0] as T
}

/** Checks a claim against figures; undefined if they lack a result that it needs. */
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
  const { what, measured, above, below } = nearestCheck(checks)
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
