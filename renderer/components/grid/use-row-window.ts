import { useCallback, useLayoutEffect, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'

/** Rows kept ready above and below what is seen, so that a wheel's notch shows no gap. */
const SPARE = 4

interface RowWindow {
  /** The first and the last row to draw; `last` below `first` when there is none. */
  first: number
  last: number
  /** Scrolls as little as is needed to have a row wholly in view. */
  reveal: (index: number) => void
  /** How many rows fit. */
  fits: number
  /** The most rows that are drawn at a time. */
  most: number
}

/**
 * Which of `count` rows of one height are in view of a scrolling element. All is arithmetic: no row is measured, and
 * the element's
 * size comes from an observer, so that scrolling never waits for a layout. A new window is drawn in the frame that
 * scrolled.
 */
export function useRowWindow(body: RefObject<HTMLElement | null>, count: number, rowHeight: number): RowWindow {
  const [{ top, height }, setView] = useState({ top: 0, height: 0 })
  useLayoutEffect(() => {
    const element = body.current
    if (!element) return
    const look = (): void => {
      const next = Math.floor(element.scrollTop / rowHeight)
      setView((before) => (before.top === next ? before : { ...before, top: next }))
    }
    const scrolled = (): void => flushSync(look)
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
  // before the first measure a screenful is drawn: the first rows are there in the first frame
  const shown = height === 0 ? 24 : Math.ceil(height / rowHeight) + 1
  // a list that got shorter is scrolled back by the browser only after this is drawn
  const start = Math.max(0, Math.min(top, count - Math.floor(height / rowHeight)))
  return {
    first: Math.max(0, start - SPARE),
    last: Math.min(count - 1, start + shown + SPARE - 1),
    reveal,
    fits,
    most: shown + 2 * SPARE,
  }
}
