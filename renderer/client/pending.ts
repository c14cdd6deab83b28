import { useSyncExternalStore } from 'react'

/** What waits for its page: the text of an opened invitation, the path of a dropped folder. */
type Kind = 'invitation' | 'share'

const pending: Record<Kind, readonly string[]> = { invitation: [], share: [] }
const listeners = new Set<() => void>()

function set(kind: Kind, texts: readonly string[]): void {
  pending[kind] = texts
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Keeps a text until its page has shown it. */
export function offerToPage(kind: Kind, text: string): void {
  if (!pending[kind].includes(text)) set(kind, [...pending[kind], text])
}

/** The first waiting text, or null, and how to be done with it. */
export function usePending(kind: Kind): [string | null, () => void] {
  const text = useSyncExternalStore(subscribe, () => pending[kind][0] ?? null)
  return [text, () => set(kind, pending[kind].slice(1))]
}
