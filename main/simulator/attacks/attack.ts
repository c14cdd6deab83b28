import type { Mode } from './judge.ts'

/** One number that an attack yields, and what it must be for the bar to hold. */
export interface AttackMeasure {
  key: string
  text: string
  unit: '%' | 'uploads' | 'ratio' | 'services' | 'points' | 'ratings'
  /** null: told, but no bar. */
  bar: { atMost: number } | { atLeast: number } | null
}

/** What one run depends on. Plain data. */
export interface AttackSettings {
  mode: Mode
  seed: number
  peers: number
}

/** An attack: what is measured, and one run of it. */
export interface Attack {
  name: string
  title: string
  /** Modes it can be run in: where receipts or heads are checked there is no paper mode. */
  modes: readonly Mode[]
  measures: readonly AttackMeasure[]
  /** One run; a value for each measure, by its key. Depends on the settings alone. */
  run(settings: AttackSettings): Record<string, number>
}

export const BOTH: readonly Mode[] = ['paper', 'robust']
/** Peers that each meets. */
export const NEIGHBOURS = 20
