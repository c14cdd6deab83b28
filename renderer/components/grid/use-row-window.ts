import { useCallback, useLayoutEffect, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'

/** Rows rendered above and below the visible ones, so that a notch of the wheel shows no gap. */
const SPARE = 4

interface RowWindow {
  /** First and last row to render; `last` is below `first` if there are none. */
  first: number
  last: number
  /** Scrolls just enough to bring a row fully into view. */
  reveal: (index: number) => void
  /** Number of rows that fit. */
  fits: number
  /** Maximum number of rows rendered at a time. */
  most: number
}

/**
 * The window of visible rows out of `count` rows of equal height. It is pure arithmetic: no row is measured and the
 * element's size comes from an observer, so scrolling never forces a layout. A new window is rendered in the frame
 * that scrolled.
 */
export function useRowWindow(body: RefObject<HTMLElement | null>, count: number, rowHeight: number): RowWindow {
  const [{ top, height }, setView] = useState({ top: 0, height: 0 })
  useLayoutEffect(() => {
    const element = body.current
    if (!element) return
    const measure = (): void => {
      const next = Math.floor(element.scrollTop / rowHeight)
      setView((before) => (before.top === next ? before : { ...before, top: next }))
    }
    const scrolled = (): void => flushSync(measure)
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { height: seen } = entry.contentRect
      flushSync(() => setView((before) => (before.height === seen ? before : { ...before, height: seen })))
    })
    observer.observe(element)
    element.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', scrolled)
    }
  }, [body, rowHeight])

  const fits = Math.max(1, Math.floor(height / rowHeight))
  const reveal = useCallback(
    (index: number) => {
      const element = body.current
      if (!element) return
      const [start, end] = [index * rowHeight, (index + 1) * rowHeight]
      if (start < element.scrollTop) element.scrollTop = start
      else if (end > element.scrollTop + height) element.scrollTop = end - height
    },
    [body, rowHeight, height],
  )
  // Before the first measurement a screenful is rendered, so the first frame has rows.
  const shown = height === 0 ? 24 : Math.ceil(height / rowHeight) + 1
  // When the list gets shorter, the browser scrolls back only after this render.
  const start = Math.max(0, Math.min(top, count - Math.floor(height / rowHeight)))
  return {
    first: Math.max(0, start - SPARE),
    last: Math.min(count - 1, start + shown + SPARE - 1),
    reveal,
    fits,
    most: shown + 2 * SPARE,
  }
}
