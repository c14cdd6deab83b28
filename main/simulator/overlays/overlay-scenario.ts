import type { LabScenario, LabSettings } from '../lab/scenario.ts'
import { checkOverlay } from './check-overlay.ts'
import { measureOverlay } from './measure.ts'
import { OVERLAY_METRICS, OVERLAY_PARAMETERS } from './overlay-parameters.ts'
import { OVERLAY_DEFAULTS, type OverlaySettings } from './overlay-settings.ts'

/** Seconds that a run takes for each node, about, and whatever its size. */
const SECONDS_A_NODE = 0.0002
const SECONDS = 0.5

/** The settings of the lab, which are checked one by one before, as this lab's. */
const asOverlay = (settings: LabSettings): OverlaySettings => ({ ...OVERLAY_DEFAULTS, ...settings })

/** The overlay laboratory: one workload, one set of metrics, and any of the overlays. */
export const overlayScenario: LabScenario = {
  name: 'overlay',
  title: 'Overlays: how nodes find files',
  parameters: OVERLAY_PARAMETERS,
  metrics: OVERLAY_METRICS,
  check: (settings) => checkOverlay(asOverlay(settings)),
  seconds: (settings) => SECONDS + asOverlay(settings).nodes * SECONDS_A_NODE,
  run: (settings, seed, between) => measureOverlay(asOverlay(settings), seed, between),
}
