import { useEffect, useRef } from 'react'
import type { Client } from '../connection/connection.ts'
import { useClient, useHub } from '../provider.tsx'

/** Calls `each` once for every value of a stream, including values that arrive between two renders. */
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
    // The hub may still hold a value that an earlier viewer has already handled.
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
