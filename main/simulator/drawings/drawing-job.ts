import { HyobanError } from '../../base/errors.ts'
import type { OverlayTrace } from '../../contract/views/drawing-views.ts'
import { checkNumber } from '../../reputation/parameters.ts'
import { completeSettings } from '../lab/read-settings.ts'
import type { LabSettings } from '../lab/scenario.ts'
import { LAB_SCENARIOS } from '../lab/scenarios.ts'
import { OVERLAY_DEFAULTS } from '../overlays/overlay-settings.ts'
import { traceQuery } from '../overlays/trace.ts'

/** What is to be drawn: one query of an overlay. */
export interface DrawingJob {
  lab: 'overlay'
  set: LabSettings
  seed: number
  query: number
}

const SEED = { min: 0, max: 4_294_967_295, integer: true, unit: 'number' } as const

/** Observes what is to be drawn. Throws HyobanError BAD_INPUT, with suggestions for misspelt names. */
export function runDrawing({ lab, set, seed, query }: DrawingJob): OverlayTrace {
  const scenario = LAB_SCENARIOS.get(lab)
  if (!scenario) throw new HyobanError('BAD_INPUT', `There is no laboratory "${lab}".`)
  checkNumber('seed', seed, SEED)
  return traceQuery({ ...OVERLAY_DEFAULTS, ...completeSettings(scenario, set) }, seed, query)
}
