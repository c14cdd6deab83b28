/** One axis of a sweep as entered. */
export interface SweepDraft {
  parameter: string
  mode: 'range' | 'list'
  from: number
  to: number
  steps: number
  log: boolean
  list: string
}

/** The parsed values of an axis, or why there are none. */
type SweepValues = { values: number[]; problem: null } | { values: []; problem: 'empty' | 'number' | 'log' | 'steps' }

export const FIRST_SWEEP: SweepDraft = {
  parameter: 'turnover',
  mode: 'range',
  from: 0.001,
  to: 1,
  steps: 7,
  log: true,
  list: '0.001, 0.01, 0.1, 1',
}
export const SECOND_SWEEP: SweepDraft = {
  parameter: 'exclusionThreshold',
  mode: 'range',
  from: 0.3,
  to: 0.9,
  steps: 7,
  log: false,
  list: '0.4, 0.6, 0.8',
}

const none = (problem: 'empty' | 'number' | 'log' | 'steps'): SweepValues => ({ values: [], problem })

/** The values of an axis, rounded to readable numbers; integer parameters get distinct integers. */
export function sweepValues({ mode, from, to, steps, log, list }: SweepDraft, integer: boolean): SweepValues {
  const tidy = (value: number): number =>
    integer ? Math.round(value) : Number(value.toPrecision(log && mode === 'range' ? 2 : 6))
  if (mode === 'list') {
    const parts = list.split(/[\s,;、]+/).filter((part) => part !== '')
    if (parts.length === 0) return none('empty')
    const values = parts.map(Number)
    return values.some((value) => !Number.isFinite(value))
      ? none('number')
      : { values: [...new Set(values)], problem: null }
  }
  if (![from, to, steps].every(Number.isFinite)) return none('number')
  if (steps < 1 || steps > 60) return none('steps')
  if (log && (from <= 0 || to <= 0)) return none('log')
  const place = (i: number): number => (steps === 1 ? 0 : i / (steps - 1))
  const values = Array.from({ length: Math.round(steps) }, (_, i) =>
    tidy(log ? from * (to / from) ** place(i) : from + (to - from) * place(i)),
  )
  return { values: [...new Set(values)], problem: null }
}
