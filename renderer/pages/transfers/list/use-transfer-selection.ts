import { useMemo, useRef, useState } from 'react'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { itemsOf, type Line } from './lines.ts'

type Ids = ReadonlySet<string>
const NONE: Ids = new Set()

/** Toggles a line: a group stands for all its transfers, and is selected if they all are. */
export function toggled(picked: Ids, line: Line): Ids {
  const ids = itemsOf(line).map(({ id }) => id)
  const on = !ids.every((id) => picked.has(id))
  const next = new Set(picked)
  for (const id of ids) {
    if (on) next.add(id)
    else next.delete(id)
  }
  return next
}

/** Adds everything between two lines, inclusive. */
export function withRange(picked: Ids, lines: readonly Line[], from: number, to: number): Ids {
  const between = lines.slice(Math.min(from, to), Math.max(from, to) + 1)
  return new Set([...picked, ...between.flatMap((line) => itemsOf(line).map(({ id }) => id))])
}

export interface TransferSelection {
  /** Selected transfers that pass the filters, in list order. */
  chosen: Transfer[]
  has: (line: Line) => boolean
  /** Toggles a line; with `range` selects all from the anchor to it, in the order of `lines`. */
  press: (lines: readonly Line[], line: Line, range: boolean) => void
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
  const [picked, setPicked] = useState(NONE)
  const from = useRef<string | null>(null)
  const chosen = useMemo(() => (picked.size === 0 ? [] : shown.filter(({ id }) => picked.has(id))), [shown, picked])
  const press = (lines: readonly Line[], line: Line, range: boolean): void => {
    const [first, last] = [
      lines.findIndex(({ key }) => key === from.current),
      lines.findIndex(({ key }) => key === line.key),
    ]
    if (range && first >= 0 && last >= 0) return setPicked(withRange(picked, lines, first, last))
    from.current = line.key
    setPicked(toggled(picked, line))
  }
  return {
    chosen,
    press,
    extend: (lines, line, next) => {
      if (!lines.some(({ key }) => key === from.current)) from.current = line.key
      press(lines, next, true)
    },
    has: (line) => picked.size > 0 && itemsOf(line).every(({ id }) => picked.has(id)),
    anchor: (line) => {
      from.current = line.key
    },
    all: () => setPicked(new Set(shown.map(({ id }) => id))),
    clear: () => setPicked(NONE),
  }
}
