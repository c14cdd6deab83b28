import { useState } from 'react'

/** Values kept for a line of speed. */
const KEPT = 90

/** What has been told so far with one more, without the oldest if there are too many. */
export const withValue = (values: readonly number[], value: number): readonly number[] =>
  [...values, value].slice(-KEPT)

/** The last values of something that is told again and again; `stamp` is new with each telling. */
export function useHistory(value: number, stamp: unknown): readonly number[] {
  const [past, setPast] = useState<{ stamp: unknown; values: readonly number[] }>({ stamp, values: [value] })
  if (past.stamp === stamp) return past.values
  const values = withValue(past.values, value)
  setPast({ stamp, values })
  return values
}

/** Values scaled to the greatest of them, for a line without axes. */
export function scaled(values: readonly number[]): number[] {
  const top = Math.max(...values, 1)
  return values.map((value) => value / top)
}
