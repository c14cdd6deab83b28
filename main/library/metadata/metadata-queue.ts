import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import type { ExtractResult, FileExtractor } from '../../domain/extraction.ts'
import { fromHex, toHex } from '../../base/hex.ts'
import { EXTRACTOR_VERSION } from './extraction.ts'
import { isSupported } from './formats.ts'
import type { ContentFile, KnownContent, MetadataStore, NewlyKnown } from './metadata-store.ts'
import type { Thumbnails } from './thumbnails.ts'

/** Contents per page; each page is saved in one transaction and published at once. */
const PAGE = 64
/** Interval of checking whether hashing has ended, in ms; no file is read before. */
const BUSY_MS = 1000
/** Maximum age of an unsaved result, in ms. */
const SAVE_MS = 2000

/** The library whose contents are read; hashing comes first. */
interface PublishingLibrary {
  readonly isHashing: boolean
  /** Publishes new metadata. */
  republish(): void
}

interface MetadataQueueOptions {
  store: MetadataStore
  library: PublishingLibrary
  extractor: FileExtractor
  /** Null: no thumbnails are made. */
  thumbnails: Thumbnails | null
  clock: Clock
  log: (line: string) => void
}

/** Progress as the node's status shows it, in contents. */
export interface MetadataTask {
  id: 'metadata'
  kind: 'metadata'
  label: string
  done: number
  total: number
}

/**
 * Extracts the metadata of each shared content once, after all hashing. Results are stored by root and survive a
 * restart; a content that timed out or was damaged is not tried again, as the same bytes would fail again.
 */
export class MetadataQueue {
  readonly events = new Emitter<{ change: null }>()
  readonly #options: MetadataQueueOptions
  readonly #making = new Map<string, Promise<void>>()
  #running: Promise<void> | null = null
  #again = false
  #closed = false
  /** Files that could not be read, by root; not tried again in this run unless path or stamp change. */
  readonly #unread = new Map<string, string>()
  #cancelRetry: (() => void) | null = null
  #done = 0
  #left = 0
  #label = ''

  constructor(options: MetadataQueueOptions) {
    this.#options = options
  }

  /** Continues where the last run stopped. */
  start(): void {
    this.#options.store.begin(EXTRACTOR_VERSION)
    this.wake()
  }

  /** Call when there may be new contents; free while hashing is waited for. */
  wake(): void {
    if (this.#closed || this.#cancelRetry) return
    this.#again = true
    this.#running ??= this.#run()
      .catch((error: unknown) => this.#options.log(`metadata: ${String(error)}`))
      .finally(() => {
        this.#running = null
        // A call since the last check of the flag must not be lost.
        if (this.#again) this.wake()
        this.events.emit('change', null)
      })
  }

  /** The task in progress, if any. */
  tasks(): MetadataTask[] {
    return this.#left > 0
      ? [{ id: 'metadata', kind: 'metadata', label: this.#label, done: this.#done, total: this.#done + this.#left }]
      : []
  }

  /** What is known of a content (64 hex digits); null if it is not shared. */
  of(root: string): KnownContent | null {
    return this.#options.store.of(fromHex(root))
  }

  /** The thumbnail of a shared content, made again if it was evicted; null if there is none. */
  async thumbnail(root: string): Promise<{ path: string; size: number } | null> {
    const { thumbnails, store } = this.#options
    if (!thumbnails || !/^[0-9a-f]{64}$/.test(root)) return null
    const found = await thumbnails.get(root)
    if (found || this.#closed || !store.of(fromHex(root))?.thumbnail) return found
    let making = this.#making.get(root)
    if (!making)
      this.#making.set(root, (making = this.#make(root, thumbnails).finally(() => this.#making.delete(root))))
    await making
    return thumbnails.get(root)
  }

  /** Resolves when no content is left. */
  async idle(): Promise<void> {
    while ((this.#running || this.#cancelRetry) && !this.#closed) await this.events.once('change')
  }

  /** Stops; the content being read is read again at the next start. Call before closing the extractor. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelRetry?.()
    await this.#running
  }

  async #make(root: string, thumbnails: Thumbnails): Promise<void> {
    const result = await this.#extract(this.#options.store.files(fromHex(root)), true)
    if (result.state === 'done' && result.thumbnail) await thumbnails.put(root, result.thumbnail)
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false
      if (this.#options.library.isHashing) {
        this.#cancelRetry = this.#options.clock.after(BUSY_MS, () => {
          this.#cancelRetry = null
          this.wake()
        })
        return
      }
      await this.#pass()
    }
    this.#done = 0
    this.#left = 0
  }

  /** Goes through all waiting contents in order of their roots; unreadable ones are left for a later pass. */
  async #pass(): Promise<void> {
    const { store, library } = this.#options
    let after: Uint8Array | null = null
    for (let page = store.waiting(after, PAGE); page.length > 0 && !this.#closed; page = store.waiting(after, PAGE)) {
      this.#left = store.waitingCount()
      if (library.isHashing) {
        this.#again = true
        return
      }
      await this.#page(page)
      after = page.at(-1) ?? null
    }
  }

  async #page(page: readonly Uint8Array[]): Promise<void> {
    const { clock } = this.#options
    let results: NewlyKnown[] = []
    let since = clock.now()
    for (const root of page) {
      if (this.#closed) break
      const files = this.#options.store.files(root)
      const these = files.map(({ path, stamp }) => `${path} ${stamp}`).join('\n')
      if (this.#unread.get(toHex(root)) === these) continue
      this.#label = files[0]?.path.split('/').at(-1) ?? ''
      this.events.emit('change', null)
      const result = await this.#extract(files, this.#options.thumbnails !== null)
      if (result.state === 'changed' || result.state === 'unreadable') {
        if (!this.#closed) this.#unread.set(toHex(root), these)
        continue
      }
      const thumbnail = result.state === 'done' ? result.thumbnail : null
      if (thumbnail) await this.#options.thumbnails?.put(toHex(root), thumbnail)
      results.push(
        result.state === 'done'
          ? { root, state: 'done', metadata: result.metadata, thumbnail: thumbnail !== null }
          : { root, state: result.reason, metadata: {}, thumbnail: false },
      )
      this.#done++
      this.#left = Math.max(1, this.#left - 1)
      if (clock.now() - since < SAVE_MS) continue
      this.#save(results)
      results = []
      since = clock.now()
    }
    this.#save(results)
  }

  #save(results: readonly NewlyKnown[]): void {
    if (results.length === 0) return
    this.#options.store.save(results, EXTRACTOR_VERSION)
    this.#options.library.republish()
    this.events.emit('change', null)
  }

  /** Reads the first of the content's files that has a supported type and can be read. */
  async #extract(files: readonly ContentFile[], thumbnail: boolean): Promise<ExtractResult> {
    const known = files.filter((file) => file.size > 0 && isSupported(file.path))
    if (known.length === 0) return files.length > 0 ? { state: 'none', reason: 'unsupported' } : { state: 'unreadable' }
    let result: ExtractResult = { state: 'unreadable' }
    for (const file of known) {
      result = await this.#options.extractor.extract({ ...file, thumbnail })
      if (result.state !== 'changed' && result.state !== 'unreadable') break
    }
    return result
  }
}
