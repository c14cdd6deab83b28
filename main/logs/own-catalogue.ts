import type Hypercore from 'hypercore'
import Hyperbee from 'hyperbee'
import { HyobanError } from '../base/errors.ts'
import { SerialQueue } from '../base/serial-queue.ts'
import {
  type CatalogueChange,
  type CatalogueEntry,
  decodeEntry,
  encodeEntry,
  isCataloguePath,
} from '../domain/catalogue-entry.ts'
import { storageError } from './storage.ts'

/** The files that this node shares, as peers read them: a Hyperbee from virtual path to entry. */
export class OwnCatalogue {
  readonly #bee: Hyperbee
  readonly #dir: string
  /** Hyperbee allows one batch at a time. */
  readonly #queue = new SerialQueue()

  constructor(bee: Hyperbee, dir: string) {
    this.#bee = bee
    this.#dir = dir
  }

  /** Opens the catalogue in a writable core. */
  static async open(core: Hypercore, dir: string): Promise<OwnCatalogue> {
    const bee = new Hyperbee(core, {
      keyEncoding: 'utf-8',
      valueEncoding: 'binary',
      alwaysDuplicate: false,
      extension: false,
    })
    await bee.ready()
    return new OwnCatalogue(bee, dir)
  }

  /** The key by which peers read it (32 bytes), sent in the hello. */
  get key(): Buffer {
    return this.#bee.core.key as Buffer
  }

  /** Grows with every change. */
  get version(): number {
    return this.#bee.version
  }

  put(path: string, entry: CatalogueEntry): Promise<void> {
    return this.batch([{ type: 'put', path, entry }])
  }

  del(path: string): Promise<void> {
    return this.batch([{ type: 'del', path }])
  }

  /**
   * Applies all changes or none; unchanged entries cost nothing. Throws BAD_INPUT for a path that peers would refuse
   * (see `isCataloguePath`), NO_SPACE or CORRUPT if the disk fails.
   */
  batch(changes: readonly CatalogueChange[]): Promise<void> {
    const bad = changes.find(({ path }) => !isCataloguePath(path))
    if (bad)
      return Promise.reject(
        new HyobanError('BAD_INPUT', `"${bad.path}" cannot be published.`, {
          hint: 'Rename the file or folder.',
          details: {
            path: bad.path,
          },
        }),
      )
    return this.#queue.run(() => this.#apply(changes))
  }

  /** All published entries, in byte order of the paths. */
  async *entries(): AsyncGenerator<{ path: string; entry: CatalogueEntry }, void, void> {
    for await (const { key, value } of this.#bee.createReadStream()) yield { path: key, entry: decodeEntry(value) }
  }

  async close(): Promise<void> {
    await this.#queue.idle()
    await this.#bee.close()
  }

  /** Closes it and frees the disk space of its blocks; the log is unusable afterwards. */
  async discard(): Promise<void> {
    await this.#queue.idle()
    await this.#bee.core.clear(0, this.#bee.core.length)
    await this.#bee.close()
  }

  async #apply(changes: readonly CatalogueChange[]): Promise<void> {
    if (changes.length === 0) return
    const batch = this.#bee.batch()
    try {
      for (const change of changes) {
        if (change.type === 'put') await batch.put(change.path, Buffer.from(encodeEntry(change.entry)))
        else await batch.del(change.path)
      }
      await batch.flush()
    } catch (error) {
      await batch.close().catch(() => {})
      throw storageError(error, this.#dir)
    }
  }
}
