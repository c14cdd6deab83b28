import { mechanismScenario } from '../mechanisms/mechanism-scenario.ts'
import { MECHANISM_PRESETS } from '../mechanisms/presets.ts'
import type { LabPreset, LabScenario } from './scenario.ts'

/** The laboratories' scenarios by name. */
export const LAB_SCENARIOS: ReadonlyMap<string, LabScenario> = new Map([[mechanismScenario.name, mechanismScenario]])

/** The laboratories' presets by name. */
export const LAB_PRESETS: ReadonlyMap<string, LabPreset> = new Map(
  MECHANISM_PRESETS.map((preset) => [preset.name, preset]),
)
