import { useMemo, useRef, useState } from 'react'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { itemsOf, type Line } from './lines.ts'

type Ids = ReadonlySet<string>
const NONE: Ids = new Set()

/** A line chosen or no longer: a headline stands for all below it, and is chosen when they all are. */
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

/** Everything between two lines chosen as well, themselves included. */
export function withRange(picked: Ids, lines: readonly Line[], from: number, to: number): Ids {
  const between = lines.slice(Math.min(from, to), Math.max(from, to) + 1)
  return new Set([...picked, ...between.flatMap((line) => itemsOf(line).map(({ id }) => id))])
}

export interface TransferSelection {
  /** What is chosen and still in view, in the order of the list. */
  chosen: Transfer[]
  has: (line: Line) => boolean
  /** Chooses a line or no longer; with `range` all from the last one pressed to it, in `lines` as they stand there. */
  press: (lines: readonly Line[], line: Line, range: boolean) => void
  /** Chooses all from where ranges begin (`line` if nowhere yet) to `next`. */
  extend: (lines: readonly Line[], line: Line, next: Line) => void
  /** From here ranges begin. */
  anchor: (line: Line) => void
  all: () => void
  clear: () => void
}

/**
 * A choice of many transfers, kept by their ids: it outlives scrolling and another order. What is no longer shown is no
 * longer chosen.
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
