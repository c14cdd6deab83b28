import { useCallback, useLayoutEffect, type RefObject } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'

/** Rows rendered above and below the visible ones, so that a notch of the wheel shows no gap. */
const SPARE = 4
/** Rows rendered before the first measurement, so that the first frame has some. */
const FIRST_ROWS = 24

interface RowWindow {
  /** First and last row to render; `last` is below `first` if there are none. */
  first: number
  last: number
  /** Height of all rows in pixels. */
  total: number
  /** Scrolls just enough to bring a row fully into view. */
  reveal: (index: number) => void
  /** Number of rows that fit. */
  fits: number
  /** Maximum number of rows rendered at a time. */
  most: number
}

/**
 * The window of visible rows out of `count` rows of equal height. No row is measured, so scrolling never forces a
 * layout. A new window is rendered in the frame that scrolled.
 */
export function useRowWindow(body: RefObject<HTMLElement | null>, count: number, rowHeight: number): RowWindow {
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => body.current,
    estimateSize: () => rowHeight,
    initialRect: { width: 0, height: FIRST_ROWS * rowHeight },
    overscan: SPARE,
  })
  // Sizes are cached: another height of rows is another size of each.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight])
  const rows = virtualizer.getVirtualItems()
  const height = virtualizer.scrollRect?.height ?? 0
  return {
    first: rows[0]?.index ?? 0,
    last: rows.at(-1)?.index ?? -1,
    total: virtualizer.getTotalSize(),
    reveal: useCallback((index: number) => virtualizer.scrollToIndex(index), [virtualizer]),
    fits: Math.max(1, Math.floor(height / rowHeight)),
    // One row more than fills the height can be visible in part.
    most: Math.ceil(height / rowHeight) + 1 + 2 * SPARE,
  }
}
