import type { ParameterView, ScenarioView } from '../../../../main/contract/simulator.ts'

/** Presets: the paper's figures, custom settings over time, or a sweep over one or two parameters. */
export const PRESETS = ['fig2', 'fig3', 'fig4', 'fig5', 'fig6', 'custom', 'sweep'] as const
export type Preset = (typeof PRESETS)[number]

export type ParameterValues = Record<string, number | string>

/** The simulator scenario of a preset. */
export const scenarioOf = (preset: Preset): string => (preset === 'sweep' ? 'custom' : preset)

/** Groups of parameters, in display order. */
export const GROUPS = [
  { id: 'society', names: ['N', 'transactions', 'maxGenerosity'] },
  { id: 'turnover', names: ['turnover', 'returning'] },
  {
    id: 'kinds',
    names: ['contributorShare', 'freeRiderShare', 'falseEvaluatorShare', 'traitorShare', 'traitorFrom', 'traitorTo'],
  },
  { id: 'trust', names: ['exclusionThreshold', 'minRatings', 'recentWindow', 'weightTotal', 'weightRecent'] },
  { id: 'benefit', names: ['benefit', 'returns'] },
] as const
export const NAMES = GROUPS.flatMap(({ names }) => [...names])
export type ParameterName = (typeof NAMES)[number]

/** The useful part of each parameter's range; any allowed number can be typed. */
export const SLIDERS: Record<ParameterName, { min: number; max: number; step: number; log?: true }> = {
  N: { min: 10, max: 100_000, step: 0, log: true },
  transactions: { min: 1000, max: 1_000_000, step: 0, log: true },
  maxGenerosity: { min: 1, max: 20, step: 0.5 },
  turnover: { min: 0.0001, max: 1, step: 0, log: true },
  returning: { min: 0, max: 1, step: 0.05 },
  contributorShare: { min: 0, max: 1, step: 0.05 },
  freeRiderShare: { min: 0, max: 1, step: 0.05 },
  falseEvaluatorShare: { min: 0, max: 1, step: 0.05 },
  traitorShare: { min: 0, max: 1, step: 0.05 },
  traitorFrom: { min: 0, max: 100_000, step: 1000 },
  traitorTo: { min: 0, max: 100_000, step: 1000 },
  exclusionThreshold: { min: 0, max: 1, step: 0.05 },
  minRatings: { min: 1, max: 50, step: 1 },
  recentWindow: { min: 1, max: 50, step: 1 },
  weightTotal: { min: 0, max: 1, step: 0.05 },
  weightRecent: { min: 0, max: 1, step: 0.05 },
  benefit: { min: 1, max: 10, step: 0.5 },
  returns: { min: 0.1, max: 2, step: 0.1 },
}

/** The default value of a parameter in a scenario. */
export function standardValue(parameter: ParameterView, scenario: ScenarioView, settings: ParameterValues): number {
  const moment =
    scenario.name === 'fig5' || scenario.name === 'fig6'
      ? { traitorFrom: 0.5, traitorTo: 1 }[parameter.name]
      : undefined
  if (moment !== undefined && typeof settings.transactions === 'number')
    return Math.round(moment * settings.transactions)
  return scenario.base[parameter.name] ?? parameter.default
}

/** The values of a parameter that a scenario varies over; empty if it does not. */
export function variedValues(scenario: ScenarioView, name: string): number[] {
  if (scenario.along?.parameter === name) return scenario.along.values
  return [...new Set(scenario.lines.flatMap(({ fixed }) => fixed[name] ?? []))].toSorted((a, b) => a - b)
}

/** The values that differ from the scenario's defaults, sorted by name so that equal settings are equal as text. */
export function cleaned(
  settings: ParameterValues,
  parameters: readonly ParameterView[],
  scenario: ScenarioView,
): ParameterValues {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([name, value]) => {
        const parameter = parameters.find((one) => one.name === name)
        return (
          parameter === undefined ||
          variedValues(scenario, name).length > 0 ||
          value !== standardValue(parameter, scenario, settings)
        )
      })
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}
