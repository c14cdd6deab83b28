import type { CatalogueChange, CatalogueEntry } from '../../domain/catalogue-entry.ts'

/** My own catalogue, as far as the library writes it; the log room has one. */
export interface CatalogueWriter {
  /** Grows with every change; left out where there is none, and then the whole catalogue is compared at each start. */
  readonly version?: number
  /** Applies all changes or none. */
  batch(changes: CatalogueChange[]): Promise<void>
  entries(): AsyncIterable<{ path: string; entry: CatalogueEntry }>
}
