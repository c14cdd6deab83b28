import { useState } from 'react'

/** Rows in the order of `keys`: new rows come last, removed rows are left out unless `gone` still holds them. */
export function orderByKeys<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  keys: readonly string[],
  gone: ReadonlyMap<string, T> | null,
): T[] {
  const present = new Map(rows.map((row) => [keyOf(row), row]))
  const ordered: T[] = []
  for (const key of keys) {
    const row = present.get(key) ?? gone?.get(key)
    if (row !== undefined) ordered.push(row)
    present.delete(key)
  }
  return [...ordered, ...present.values()]
}

interface Frozen<T> {
  resetKey: string
  rows: readonly T[]
}

/**
 * Keeps rows in place while `frozen` (a pointer is over them), so that a click acts on what is seen. Contents still
 * change and new rows are appended. A new `resetKey` (another query or sort) releases the order.
 */
export function useStableOrder<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  frozen: boolean,
  resetKey: string,
  keepGone: boolean,
): readonly T[] {
  const [held, setHeld] = useState<Frozen<T> | null>(null)
  if (!frozen) {
    if (held) setHeld(null)
    return rows
  }
  if (!held || held.resetKey !== resetKey) {
    setHeld({ resetKey, rows })
    return rows
  }
  return orderByKeys(
    rows,
    keyOf,
    held.rows.map(keyOf),
    keepGone ? new Map(held.rows.map((row) => [keyOf(row), row])) : null,
  )
}
