import { useCallback, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react'

interface Active {
  key: string
  index: number
  freezeKey: string
}

/** Index of the active row: fixed in a recycling list, looked up by key in others. */
function activeIndexOf<T>(
  rows: readonly T[],
  rowKey: (row: T) => string,
  active: Active | null,
  freezeKey: string,
  recycle: boolean,
): number {
  if (!active) return 0
  if (recycle) return active.freezeKey === freezeKey ? Math.min(active.index, Math.max(0, rows.length - 1)) : 0
  const there = rows[active.index]
  if (there !== undefined && rowKey(there) === active.key) return active.index
  return Math.max(
    0,
    rows.findIndex((row) => rowKey(row) === active.key),
  )
}

interface ActiveRowOptions<T> {
  body: RefObject<HTMLElement | null>
  rows: readonly T[]
  rowKey: (row: T) => string
  freezeKey: string
  recycle: boolean
  /** Scrolls the row at an index into view. */
  reveal: (index: number) => void
  /** Called with each row that the keyboard moves to. */
  onMove: ((row: T) => void) | undefined
}

/**
 * The row of a grid that has the keyboard (roving tab index). It is kept by key while rows move. After a render that
 * removed or recycled the focused element, the focus goes back to the active row.
 */
export function useActiveRow<T>({ body, rows, rowKey, freezeKey, recycle, reveal, onMove }: ActiveRowOptions<T>) {
  const [active, setState] = useState<Active | null>(null)
  const focusNext = useRef(false)
  const focusWithin = useRef(false)
  const freeze = useRef(freezeKey)
  const activeIndex = useMemo(
    () => activeIndexOf(rows, rowKey, active, freezeKey, recycle),
    [rows, rowKey, active, freezeKey, recycle],
  )

  useLayoutEffect(() => {
    freeze.current = freezeKey
    const focused = document.activeElement
    // A control that disappeared while focused ("download" after a click) leaves the focus to its row.
    if (focusWithin.current && focused === document.body) focusNext.current = true
    // A recycled element now shows another row: the focus stays with the row.
    else if (
      recycle &&
      active &&
      focusWithin.current &&
      focused?.closest('[role="row"]')?.getAttribute('aria-rowindex') !== String(activeIndex + 2)
    )
      focusNext.current = true
    if (!focusNext.current) return
    const row = body.current?.querySelector<HTMLElement>(`[aria-rowindex="${activeIndex + 2}"]`)
    if (!row) return
    focusNext.current = false
    row.focus({ preventScroll: true })
  })

  /** The same function in every render, so that rows need not render again. */
  const setActive = useCallback((key: string, index: number): void => {
    const freezeKey = freeze.current
    setState((before) =>
      before?.key === key && before.index === index && before.freezeKey === freezeKey
        ? before
        : { key, index, freezeKey },
    )
  }, [])

  const moveTo = (index: number): void => {
    const target = rows[index]
    if (target === undefined) return
    focusNext.current = true
    setActive(rowKey(target), index)
    reveal(index)
    onMove?.(target)
  }

  /** Focuses the active row again after the next render. */
  const keepFocus = (): void => {
    focusNext.current = true
  }

  return { active, activeIndex, setActive, moveTo, keepFocus, focusWithin }
}
