import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import type { ExtractResult, FileExtractor } from '../../domain/extraction.ts'
import { fromHex, toHex } from '../../base/hex.ts'
import { EXTRACTOR_VERSION } from './extraction.ts'
import { isSupported } from './formats.ts'
import type { ContentFile, KnownContent, MetadataStore, NewlyKnown } from './metadata-store.ts'
import type { Thumbnails } from './thumbnails.ts'

/** Contents taken from the store at a time, and kept together: each batch is one transaction and one publication. */
const BATCH = 64
/** While files are hashed nothing is looked into; that is asked for again after this. */
const BUSY_MS = 1000
/** At most this long does a result wait to be kept. */
const KEEP_MS = 2000

export interface MetadataQueueOptions {
  store: MetadataStore
  extractor: FileExtractor
  /** Null: none are made. */
  thumbnails: Thumbnails | null
  /** True while there is more important work. */
  busy: () => boolean
  /** Results were kept: what changed can be published. */
  kept: () => void
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
 * Looks into each content of mine once, behind all hashing: what it finds is kept by root and survives a restart; a
 * content that took too long or made no sense is not tried again, since equal bytes would do the same.
 */
export class MetadataQueue {
  readonly events = new Emitter<{ change: null }>()
  readonly #options: MetadataQueueOptions
  readonly #making = new Map<string, Promise<void>>()
  #running: Promise<void> | null = null
  #again = false
  #closed = false
  /** Files that could not be read, by root: not asked again in this run until they are others. */
  readonly #unread = new Map<string, string>()
  #cancelRetry: (() => void) | null = null
  #done = 0
  #left = 0
  #label = ''

  constructor(options: MetadataQueueOptions) {
    this.#options = options
  }

  /** Takes up what the last run left. */
  start(): void {
    this.#options.store.begin(EXTRACTOR_VERSION)
    this.wake()
  }

  /** There may be new contents. Costs nothing while more important work is waited for. */
  wake(): void {
    if (this.#closed || this.#cancelRetry) return
    this.#again = true
    this.#running ??= this.#run()
      .catch((error: unknown) => this.#options.log(`metadata: ${String(error)}`))
      .finally(() => {
        this.#running = null
        // who called between the last look at the flag and here must not be forgotten
        if (this.#again) this.wake()
        this.events.emit('change', null)
      })
  }

  /** What is going on, if anything. */
  tasks(): MetadataTask[] {
    return this.#left > 0
      ? [{ id: 'metadata', kind: 'metadata', label: this.#label, done: this.#done, total: this.#done + this.#left }]
      : []
  }

  /** What is known of a content (64 hex digits); null if it is not mine. */
  of(root: string): KnownContent | null {
    return this.#options.store.of(fromHex(root))
  }

  /** The thumbnail of a content of mine; made again if it had to make room. Null where there is none. */
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

  /** Resolves when nothing is left to look into. */
  async idle(): Promise<void> {
    while ((this.#running || this.#cancelRetry) && !this.#closed) await this.events.once('change')
  }

  /**
   * Stops; what is being looked into is looked into again by the next start. To be called before the extractor is
   * closed.
   */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelRetry?.()
    await this.#running
  }

  async #make(root: string, thumbnails: Thumbnails): Promise<void> {
    const result = await this.#look(this.#options.store.files(fromHex(root)), true)
    if (result.state === 'done' && result.thumbnail) await thumbnails.put(root, result.thumbnail)
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false
      if (this.#options.busy()) {
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

  /** Once through all that waits, in the order of the roots; what could not be read now stays for a later pass. */
  async #pass(): Promise<void> {
    const { store, busy } = this.#options
    let after: Uint8Array | null = null
    for (let page = store.waiting(after, BATCH); page.length > 0 && !this.#closed; page = store.waiting(after, BATCH)) {
      this.#left = store.waitingCount()
      if (busy()) {
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
      const result = await this.#look(files, this.#options.thumbnails !== null)
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
      if (clock.now() - since < KEEP_MS) continue
      this.#keep(results)
      results = []
      since = clock.now()
    }
    this.#keep(results)
  }

  #keep(results: readonly NewlyKnown[]): void {
    if (results.length === 0) return
    this.#options.store.save(results, EXTRACTOR_VERSION)
    this.#options.kept()
    this.events.emit('change', null)
  }

  /** Looks into the first of the content's files that has a known kind and can be read. */
  async #look(files: readonly ContentFile[], thumbnail: boolean): Promise<ExtractResult> {
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
