import type { Kind } from '../../domain/file-kind.ts'
import type { Query } from '../query/ast.ts'

/** What is known of the owner of a catalogue when a search runs. */
export interface PeerView {
  /** 64 hex digits. */
  peer: string
  self: boolean
  /** 'bad' is excluded. */
  decision: 'new' | 'good' | 'bad'
  /** 0 to 1; null without evidence. */
  trust: number | null
  online: boolean
  name: string
  communities: readonly { id: string; name: string }[]
  /** Best speed seen, bytes a second; 0 if never. */
  speed: number
}

type ReadOrder = 'relevance' | 'name' | 'size' | 'date' | 'newest'

/** A matching entry. A higher `score` is a better match; 0 for queries without text. */
export interface EntryRow {
  id: number
  root: Uint8Array
  /** The owner's position in the last `setPeers`. */
  owner: number
  kind: Kind
  size: number
  modified: number
  score: number
}

export interface ReadRequest {
  query: Query
  kinds: readonly Kind[]
  order: ReadOrder
  descending: boolean
  /** Maximum number of entries to read. */
  maxEntries: number
  /** Called periodically; an error that it throws ends the read. */
  check?: (() => void) | undefined
}

/** Reads the index; each thread has its own. */
export interface EntryReader {
  /** Sets the peers that later calls refer to. */
  setPeers(peers: readonly PeerView[]): void
  /** Matching entries in the order requested. */
  read(request: ReadRequest): EntryRow[]
  /**
   * Some matching entries, by estimated relevance or the newest first, at a cost independent of the size of the index.
   * `more`: there may be others.
   */
  first(request: Omit<ReadRequest, 'order' | 'descending'>): { rows: EntryRow[]; more: boolean }
  /** Owners of a content, as positions. */
  owners(root: Uint8Array): number[]
  /** Words of the index that resemble a folded word. */
  alike(word: string): string[]
}
