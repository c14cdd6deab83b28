import { SCENARIOS } from '../scenarios/scenarios.ts'
import type { LabPreset, LabScenario } from './scenario.ts'
import { LAB_PRESETS, LAB_SCENARIOS } from './scenarios.ts'

interface LabList {
  /** The founding paper's experiments. */
  readonly figures: readonly { name: string; title: string }[]
  readonly scenarios: readonly Pick<LabScenario, 'name' | 'title' | 'parameters' | 'metrics'>[]
  readonly mechanisms: readonly string[]
  readonly overlays: readonly string[]
  readonly presets: readonly LabPreset[]
}

const choices = (name: LabScenario['name']): readonly string[] =>
  LAB_SCENARIOS.get(name)?.parameters.find((one) => one.name === name)?.values ?? []

/** Everything that `hyoban simulate` can run, with ranges and units. */
export function labList(): LabList {
  return {
    figures: [...SCENARIOS.values()].map(({ name, title }) => ({ name, title })),
    scenarios: [...LAB_SCENARIOS.values()].map(({ name, title, parameters, metrics }) => ({
      name,
      title,
      parameters,
      metrics,
    })),
    mechanisms: choices('mechanism'),
    overlays: choices('overlay'),
    presets: [...LAB_PRESETS.values()],
  }
}

/** The same for people. */
export function labListText(): string {
  const { figures, scenarios, presets } = labList()
  const wide = Math.max(...[...figures, ...presets].map(({ name }) => name.length))
  return [
    'Experiments of the founding paper:',
    ...figures.map(({ name, title }) => `  ${name.padEnd(wide)}  ${title}`),
    ...(presets.length > 0 ? ['Presets of the laboratories:'] : []),
    ...presets.map(({ name, title, asks }) => `  ${name.padEnd(wide)}  ${title}: ${asks}`),
    ...scenarios.flatMap(({ name, title, parameters, metrics }) => [
      `${name}: ${title}`,
      '  parameters:',
      ...parameters.map((one) => {
        const range = one.values?.join(' | ') ?? (one.min === undefined ? '' : `${one.min} to ${one.max ?? ''}`)
        const value = String(one.default)
        return `    ${one.name}=${value}  ${[range, one.unit].filter(Boolean).join(', ')}: ${one.text}`
      }),
      '  metrics:',
      ...metrics.map((one) => `    ${one.name}${one.unit && ` (${one.unit})`}: ${one.text}`),
    ]),
  ].join('\n')
}
