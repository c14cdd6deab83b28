import { HyobanError } from '../../base/errors.ts'
import type { MechanismDealings, OverlayTrace } from '../../contract/views/drawing-views.ts'
import { checkNumber } from '../../reputation/parameters.ts'
import { completeSettings } from '../lab/read-settings.ts'
import type { LabSettings } from '../lab/scenario.ts'
import { LAB_SCENARIOS } from '../lab/scenarios.ts'
import { watchRun } from '../mechanisms/watching/watch-run.ts'
import { OVERLAY_DEFAULTS } from '../overlays/overlay-settings.ts'
import { traceQuery } from '../overlays/tracing/trace.ts'

/** One query of an overlay. */
export interface QueryJob {
  lab: 'overlay'
  set: LabSettings
  seed: number
  query: number
}
/** One run of a mechanism. */
export interface DealingsJob {
  lab: 'mechanism'
  set: LabSettings
  seed: number
}
export type DrawingJob = QueryJob | DealingsJob

const SEED = { min: 0, max: 4_294_967_295, integer: true, unit: 'number' } as const

/** Observes what is to be drawn. Throws HyobanError BAD_INPUT, with suggestions for misspelt names. */
export function runDrawing(job: DrawingJob): OverlayTrace | MechanismDealings {
  const scenario = LAB_SCENARIOS.get(job.lab)
  if (!scenario) throw new HyobanError('BAD_INPUT', `There is no laboratory "${job.lab}".`)
  checkNumber('seed', job.seed, SEED)
  const settings = completeSettings(scenario, job.set)
  return job.lab === 'overlay'
    ? traceQuery({ ...OVERLAY_DEFAULTS, ...settings }, job.seed, job.query)
    : watchRun(settings, job.seed)
}
