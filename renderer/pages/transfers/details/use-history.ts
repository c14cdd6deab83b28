import { useState } from 'react'

/** Number of values kept for the speed graph. */
const KEPT = 90

/** Appends a value; drops the oldest beyond the limit. */
export const withValue = (values: readonly number[], value: number): readonly number[] =>
  [...values, value].slice(-KEPT)

/** The last values of a quantity; `stamp` changes with every sample. */
export function useHistory(value: number, stamp: unknown): readonly number[] {
  const [past, setPast] = useState<{ stamp: unknown; values: readonly number[] }>({ stamp, values: [value] })
  if (past.stamp === stamp) return past.values
  const values = withValue(past.values, value)
  setPast({ stamp, values })
  return values
}

/** Values scaled to their maximum, for a line without axes. */
export function scaled(values: readonly number[]): number[] {
  const top = Math.max(...values, 1)
  return values.map((value) => value / top)
}
