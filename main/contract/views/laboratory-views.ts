import { z } from 'zod'
import { runId } from './simulator-views.ts'

/** The laboratories beside the paper's experiments. */
export const LABS = ['mechanism', 'overlay'] as const
export type LabName = (typeof LABS)[number]

const labSetting = z.union([z.number(), z.string().max(64), z.boolean()])
export type LabSetting = z.infer<typeof labSetting>
/** Settings by name; the simulator checks names, with suggestions, and ranges. */
const labSettings = z.record(z.string().max(64), labSetting)
export type LabSettingsView = z.infer<typeof labSettings>

/** A parameter of a laboratory; `text` is English, pages translate it by `name`. */
const labParameter = z.object({
  name: z.string(),
  default: labSetting,
  text: z.string(),
  /** '' where it has none. */
  unit: z.string(),
  min: z.number().optional(),
  max: z.number().optional(),
  integer: z.boolean().optional(),
  /** The values of a choice. */
  values: z.array(z.string()).readonly().optional(),
})
export type LabParameterView = z.infer<typeof labParameter>

const labMetric = z.object({ name: z.string(), text: z.string(), unit: z.string() })

const labSweep = z.object({ parameter: z.string().max(64), values: z.array(z.number()).min(1).max(200) })

/** What a published value rests on: the source's text, notes on it, a closed form, a prototype, or memory. */
export const LAB_ORIGINS = ['text', 'notes', 'closedForm', 'prototype', 'memory', 'none'] as const

/** A published result. Pages translate `text` and `deviates` by `id`. */
const labClaim = z.object({
  id: z.string(),
  /** The preset that shows it. */
  preset: z.string(),
  /** Its number in docs/results.md, of the mechanisms or of the overlays. */
  result: z.number().int(),
  text: z.string(),
  published: z.string(),
  source: z.string(),
  origin: z.enum(LAB_ORIGINS),
  /** Why it does not come out, where it does not; null where it does. */
  deviates: z.string().nullable(),
  /** What the documentation measured, where a run of the laboratory does not show it; else null. */
  documented: z.string().nullable(),
})
export type LabClaimView = z.infer<typeof labClaim>

/** A question to a laboratory with the settings that answer it, each a line of the figure. */
const labPreset = z.object({
  name: z.string(),
  title: z.string(),
  asks: z.string(),
  look: z.string(),
  outcome: z.string(),
  /** What differs from the defaults, for each line. */
  series: z.array(labSettings).min(1),
  sweep: labSweep.nullable(),
  metric: z.string(),
})
export type LabPresetView = z.infer<typeof labPreset>

/** What the first parameter chooses between. */
const labKind = z.object({
  name: z.string(),
  title: z.string(),
  /** The parameters that it reads; others have no effect on it. */
  uses: z.array(z.string()),
  /** Where its defaults differ from the parameters'. */
  defaults: labSettings,
})

export const labView = z.object({
  name: z.enum(LABS),
  title: z.string(),
  parameters: z.array(labParameter),
  metrics: z.array(labMetric),
  kinds: z.array(labKind),
  presets: z.array(labPreset),
  claims: z.array(labClaim),
})
export type LabView = z.infer<typeof labView>

/** One line of a figure: a setting and, if any, the parameter that is swept over. */
export const labInput = z.object({
  lab: z.enum(LABS),
  set: labSettings.default({}),
  sweep: labSweep.nullable().default(null),
  replications: z.number(),
  seed: z.number(),
})
export type LabInput = z.input<typeof labInput>

/** What a run would take; asked before it starts. */
export const labForecast = z.object({
  /** Every setting. */
  settings: labSettings,
  /** Runs of the model. */
  total: z.number().int(),
  /** About how long they take on all cores. */
  seconds: z.number(),
})

const interval = z.tuple([z.number(), z.number()])
const labMeasure = z.object({ mean: z.number(), ci95: interval, n: z.number().int() })
export type LabMeasure = z.infer<typeof labMeasure>

/** A claim as judged on what has been run; `few`: on fewer than ten replications. */
const labVerdict = z.object({
  id: z.string(),
  state: z.enum(['holds', 'fails', 'few', 'unknown']),
  /** True if the whole 95 % interval agrees. */
  certain: z.boolean(),
  measured: labMeasure.nullable(),
})
export type LabVerdict = z.infer<typeof labVerdict>

/** How a metric grows along a sweep: the exponent of a power law, and R² of a + b log2 of the parameter. */
const labGrowth = z.object({
  metric: z.string(),
  exponent: labMeasure.nullable(),
  logarithmicFit: labMeasure.nullable(),
})

/** The state of a run of a laboratory. */
export const labRunView = z.object({
  run: runId,
  input: labInput,
  state: z.enum(['running', 'paused', 'done', 'partial']),
  /** Finished runs of the model, out of `total`. */
  done: z.number().int(),
  total: z.number().int(),
  /** Share of the work done, 0 to 1. */
  fraction: z.number(),
  millisecondsLeft: z.number().nullable(),
  /** Every setting; the one that is swept over has its first value. */
  settings: labSettings,
  /** One per value of the sweep, or one in all; metrics that do not apply are left out. */
  points: z.array(z.object({ at: z.number().nullable(), metrics: z.record(z.string(), labMeasure) })),
  growth: z.array(labGrowth),
  verdicts: z.array(labVerdict),
  version: z.string().nullable(),
})
export type LabRunView = z.infer<typeof labRunView>

/** The command that runs the same: `hyoban simulate mechanism --set mechanism=penalty ...`. */
export function labCommand({ lab, set = {}, sweep, replications, seed }: LabInput): string {
  const pairs = Object.entries(set).map(([name, value]) => `${name}=${String(value)}`)
  return [
    `hyoban simulate ${lab}`,
    ...(pairs.length > 0 ? [`--set ${pairs.join(' ')}`] : []),
    ...(sweep ? [`--sweep ${sweep.parameter}=${sweep.values.join(',')}`] : []),
    `--replications ${replications} --seed ${seed}`,
  ].join(' ')
}
