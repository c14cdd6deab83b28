import type { Metadata } from '../../domain/metadata.ts'

/** What a catalogue says of one file. */
export interface CatalogueEntry {
  root: Uint8Array
  size: number
  /** ms since the epoch */
  modified: number
  /** Left out where nothing is known. */
  metadata?: Metadata
}

export type CatalogueChange = { type: 'put'; path: string; entry: CatalogueEntry } | { type: 'del'; path: string }

/** My own catalogue, as far as the library writes it; the log room has one. */
export interface CatalogueWriter {
  /** Grows with every change; left out where there is none, and then the whole catalogue is compared at each start. */
  readonly version?: number
  /** Applies all changes or none. */
  batch(changes: CatalogueChange[]): Promise<void>
  entries(): AsyncIterable<{ path: string; entry: CatalogueEntry }>
}
