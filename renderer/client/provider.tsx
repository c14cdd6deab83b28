import { createContext, useContext, useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { NodeConnection } from './connection/connection.ts'
import type { Client } from './connection/connection.ts'
import type { ConnectionStatus } from './connection/connection-store.ts'
import { StreamHub } from './streams/stream-hub.ts'

interface NodeAccess {
  connection: NodeConnection
  hub: StreamHub
}

const NodeContext = createContext<NodeAccess | null>(null)

function useNode(): NodeAccess {
  const node = useContext(NodeContext)
  if (!node) throw new Error('ConnectionProvider is missing')
  return node
}

/** Provides the contract's client, shared streams and cached queries; all are refreshed after a reconnect. */
export function ConnectionProvider({ connection, children }: { connection: NodeConnection; children: ReactNode }) {
  const node = useMemo(() => ({ connection, hub: new StreamHub() }), [connection])
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
        node.hub.reopenAll()
        void queries.invalidateQueries()
      }
      before = now
    })
  }, [connection, node, queries])
  return (
    <NodeContext.Provider value={node}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </NodeContext.Provider>
  )
}

/** The typed client of the contract. */
export function useClient(): Client {
  return useNode().connection.client
}

/** The shared streams; components should use `useStream` instead. */
export function useHub(): StreamHub {
  return useNode().hub
}

/** Live state of the connection to the node, and a function that reconnects at once. */
export function useConnection(): ConnectionStatus & { retry: () => void } {
  const { connection } = useNode()
  const status = useSyncExternalStore(connection.subscribe, connection.status)
  return { ...status, retry: connection.retry }
}
