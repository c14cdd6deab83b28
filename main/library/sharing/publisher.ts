import { decodeMetadata, encodeMetadata } from '../../domain/metadata-codec.ts'
import type { CatalogueWriter } from './catalogue-writer.ts'
import type { LibraryStore } from '../library-store.ts'
import type { CatalogueChange } from '../../domain/catalogue-entry.ts'

/** Changes per transaction; small enough not to block the node. */
const BATCH = 96
const VERSION = 'catalogue'

/**
 * Brings the catalogue in line with the store, which lists what is not published yet. A crash between appending to the
 * catalogue and recording it in the store only repeats a batch; the comparison at start repairs all other differences.
 */
export class CataloguePublisher {
  readonly #store: LibraryStore
  readonly #catalogue: CatalogueWriter
  #compared = false

  constructor(store: LibraryStore, catalogue: CatalogueWriter) {
    this.#store = store
    this.#catalogue = catalogue
  }

  /** Publishes all pending changes, at first after a comparison if needed; returns the number of changed entries. */
  async sync(signal: AbortSignal): Promise<number> {
    if (!this.#compared && !this.#isInLine) await this.#compare(signal)
    this.#compared = true
    return this.#publish(signal)
  }

  /** True if the catalogue has not changed since it was last in line with the store: no comparison is needed. */
  get #isInLine(): boolean {
    const { version } = this.#catalogue
    return version !== undefined && this.#store.state(VERSION) === String(version)
  }

  #inLine(): void {
    const { version } = this.#catalogue
    if (version !== undefined) this.#store.setState(VERSION, String(version))
  }

  /** Compares the whole catalogue with the store, so that `#publish` repairs the differences. */
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

  /** Publishes and withdraws until nothing is pending; returns the number of changed entries. */
  async #publish(signal: AbortSignal): Promise<number> {
    let changed = this.#store.passOver()
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
