import { useState } from 'react'

/** Values kept for a line of speed. */
const KEPT = 90

/** The last values of something that is told again and again; `stamp` is new with each telling. */
export function useHistory(value: number, stamp: unknown): readonly number[] {
  const [past, setPast] = useState<{ stamp: unknown; values: readonly number[] }>({ stamp, values: [value] })
  if (past.stamp === stamp) return past.values
  const values = [...past.values, value].slice(-KEPT)
  setPast({ stamp, values })
  return values
}

/** Values scaled to the greatest of them, for a line without axes. */
export function scaled(values: readonly number[]): number[] {
  const top = Math.max(...values, 1)
  return values.map((value) => value / top)
}
