import type { Cut } from './replication.ts'
import type { CatalogueChange } from '../../domain/catalogue-entry.ts'

/** The catalogues of the peers that are followed; the log room has them. */
export interface PeerCatalogues {
  /** Tells of a followed catalogue that has changes up to `version` under this key. Returns what stops it. */
  on(event: 'update', listener: (update: { peer: string; key: string; version: number }) => void): () => void
  /** The key of the peer's catalogue; null if it is not followed. */
  keyOf(peer: string): string | null
  /**
   * Its changes after version `since`, oldest first; `version` of the result says how far the iteration has come,
   * `bytes` how much that was.
   */
  changes(
    peer: string,
    since: number,
    signal?: AbortSignal,
  ): AsyncIterable<CatalogueChange> & { readonly version: number; readonly bytes?: number }
}

/** How much of whose catalogue may be taken in; see `Replication`. */
export interface CatalogueBudget {
  room(peer: string, key: string): Promise<{ entries: number; bytes: number; short: Cut }>
  took(peer: string, key: string, bytes: number): void
  mark(peer: string, key: string, cut: Cut): void
}
