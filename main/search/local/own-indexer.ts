import { Emitter } from '../../base/emitter.ts'
import type { Metadata } from '../../domain/metadata.ts'
import { dropCatalogue } from './drop-catalogue.ts'
import type { SearchIndex } from './search-index.ts'
import type { CatalogueChange } from '../../domain/catalogue-entry.ts'

const BATCH = 400
/** Stands for the key of this node's own catalogue, which never changes. */
const OWN_KEY = 'own'

/** The catalogue of this node. */
export interface WritableCatalogue {
  /** Increases with every change. */
  readonly version: number
  batch(changes: CatalogueChange[]): Promise<void>
  entries(): AsyncIterable<{
    path: string
    entry: { root: Uint8Array; size: number; modified: number; metadata?: Metadata }
  }>
}

/**
 * Keeps the index in step with this node's own catalogue: the library writes to both through this class. If the process
 * dies between the two writes, `start` finds different versions and rebuilds the index.
 */
export class OwnIndexer {
  readonly events = new Emitter<{ change: null }>()
  readonly #self: string
  readonly #catalogue: WritableCatalogue
  readonly #index: SearchIndex

  constructor({ self, catalogue, index }: { self: string; catalogue: WritableCatalogue; index: SearchIndex }) {
    this.#self = self
    this.#catalogue = catalogue
    this.#index = index
  }

  /** The catalogue's version. */
  get version(): number {
    return this.#catalogue.version
  }

  /** Brings the index in line with the catalogue. Must complete before the first `batch`. */
  async start(): Promise<void> {
    const { version } = this.#catalogue
    if (this.#index.version(this.#self, OWN_KEY) === version) return
    await dropCatalogue(this.#index, this.#self, () => false)
    let batch: CatalogueChange[] = []
    for await (const { path, entry } of this.#catalogue.entries()) {
      batch.push({ type: 'put', path, entry })
      if (batch.length < BATCH) continue
      this.#index.apply(this.#self, OWN_KEY, batch, 0)
      batch = []
    }
    this.#index.apply(this.#self, OWN_KEY, batch, version)
    this.events.emit('change', null)
  }

  /** Applies all changes or none: to the catalogue first, then to the index. */
  async batch(changes: CatalogueChange[]): Promise<void> {
    await this.#catalogue.batch(changes)
    this.#index.apply(this.#self, OWN_KEY, changes, this.#catalogue.version)
    this.events.emit('change', null)
  }

  entries(): ReturnType<WritableCatalogue['entries']> {
    return this.#catalogue.entries()
  }
}
