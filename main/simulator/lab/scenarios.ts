import { mechanismScenario } from '../mechanisms/mechanism-scenario.ts'
import { MECHANISM_PRESETS } from '../mechanisms/presets.ts'
import { OVERLAY_PRESETS } from '../overlays/overlay-presets.ts'
import { overlayScenario } from '../overlays/overlay-scenario.ts'
import type { LabPreset, LabScenario } from './scenario.ts'

/** The laboratories' scenarios by name. */
export const LAB_SCENARIOS: ReadonlyMap<string, LabScenario> = new Map(
  [mechanismScenario, overlayScenario].map((scenario) => [scenario.name, scenario]),
)

/** The laboratories' presets by name. */
export const LAB_PRESETS: ReadonlyMap<string, LabPreset> = new Map(
  [...MECHANISM_PRESETS, ...OVERLAY_PRESETS].map((preset) => [preset.name, preset]),
)
