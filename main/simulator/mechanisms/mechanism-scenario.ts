import type { LabScenario, LabSettings } from '../lab/scenario.ts'
import { checkShares } from './kinds.ts'
import type { Mechanism } from './mechanism.ts'
import { MECHANISMS } from './mechanisms.ts'
import { MECHANISM_METRICS } from './metrics.ts'
import { MECHANISM_PARAMETERS } from './parameters.ts'

const mechanismOf = (settings: Partial<LabSettings>): Mechanism | undefined =>
  MECHANISMS.get(String(settings['mechanism'] ?? 'exclusion'))

/** The mechanisms laboratory: one mechanism, one society, one run. */
export const mechanismScenario: LabScenario = {
  name: 'mechanism',
  title: 'reputation and incentive mechanisms on the same peers',
  parameters: MECHANISM_PARAMETERS,
  metrics: MECHANISM_METRICS,
  defaults: (set) => mechanismOf(set)?.defaults ?? {},
  check(settings) {
    checkShares(settings)
    mechanismOf(settings)?.check?.(settings)
  },
  seconds: (settings) => (mechanismOf(settings) as Mechanism).seconds(settings),
  run: (settings, seed, between) => (mechanismOf(settings) as Mechanism).run(settings, seed, between),
}
