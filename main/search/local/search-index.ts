import type { CatalogueChange } from '../../domain/catalogue-entry.ts'
import type { Kind } from '../../domain/file-kind.ts'
import type { Metadata } from '../../domain/metadata.ts'

/** A file in a catalogue. */
export interface IndexedEntry {
  /** Key of the owner, 64 hex digits. */
  peer: string
  /** The only community that may see it. Left out: no restriction. */
  only?: string
  /** Id of the entry in the index. */
  id: number
  /** The path as its owner wrote it: unsafe to show or to use. */
  path: string
  kind: Kind
  /** 64 hex digits. */
  root: string
  size: number
  modified: number
  /** Metadata as its owner published it. */
  metadata?: Metadata
}

/** The local index of catalogues, including this node's own. All calls are synchronous. */
export interface SearchIndex {
  /** The version up to which the peer's catalogue under `key` is indexed; 0 if none of it is. */
  version(peer: string, key: string): number
  /**
   * Applies changes and the version reached, atomically and idempotently. Entries under another key are removed, all of
   * them at once: use `dropSome` before if there may be many.
   */
  apply(peer: string, key: string, changes: readonly CatalogueChange[], version: number): void
  drop(peer: string): void
  /**
   * Removes up to `limit` entries of a peer's catalogue, of which nothing counts as indexed from then on; true once it
   * is gone. Text indexes make a removal expensive: 40,000 entries at once stopped a busy node for 5.6 seconds.
   */
  dropSome(peer: string, limit: number): boolean
  /** Holders of a content: one entry for each peer, at most 100. */
  holders(root: string): IndexedEntry[]
  /** Path of an entry by its id; null if it was removed. */
  pathOf(entry: number): string | null
  /** Owners of catalogues; see domain/index-owner.ts. */
  peers(): string[]
  /** Owners whose catalogues are not cut at a budget. */
  wholePeers(): string[]
  /** Number of entries; an upper bound, which is cheap. */
  size(): number
  /** Number of catalogues that are not empty. */
  catalogues(): number
  /** Totals of one peer's catalogue. */
  sharesOf(peer: string): { files: number; bytes: number }
}
