import { useEffect, useState } from 'react'

const KEY = 'hyoban.looked'

/** When the activity was last looked at, ms since the epoch; now if it never was, which is remembered. */
export function lastLook(): number {
  const stored = Number(localStorage.getItem(KEY))
  if (Number.isFinite(stored) && stored > 0) return stored
  const now = Date.now()
  localStorage.setItem(KEY, String(now))
  return now
}

/** The time of the last look as it was when the page opened; leaving the page is the next one. */
export function useLastLook(): number {
  const [looked] = useState(lastLook)
  useEffect(() => {
    const leave = (): void => localStorage.setItem(KEY, String(Date.now()))
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [])
  return looked
}
