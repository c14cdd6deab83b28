import { decodeMetadata, encodeMetadata } from '../../domain/metadata-codec.ts'
import type { CatalogueWriter } from './catalogue-writer.ts'
import type { LibraryStore } from '../library-store.ts'
import type { CatalogueChange } from '../../domain/catalogue-entry.ts'

/** A batch is one transaction: small enough to let others have their turn. */
const BATCH = 96
const VERSION = 'catalogue'

/**
 * Brings my catalogue in line with the store. The store says what is not published yet; a crash between the catalogue's
 * append and the store's note only repeats a batch, and the comparison at start finds whatever else is amiss.
 */
export class CataloguePublisher {
  readonly #store: LibraryStore
  readonly #catalogue: CatalogueWriter
  #compared = false

  constructor(store: LibraryStore, catalogue: CatalogueWriter) {
    this.#store = store
    this.#catalogue = catalogue
  }

  /** Publishes what is new, after comparing the catalogue once if needed; returns how many entries changed. */
  async sync(signal: AbortSignal): Promise<number> {
    if (!this.#compared && !this.#isInLine) await this.#compare(signal)
    this.#compared = true
    return this.#publish(signal)
  }

  /** True if the catalogue has not changed since the store was last in line with it: no comparison is needed. */
  get #isInLine(): boolean {
    const { version } = this.#catalogue
    return version !== undefined && this.#store.state(VERSION) === String(version)
  }

  #inLine(): void {
    const { version } = this.#catalogue
    if (version !== undefined) this.#store.setState(VERSION, String(version))
  }

  /** Compares the whole catalogue with the store, so that `publish` repairs each difference. */
  async #compare(signal: AbortSignal): Promise<void> {
    this.#store.beginCompare()
    let batch: { path: string; root: Uint8Array; size: number; modified: number; metadata: Uint8Array | null }[] = []
    for await (const { path, entry } of this.#catalogue.entries()) {
      if (signal.aborted) return
      batch.push({
        path,
        root: entry.root,
        size: entry.size,
        modified: entry.modified,
        metadata: entry.metadata ? encodeMetadata(entry.metadata) : null,
      })
      if (batch.length < BATCH) continue
      this.#store.compare(batch)
      batch = []
    }
    this.#store.compare(batch)
    this.#inLine()
  }

  /** Publishes what is new and drops what is gone, until nothing is left; returns how many entries changed. */
  async #publish(signal: AbortSignal): Promise<number> {
    let changed = 0
    while (!signal.aborted) {
      const gone = this.#store.withdrawn(BATCH)
      const fresh = this.#store.unpublished(BATCH)
      if (gone.length === 0 && fresh.length === 0) break
      const changes: CatalogueChange[] = [
        ...gone.map((path) => ({ type: 'del' as const, path })),
        ...fresh.map(({ path, root, size, modified, metadata }) => ({
          type: 'put' as const,
          path,
          entry: { root, size, modified, ...(metadata && { metadata: decodeMetadata(metadata) }) },
        })),
      ]
      await this.#catalogue.batch(changes)
      this.#store.dropped(gone)
      this.#store.published(fresh)
      changed += changes.length
      this.#inLine()
    }
    return changed
  }
}
