import type { CatalogueChange, CatalogueEntry } from '../../domain/catalogue-entry.ts'

/** The node's own catalogue, as the library writes it. */
export interface CatalogueWriter {
  /** Increases with every change; without it the whole catalogue is compared at each start. */
  readonly version?: number
  /** Applies all changes or none. */
  batch(changes: CatalogueChange[]): Promise<void>
  entries(): AsyncIterable<{ path: string; entry: CatalogueEntry }>
}
