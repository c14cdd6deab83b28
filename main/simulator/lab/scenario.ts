/** A setting of a laboratory's run. */
export type Setting = number | string | boolean
/** A complete set: a value for each parameter of the scenario. */
export type LabSettings = Readonly<Record<string, Setting>>

export interface Parameter {
  readonly name: string
  readonly default: Setting
  /** What it is, in one sentence. */
  readonly text: string
  /** '' where it has none. */
  readonly unit: string
  readonly min?: number
  readonly max?: number
  readonly integer?: boolean
  /** The values of a choice. */
  readonly values?: readonly string[]
}

export interface Metric {
  readonly name: string
  /** What it is, in one sentence. */
  readonly text: string
  readonly unit: string
}

/** What a laboratory can run: its parameters, what it measures, and how to run it once. */
export interface LabScenario {
  readonly name: 'mechanism' | 'overlay'
  readonly title: string
  readonly parameters: readonly Parameter[]
  readonly metrics: readonly Metric[]
  /** Defaults that follow from what was set, such as those of the mechanism; left out: none do. */
  defaults?(set: Partial<LabSettings>): LabSettings
  /** Throws HyobanError BAD_INPUT for combinations that cannot be. */
  check(settings: LabSettings): void
  /** About how long one run takes on one core, in seconds. */
  seconds(settings: LabSettings): number
  /**
   * One run, fixed by settings and seed: the metrics that apply, by name; one that does not apply is left out.
   * `between` is called every few milliseconds with the share done, 0 to 1.
   */
  run(settings: LabSettings, seed: number, between: (fraction: number) => void): Readonly<Record<string, number>>
}

/** A question to a laboratory: settings and, where it compares, a sweep, written as on the command line. */
export interface LabPreset {
  /** The name of `hyoban simulate NAME`. */
  readonly name: string
  readonly scenario: LabScenario['name']
  readonly title: string
  /** The question, what to look at, and the outcome: one sentence each. */
  readonly asks: string
  readonly look: string
  readonly outcome: string
  readonly set: readonly string[]
  readonly sweep: readonly string[]
  /** What the page draws over the sweep. */
  readonly metric: string
  /** What the lines of the page's figure set beside `set`; left out: one line, nothing. */
  readonly lines?: readonly (readonly string[])[]
}
