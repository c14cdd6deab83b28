import type { LabSettings } from '../lab/scenario.ts'
import type { DealingWatch } from './watching/dealing-watch.ts'

/** A mechanism of the laboratory. A new one is a file and a line in mechanisms.ts. */
export interface Mechanism {
  readonly name: string
  readonly title: string
  /** The parameters that it reads, beside `mechanism`; others have no effect on it. */
  readonly uses: readonly string[]
  /** Where its defaults differ from those in parameters.ts. */
  readonly defaults: LabSettings
  /** Throws HyobanError BAD_INPUT for combinations that cannot be. */
  check?(settings: LabSettings): void
  /** About how long a run takes on one core, in seconds. */
  seconds(settings: LabSettings): number
  /**
   * One run, fixed by settings and seed; metrics by their names in metrics.ts. `between`: see LabScenario; `watch` is
   * told of the dealings.
   */
  run(
    settings: LabSettings,
    seed: number,
    between: (fraction: number) => void,
    watch?: DealingWatch,
  ): Record<string, number>
}

/** The number with this name. The scenario has checked that it is one. */
export const numberOf = (settings: LabSettings, name: string): number => settings[name] as number
/** The text with this name. The scenario has checked that it is one. */
export const textOf = (settings: LabSettings, name: string): string => settings[name] as string
