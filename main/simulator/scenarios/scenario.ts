import type { ModelIdentity, NumberName, ModelSettings } from '../model/settings.ts'

/** One line of a figure. */
export interface SeriesSpec {
  identity: ModelIdentity
  /** Further parameters that this line fixes. */
  fixed: Partial<Record<NumberName, number>>
}

/** The x axis: a parameter, or the time within one run. */
export type Axis =
  | { kind: 'parameter'; parameter: NumberName; values: readonly number[]; log: boolean; label: string }
  | { kind: 'time'; points: number; log: false; label: string }

/**
 * An experiment as data: what varies, what is measured, what is plotted. A new one is a file and a line in
 * scenarios.ts.
 */
export interface Scenario {
  name: string
  title: string
  /** The question, what to look at, and the outcome: one sentence each. */
  asks: string
  look: string
  outcome: string
  /** Settings that differ from the defaults. */
  base: Partial<ModelSettings>
  /** Settings that default to a fraction of the run. */
  moments: Partial<Record<'traitorFrom' | 'traitorTo', number>>
  series: readonly SeriesSpec[]
  axis: Axis
  /** The part of a run over which W is averaged, as fractions; unused if the axis is time. */
  measured: { from: number; to: number }
  yLabel: string
  /** Also draw the free market's closed form. */
  closedForm: boolean
}

const TURNOVERS = [0.01, 0.1, 0.5] as const

/** PI and FI at the paper's three turnover rates. */
export const IDENTITY_SERIES: readonly SeriesSpec[] = (['PI', 'FI'] as const).flatMap((identity) =>
  TURNOVERS.map((turnover) => ({ identity, fixed: { turnover } })),
)

/** The x axis of the paper's figures 2 to 4. */
export const GENEROSITY_AXIS: Axis = {
  kind: 'parameter',
  parameter: 'maxGenerosity',
  values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
  log: false,
  label: 'maximum generosity MAXtm',
}

/** "Final performance": the mean of W over the last 10 % of the transactions. */
export const FINAL = { from: 0.9, to: 1 } as const
