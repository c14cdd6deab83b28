import { useMemo, useRef, useState } from 'react'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { itemsOf, type Line } from './lines.ts'

type Ids = ReadonlySet<string>
const NONE: Ids = new Set()

/** Toggles a line: a group stands for all its transfers, and is selected if they all are. */
export function toggled(selected: Ids, line: Line): Ids {
  const ids = itemsOf(line).map(({ id }) => id)
  const on = !ids.every((id) => selected.has(id))
  const next = new Set(selected)
  for (const id of ids) {
    if (on) next.add(id)
    else next.delete(id)
  }
  return next
}

/** Adds everything between two lines, inclusive. */
export function withRange(selected: Ids, lines: readonly Line[], from: number, to: number): Ids {
  const between = lines.slice(Math.min(from, to), Math.max(from, to) + 1)
  return new Set([...selected, ...between.flatMap((line) => itemsOf(line).map(({ id }) => id))])
}

export interface TransferSelection {
  /** Selected transfers that pass the filters, in list order. */
  chosen: Transfer[]
  has: (line: Line) => boolean
  /** Toggles a line; with `range` selects all from the anchor to it, in the order of `lines`. */
  toggle: (lines: readonly Line[], line: Line, range: boolean) => void
  /** Selects all from the anchor (`line` if none) to `next`. */
  extend: (lines: readonly Line[], line: Line, next: Line) => void
  /** Sets the anchor of range selections. */
  anchor: (line: Line) => void
  all: () => void
  clear: () => void
}

/**
 * A multiple selection of transfers by id: it survives scrolling and reordering. Transfers no longer shown are no
 * longer selected.
 */
export function useTransferSelection(shown: readonly Transfer[]): TransferSelection {
  const [selected, setSelected] = useState(NONE)
  const from = useRef<string | null>(null)
  const chosen = useMemo(
    () => (selected.size === 0 ? [] : shown.filter(({ id }) => selected.has(id))),
    [shown, selected],
  )
  const toggle = (lines: readonly Line[], line: Line, range: boolean): void => {
    const [first, last] = [
      lines.findIndex(({ key }) => key === from.current),
      lines.findIndex(({ key }) => key === line.key),
    ]
    if (range && first >= 0 && last >= 0) return setSelected(withRange(selected, lines, first, last))
    from.current = line.key
    setSelected(toggled(selected, line))
  }
  return {
    chosen,
    toggle,
    extend: (lines, line, next) => {
      if (!lines.some(({ key }) => key === from.current)) from.current = line.key
      toggle(lines, next, true)
    },
    has: (line) => selected.size > 0 && itemsOf(line).every(({ id }) => selected.has(id)),
    anchor: (line) => {
      from.current = line.key
    },
    all: () => setSelected(new Set(shown.map(({ id }) => id))),
    clear: () => setSelected(NONE),
  }
}
