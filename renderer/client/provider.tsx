import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { NodeConnection } from './connection/connect.ts'
import type { Client } from './connection/connection.ts'
import type { ConnectionStatus } from './connection/connection-store.ts'
import { StreamHub } from './streams/stream-hub.ts'

interface Wire {
  connection: NodeConnection
  hub: StreamHub
}

const WireContext = createContext<Wire | null>(null)

function useWire(): Wire {
  const wire = useContext(WireContext)
  if (!wire) throw new Error('ConnectionProvider is missing')
  return wire
}

/**
 * Gives every component below the contract's client, shared streams and cached calls; renews them after a reconnection.
 */
export function ConnectionProvider({ connection, children }: { connection: NodeConnection; children: ReactNode }) {
  const wire = useMemo(() => ({ connection, hub: new StreamHub() }), [connection])
  const queries = useMemo(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { retry: false, refetchOnWindowFocus: false, staleTime: 10_000, networkMode: 'always' },
          mutations: { networkMode: 'always' },
        },
      }),
    [],
  )
  useEffect(() => {
    let before = connection.state()
    return connection.subscribe(() => {
      const now = connection.state()
      if (now === 'open' && before !== 'open') {
        wire.hub.reopenAll()
        void queries.invalidateQueries()
      }
      before = now
    })
  }, [connection, wire, queries])
  return (
    <WireContext.Provider value={wire}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </WireContext.Provider>
  )
}

/** The typed calls of the contract. */
export function useClient(): Client {
  return useWire().connection.client
}

/** The shared streams; components want `useStream` instead. */
export function useHub(): StreamHub {
  return useWire().hub
}

/** State of the wire to the node, live, and a way to try again at once. */
export function useConnection(): ConnectionStatus & { retry: () => void } {
  const { connection } = useWire()
  const wire = useSyncExternalStore(connection.subscribe, connection.detail)
  return { ...wire, retry: connection.retry }
}
