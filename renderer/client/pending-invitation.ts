import { useSyncExternalStore } from 'react'

let pending: string | null = null
const listeners = new Set<() => void>()

function set(text: string | null): void {
  pending = text
  for (const listener of listeners) listener()
}

/** Keeps the text of an invitation that was opened until the communities page has shown it. */
export const offerInvitation = (text: string): void => set(text)

/** The text of an opened invitation, or null, and how to be done with it. */
export function usePendingInvitation(): [string | null, () => void] {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => pending,
  )
  return [text, () => set(null)]
}
