import { useState } from 'react'

export interface Selection<T> {
  /** The selected rows by key, in the order of selection. */
  selected: ReadonlyMap<string, T>
  /** Selects or deselects one; with `range` all between it and the last one toggled. */
  toggle: (rows: readonly T[], index: number, range: boolean) => void
  set: (items: readonly T[]) => void
  clear: () => void
}

/** A multiple selection kept by key: it survives scrolling and reordering. */
export function useSelection<T>(keyOf: (row: T) => string): Selection<T> {
  const [selected, setSelected] = useState<ReadonlyMap<string, T>>(new Map())
  const [last, setLast] = useState<string | null>(null)
  return {
    selected,
    toggle: (rows, index, range) => {
      const row = rows[index]
      if (row === undefined) return
      const key = keyOf(row)
      const on = !selected.has(key)
      const from = range && last !== null ? rows.findIndex((other) => keyOf(other) === last) : index
      const [low, high] = from < 0 ? [index, index] : [Math.min(from, index), Math.max(from, index)]
      const next = new Map(selected)
      for (const one of rows.slice(low, high + 1)) {
        if (on) next.set(keyOf(one), one)
        else next.delete(keyOf(one))
      }
      setSelected(next)
      setLast(key)
    },
    set: (items) => setSelected(new Map(items.map((item) => [keyOf(item), item]))),
    clear: () => setSelected(new Map()),
  }
}
