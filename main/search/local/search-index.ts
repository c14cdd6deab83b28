import type { CatalogueChange } from '../../domain/catalogue-entry.ts'
import type { Kind } from '../../domain/file-kind.ts'
import type { Metadata } from '../../domain/metadata.ts'

/** One file of one catalogue. */
export interface IndexedEntry {
  /** Whose catalogue, 64 hex digits. */
  peer: string
  /** The only community that may learn of it; left out: all may. */
  only?: string
  /** The index's number of the entry. */
  id: number
  /** Its path there, as its owner wrote it: not safe to show or to use. */
  path: string
  kind: Kind
  /** 64 hex digits. */
  root: string
  size: number
  modified: number
  /** What its owner says of it. */
  metadata?: Metadata
}

/** The local index over catalogues, mine among them; the store room has one. All calls are synchronous. */
export interface SearchIndex {
  /** How far the catalogue that the peer publishes under `key` is indexed; 0 if under another key, or not at all. */
  version(peer: string, key: string): number
  /** Applies changes and notes the version reached, together or not at all; applying them again changes nothing. */
  apply(peer: string, key: string, changes: readonly CatalogueChange[], version: number): void
  drop(peer: string): void
  /** Who has this content: one entry a peer, at most 100. */
  holders(root: string): IndexedEntry[]
  /** Path of an entry by its id; null if it is gone. */
  pathOf(entry: number): string | null
  /** Owners of catalogues; see base/index-owner.ts. */
  peers(): string[]
  /** Those of them whose catalogues are kept whole, not cut at a budget. */
  wholePeers(): string[]
  /** Entries in all, or a little more. */
  size(): number
  /** Catalogues that hold anything. */
  catalogues(): number
  /** What one peer's catalogue holds. */
  sharesOf(peer: string): { files: number; bytes: number }
}
