import type { RobustParameters } from '../../reputation/robust/parameters.ts'
import type { Mode } from './reputation-system.ts'

/** A number that an attack yields, and the bar it must meet. */
export interface AttackMeasure {
  key: string
  text: string
  unit: '%' | 'uploads' | 'ratio' | 'services' | 'points' | 'ratings'
  /** null: reported only. */
  bar: { atMost: number } | { atLeast: number } | null
}

/** Everything that a run depends on; plain data. */
export interface AttackSettings {
  mode: Mode
  seed: number
  peers: number
  /** Parameters of the robust mode that differ from the defaults; left out: none. */
  parameters?: Partial<Omit<RobustParameters, 'mode'>>
}

/** An attack: its measures, and how to run it once. */
export interface Attack {
  name: string
  title: string
  /** Supported modes; attacks on receipts and heads do not exist in paper mode. */
  modes: readonly Mode[]
  measures: readonly AttackMeasure[]
  /** Runs once and returns a value per measure, by key. Depends on the settings alone. */
  run(settings: AttackSettings): Record<string, number>
}

/** The damage that traitors do. */
export const TO_ONE: AttackMeasure = {
  key: 'toOne',
  text: 'bad uploads of one traitor to the same peer before that peer excludes it, the worst pair of a run',
  unit: 'uploads',
  bar: { atMost: 10 },
}
export const TO_ALL: AttackMeasure = {
  key: 'toAll',
  text: 'bad uploads of one traitor to all peers together until nobody meets it',
  unit: 'uploads',
  bar: { atMost: 10 },
}

export const BOTH: readonly Mode[] = ['paper', 'robust']
/** Mean number of neighbours per peer. */
export const NEIGHBOURS = 20
