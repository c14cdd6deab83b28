import { HyobanError } from '../../base/errors.ts'
import { suggestion } from '../model/suggestion.ts'
import { custom } from './custom.ts'
import { fig2 } from './fig2.ts'
import { fig3 } from './fig3.ts'
import { fig4 } from './fig4.ts'
import { fig5 } from './fig5.ts'
import { fig6 } from './fig6.ts'
import type { Scenario } from './scenario.ts'

/** Indexes scenarios by name, in the given order. Throws Error for a duplicate name. */
export function byName(list: readonly Scenario[]): ReadonlyMap<string, Scenario> {
  const map = new Map<string, Scenario>()
  for (const scenario of list) {
    if (map.has(scenario.name)) throw new Error(`Two scenarios are called "${scenario.name}".`)
    map.set(scenario.name, scenario)
  }
  return map
}

/** All built-in scenarios. */
export const SCENARIOS: ReadonlyMap<string, Scenario> = byName([fig2, fig3, fig4, fig5, fig6, custom])

/** Throws HyobanError BAD_INPUT, with a suggestion among these and `others`, for an unknown name. */
export function scenarioNamed(name: string, others: readonly string[] = []): Scenario {
  const scenario = SCENARIOS.get(name)
  if (scenario) return scenario
  const near = suggestion(name, [...SCENARIOS.keys(), ...others])
  throw new HyobanError('BAD_INPUT', `There is no scenario "${name}".`, {
    hint: near ? `Did you mean ${near}?` : `There are: ${[...SCENARIOS.keys()].join(', ')}.`,
    details: { name },
  })
}
