import type { SearchFilters } from '../../contract/search.ts'

export interface SavedSearchRow {
  id: number
  name: string
  text: string
  filters: SearchFilters
  /** Runs in the background and notifies the user of what it finds. */
  wish: boolean
  created: number
  /** When the wish last ran, ms since the epoch; null if never. */
  ran: number | null
}

/** Persists saved searches, finds of wishes, and the query history. */
export interface SavedSearchStore {
  all(): (SavedSearchRow & { found: number; unseen: number })[]
  add(row: Omit<SavedSearchRow, 'id'>): number
  change(row: SavedSearchRow): void
  remove(id: number): void
  /** Records finds of a wish; returns those that are new. `seen`: the user need not be notified. */
  found(id: number, roots: readonly string[], time: number, seen: boolean): string[]
  /** Replaces the contents known only from answers of peers; they count as available. */
  setRemoteRoots(roots: readonly string[]): void
  finds(
    id: number,
    offset: number,
    limit: number,
  ): { total: number; rows: { root: string; found: number; seen: boolean }[] }
  markSeen(id: number): void
  /** Hides a content from a wish permanently. */
  discard(id: number, root: string): void
  remember(text: string, time: number): void
  history(prefix: string, limit: number): { text: string; time: number; count: number }[]
  /** Removes a text from the history, or all texts for null. */
  forget(text: string | null): void
  /** Whether a download of this content has ever finished. */
  downloaded(root: string): boolean
}
