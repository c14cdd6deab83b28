import type { Cut } from './replication.ts'
import type { CatalogueChange } from '../../domain/catalogue-entry.ts'

/** The followed catalogues of peers; the logs room implements it. */
export interface PeerCatalogues {
  /** Calls back when a followed catalogue has changes up to `version`; returns the unsubscriber. */
  on(event: 'update', listener: (update: { peer: string; key: string; version: number }) => void): () => void
  /** The key of the peer's catalogue; null if it is not followed. */
  keyOf(peer: string): string | null
  /**
   * The changes after version `since`, oldest first. The result's `version` is the version iterated to so far, `bytes`
   * the size of the blocks read for it.
   */
  changes(
    peer: string,
    since: number,
    signal?: AbortSignal,
  ): AsyncIterable<CatalogueChange> & { readonly version: number; readonly bytes?: number }
}

/** How much of each catalogue may be read; see `Replication`. */
export interface CatalogueBudget {
  room(peer: string, key: string): Promise<{ entries: number; bytes: number; short: Cut }>
  took(peer: string, key: string, bytes: number): void
  mark(peer: string, key: string, cut: Cut): void
  /** Whether the peer is trusted; the catalogues of others are indexed at a pace. */
  isTrusted(peer: string): boolean
}
