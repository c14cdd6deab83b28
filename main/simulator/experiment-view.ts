import type { ClaimView, ExperimentView, ParameterView, ScenarioView } from '../contract/simulator.ts'
import { NUMBER_NAMES, PARAMETERS, type NumberName } from './model/settings.ts'
import type { RunProgress } from './laboratory.ts'
import { closedFormOf } from './report.ts'
import type { Results } from './results.ts'
import { Figures, judgeClaim, nearestCheck } from './scenarios/claim.ts'
import { CLAIMS } from './scenarios/claims.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { SCENARIOS } from './scenarios/scenarios.ts'

const numbersOf = (settings: object): Record<string, number> =>
  Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )

/** Experiments with the same key differ only in their scenario, so claims may compare them. */
function comparisonKey({ plan }: Results): string {
  const { set = {}, sweeps = [], replications, seed } = plan.request
  return JSON.stringify([Object.entries(set).toSorted(), sweeps, replications, seed])
}

/** Verdicts on the claims about a figure, as far as the available runs allow. */
function claimsOf(results: Results, others: readonly Results[]): ClaimView[] {
  const { name } = results.plan.scenario
  const figures = new Figures([...others, results])
  return CLAIMS.filter((claim) => claim.needs.includes(name)).map((claim) => {
    const missing = claim.needs.filter((needed) => !figures.has(needed))
    const verdict = missing.length > 0 ? undefined : judgeClaim(claim, figures)
    const nearest = verdict && nearestCheck(verdict.checks)
    return {
      id: claim.id,
      text: claim.text,
      missing,
      certain: verdict?.certain ?? false,
      checks: verdict?.checks.length ?? 0,
      state: verdict === undefined ? 'unknown' : verdict.holds ? 'holds' : 'fails',
      nearest: nearest
        ? {
            what: nearest.what,
            mean: nearest.measured.mean,
            ci95: nearest.measured.ci95,
            above: nearest.above ?? null,
            below: nearest.below ?? null,
          }
        : null,
    }
  })
}

/** Results in the shape of the contract; of `others`, those with the same settings and seeds help to judge claims. */
export function experimentView(results: Results, progress: RunProgress, others: readonly Results[]): ExperimentView {
  const { plan } = results
  const { scenario, set = {}, sweeps = [], replications, seed } = plan.request
  const key = comparisonKey(results)
  const comparable = others.filter((other) => other.plan.scenario !== plan.scenario && comparisonKey(other) === key)
  return {
    ...progress,
    input: {
      scenario,
      replications,
      seed,
      set: { ...set } as Record<string, number | string>,
      sweeps: sweeps.map(({ parameter, values, log = false }) => ({ parameter, values: [...values], log })),
    },
    done: results.size,
    total: plan.tasks.length,
    axis: {
      parameter: plan.axis.kind === 'parameter' ? plan.axis.parameter : null,
      label: plan.axis.label,
      log: plan.axis.log,
      xs: plan.xs,
    },
    yLabel: plan.scenario.yLabel,
    settings: numbersOf(plan.settings),
    varies: plan.varies,
    seeds: plan.seeds,
    series: results.series().map(({ identity, turnover, fixed, points }) => ({
      identity,
      turnover,
      fixed: numbersOf(fixed),
      points: points.map(({ x, mean, ci95, n }) => ({ x, mean, ci95, n })),
    })),
    closedForm: closedFormOf(results) ?? null,
    claims: claimsOf(results, comparable),
  }
}

/** A scenario in the shape of the contract. */
function scenarioView({ name, title, asks, look, outcome, base, axis, series, yLabel }: Scenario): ScenarioView {
  return {
    name,
    title,
    asks,
    look,
    outcome,
    yLabel,
    base: numbersOf(base),
    along: axis.kind === 'parameter' ? { parameter: axis.parameter, values: [...axis.values] } : null,
    lines: series.map(({ identity, fixed }) => ({ identity, fixed: numbersOf(fixed) })),
    claims: CLAIMS.filter((claim) => claim.needs.includes(name)).map(({ id, text, needs }) => ({
      id,
      text,
      needs: [...needs],
    })),
  }
}

function parameterView(name: NumberName): ParameterView {
  const { unit, min, max, integer, default: standard, explanation } = PARAMETERS[name]
  return { name, unit, min, max, integer, default: standard, explanation }
}

/** All scenarios and parameters. */
export function catalogueView(): { scenarios: ScenarioView[]; parameters: ParameterView[] } {
  return { scenarios: [...SCENARIOS.values()].map(scenarioView), parameters: NUMBER_NAMES.map(parameterView) }
}
