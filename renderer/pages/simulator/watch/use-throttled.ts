import { useEffect, useRef, useState } from 'react'

/** Minimum ms between updates of texts and charts; the dots follow every frame. */
const UPDATE_MS = 120

/** The latest value, updated at a readable rate. */
export function useThrottled<T>(value: T): T {
  const [throttled, setThrottled] = useState(value)
  const latest = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => {
    latest.current = value
    timer.current ??= setTimeout(() => {
      timer.current = null
      setThrottled(latest.current)
    }, UPDATE_MS)
  }, [value])
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current)
    },
    [],
  )
  return throttled
}
