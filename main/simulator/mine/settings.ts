import type { ModelSettings } from '../model/settings.ts'
import { CONTRIBUTOR, FALSE_EVALUATOR, FREE_RIDER, TRAITOR } from './classify.ts'

/** Settings of the simulator with the shares of kinds given in the order of USER_KINDS. */
export function withShares(settings: ModelSettings, shares: readonly number[]): ModelSettings {
  // rounding must not make the sum exceed 1
  const share = (kind: number): number => Math.max(0, Math.floor((shares[kind] ?? 0) * 1e9) / 1e9)
  return {
    ...settings,
    contributorShare: share(CONTRIBUTOR),
    freeRiderShare: share(FREE_RIDER),
    falseEvaluatorShare: share(FALSE_EVALUATOR),
    traitorShare: share(TRAITOR),
  }
}
