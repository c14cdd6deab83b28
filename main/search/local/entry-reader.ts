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

export type ReadOrder = 'relevance' | 'name' | 'size' | 'date' | 'newest'

/** One entry that matches. `score` grows with the match, 0 where there is no text. */
export interface EntryRow {
  id: number
  root: Uint8Array
  /** The owner, by its place among the peers last set. */
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
  /** Entries at most. */
  most: number
  /** Called now and then on the way; what it throws ends the reading. */
  check?: (() => void) | undefined
}

/** Reads the index for one search; the store room has one for each thread. */
export interface EntryReader {
  /** Who is who from now on. */
  setPeers(peers: readonly PeerView[]): void
  /** Entries that match in the order asked for. */
  read(request: ReadRequest): EntryRow[]
  /**
   * Some of the entries that match, by relevance or the newest first, at a cost that does not grow with the index: the
   * order among them is as
   * good as can be told at once. `more`: there may be others.
   */
  first(request: Omit<ReadRequest, 'order' | 'descending'>): { rows: EntryRow[]; more: boolean }
  /** Owners of a content, by their places. */
  owners(root: Uint8Array): number[]
  /** Words of the index that look like this one (folded), the most alike first. */
  alike(word: string): string[]
}
