import type { LabPreset } from '../lab/scenario.ts'

/** Questions to the mechanisms. */
export const MECHANISM_PRESETS: readonly LabPreset[] = []
