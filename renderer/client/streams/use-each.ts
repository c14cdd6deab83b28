import { useEffect, useRef } from 'react'
import type { Client } from '../connection/connection.ts'
import { useClient, useHub } from '../provider.tsx'

/**
 * Hears of each value of a stream once, also of those that come together, of which a component sees the newest alone.
 */
export function useEach<T>(
  key: string,
  open: (client: Client, signal: AbortSignal) => Promise<AsyncIterable<T>>,
  hear: (value: T) => void,
): void {
  const client = useClient()
  const hub = useHub()
  const latest = useRef({ open, hear })
  useEffect(() => {
    latest.current = { open, hear }
  })
  useEffect(() => {
    // what an earlier viewer has heard is kept for a moment, and is no news
    let last = hub.snapshot(key).data
    return hub.watch(
      key,
      (signal) => latest.current.open(client, signal),
      () => {
        const { data } = hub.snapshot(key)
        if (data === last) return
        last = data
        if (data !== undefined) latest.current.hear(data as T)
      },
    )
  }, [client, hub, key])
}
