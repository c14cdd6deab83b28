import type { LabRunView, LabSettingsView, LabView } from '../../contract/simulator.ts'
import type { RunProgress } from '../laboratory.ts'
import { MECHANISM_CLAIMS } from './claims/mechanism-claims.ts'
import { MECHANISMS } from '../mechanisms/mechanisms.ts'
import { OVERLAY_CLAIMS } from './claims/overlay-claims.ts'
import { OVERLAYS } from '../overlays/overlay-settings.ts'
import { usesOfOverlay } from '../overlays/overlay-uses.ts'
import { growthOf, Judge, type LabClaim } from './claim.ts'
import type { LabResults } from './lab-run.ts'
import { readLabAssignments, readLabSweep } from './read-settings.ts'
import type { LabPreset, LabScenario } from './scenario.ts'
import { LAB_PRESETS, LAB_SCENARIOS } from './scenarios.ts'

const CLAIMS: Readonly<Record<LabScenario['name'], readonly LabClaim[]>> = {
  mechanism: MECHANISM_CLAIMS,
  overlay: OVERLAY_CLAIMS,
}

const presetsOf = (scenario: LabScenario): LabPreset[] =>
  [...LAB_PRESETS.values()].filter((preset) => preset.scenario === scenario.name)

const JUDGES = new Map(
  [...LAB_SCENARIOS.values()].map((scenario) => [
    scenario.name,
    new Judge(scenario, presetsOf(scenario), CLAIMS[scenario.name]),
  ]),
)

function kindsOf(name: LabScenario['name']): LabView['kinds'] {
  if (name === 'overlay')
    return OVERLAYS.map((overlay) => ({ name: overlay, title: overlay, uses: usesOfOverlay(overlay), defaults: {} }))
  return [...MECHANISMS.values()].map(({ name: mechanism, title, uses, defaults }) => ({
    name: mechanism,
    title,
    uses: [...uses],
    defaults: { ...defaults },
  }))
}

/** Everything about a laboratory that a page shows before it runs. */
export function labView(scenario: LabScenario): LabView {
  const { name, title, parameters, metrics } = scenario
  return {
    name,
    title,
    parameters: [...parameters],
    metrics: [...metrics],
    kinds: kindsOf(name),
    presets: presetsOf(scenario).map((preset) => {
      const [sweep] = preset.sweep.map((text) => readLabSweep(scenario, text))
      return {
        name: preset.name,
        title: preset.title,
        asks: preset.asks,
        look: preset.look,
        outcome: preset.outcome,
        metric: preset.metric,
        series: (preset.lines ?? [[]]).map((line) => readLabAssignments(scenario, preset.set, line)),
        sweep: sweep ? { parameter: sweep.parameter, values: [...sweep.values] } : null,
      }
    }),
    claims: CLAIMS[name].map(({ deviates = null, documented = null, ...claim }) => ({
      id: claim.id,
      preset: claim.preset,
      result: claim.result,
      text: claim.text,
      published: claim.published,
      source: claim.source,
      origin: claim.origin,
      deviates,
      documented,
    })),
  }
}

/** A run in the shape of the contract; claims are judged on it and on `others`. */
export function labRunView(results: LabResults, progress: RunProgress, others: readonly LabResults[]): LabRunView {
  const { request, points } = results.plan
  const { scenario, set, sweeps, replications, seed } = request
  const [sweep] = sweeps
  const like = others.filter((other) => other.plan.request.scenario === scenario)
  return {
    ...progress,
    input: {
      lab: scenario.name,
      set: { ...set } as LabSettingsView,
      sweep: sweep ? { parameter: sweep.parameter, values: [...sweep.values] } : null,
      replications,
      seed,
    },
    done: results.size,
    total: results.total,
    settings: { ...(points[0] as (typeof points)[number]).settings },
    points: points.map(({ at }, point) => ({
      at: sweep ? (at[sweep.parameter] as number) : null,
      metrics: Object.fromEntries(
        Object.entries(results.metricsAt(point)).map(([name, { mean, ci95, n }]) => [name, { mean, ci95, n }]),
      ),
    })),
    growth: scenario.metrics.flatMap(({ name }, metric) => {
      const growth = growthOf(results, metric)
      return growth ? [{ metric: name, ...growth }] : []
    }),
    verdicts: JUDGES.get(scenario.name)?.verdicts([results, ...like]) ?? [],
  }
}
