import type { Clock } from '../../base/clock.ts'
import { live } from '../../base/live.ts'
import type { Handlers } from '../../contract/handlers.ts'
import type { PeerBadge } from '../../contract/trust.ts'
import type { CatalogueIndexer } from '../local/catalogue-indexer.ts'
import type { ReplicationSettings } from './limits.ts'
import type { Replication } from './replication.ts'

const REFRESH_MS = 1000
const MAX_ROWS = 500

export interface CatalogueHandlersOptions {
  replication: Replication
  indexer: CatalogueIndexer
  settings: ReplicationSettings
  peers: { isOnline(peer: string): boolean }
  badge: (peer: string) => PeerBadge
  clock: Clock
}

/** The handlers of the contract's `catalogues`: the catalogues kept for search, and how much of each. */
export function catalogueHandlers({
  replication,
  indexer,
  settings,
  peers,
  badge,
  clock,
}: CatalogueHandlersOptions): Handlers['catalogues'] {
  const read = () => {
    const arriving = new Set(indexer.progress().map(({ peer }) => peer))
    const { catalogueEntries, catalogueMegabytes } = settings.values
    const rows = replication
      .rows()
      .sort((a, b) => b.entries - a.entries)
      .slice(0, MAX_ROWS)
      .map(({ peer, entries, bytes, allowance, cut }) => ({
        peer: badge(peer),
        online: peers.isOnline(peer),
        entries,
        bytes,
        allowance,
        cut,
        arriving: arriving.has(peer),
      }))
    return {
      ...replication.totals(),
      mostEntries: catalogueEntries,
      mostBytes: catalogueMegabytes * 1_000_000,
      peers: rows,
    }
  }
  const subscribe = (changed: () => void): (() => void) => {
    const offs = [
      replication.events.on('change', changed),
      indexer.events.on('change', changed),
      settings.events.on('change', changed),
    ]
    return () => offs.forEach((off) => off())
  }
  return {
    list: (_input, { signal }) => live({ read, subscribe, clock, intervalMs: REFRESH_MS }, signal),
    forget: async ({ publicKey }) => {
      if (await indexer.forget(publicKey)) await replication.forget(publicKey)
    },
  }
}
