import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Client } from '../connection/connection.ts'
import { useClient, useHub } from '../provider.tsx'
import type { StreamSnapshot } from './stream-hub.ts'

export interface StreamView<T> extends StreamSnapshot<T> {
  /** True while `data` still belongs to the previous key. */
  previous: boolean
  /** The key that `data` belongs to. */
  dataKey: string
  retry: () => void
}

/**
 * A stream of the contract as React state. `key` identifies the stream and its input; components with the same key
 * share one subscription. With `keepPrevious` the last data stays until the stream of a new key has a value.
 */
export function useStream<T>(
  key: string,
  open: (client: Client, signal: AbortSignal) => Promise<AsyncIterable<T>>,
  options: { keepPrevious?: boolean; lingerMs?: number } = {},
): StreamView<T> {
  const client = useClient()
  const hub = useHub()
  const { lingerMs } = options
  const opener = useRef(open)
  useEffect(() => {
    opener.current = open
  })
  const watch = useCallback(
    (changed: () => void) => hub.watch(key, (signal) => opener.current(client, signal), changed, lingerMs),
    [hub, key, client, lingerMs],
  )
  const snapshot = useSyncExternalStore(watch, () => hub.snapshot(key)) as StreamSnapshot<T>
  const [last, setLast] = useState<{ key: string; data: T } | undefined>()
  if (snapshot.data !== undefined && snapshot.data !== last?.data) setLast({ key, data: snapshot.data })
  const previous = snapshot.data === undefined && options.keepPrevious === true && last !== undefined
  const shown = previous ? last : { key, data: snapshot.data }
  return { ...snapshot, data: shown.data, dataKey: shown.key, previous, retry: () => hub.reopen(key) }
}
