import type { Clock } from '../../base/clock.ts'
import { toHex } from '../../base/hex.ts'
import type { OwnIndexer } from '../local/own-indexer.ts'
import type { ContentRouting } from './content-routing.ts'

/** Maximum number of contents announced on the DHT besides downloads; the other topics are for keywords. */
const BUDGET = 24
/** How many of these are reserved for contents that peers fetched lately. */
const RESERVED_FOR_FETCHED = 8
/** Delay after the last change before contents are chosen again, in ms. */
const QUIET_MS = 2000
/** Maximum number of catalogue entries read for one choice. */
const MAX_ENTRIES = 200_000

export interface ContentAnnouncerOptions {
  own: Pick<OwnIndexer, 'entries'>
  routing: Pick<ContentRouting, 'announce' | 'withdraw' | 'find'>
  clock: Clock
  log: (line: string) => void
}

/**
 * Announces this node as a provider of what it downloads, of what peers fetched lately, and of its newest shared files,
 * within a budget of topics. Downloads find other providers through it.
 */
export class ContentAnnouncer {
  readonly #options: ContentAnnouncerOptions
  #announced = new Set<string>()
  #fetched: string[] = []
  /** Contents being downloaded: announced until the download ends, shared or not. */
  readonly #downloading = new Set<string>()
  #cancel = (): void => {}
  #work: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: ContentAnnouncerOptions) {
    this.#options = options
    this.changed()
  }

  /** Yields providers of a content as they are connected; see `ContentRouting.find`. */
  find(root: string, signal: AbortSignal, named: readonly string[]): AsyncIterable<string> {
    return this.#options.routing.find(root, signal, named)
  }

  /** Announces a content while it is downloaded: the chunks that have arrived can be fetched from this node. */
  announce(root: string): void {
    this.#downloading.add(root)
    this.#options.routing.announce(root)
  }

  /** The download has ended. The announcement stays if the content is also shared. */
  withdraw(root: string): void {
    if (this.#downloading.delete(root) && !this.#announced.has(root)) void this.#options.routing.withdraw(root)
  }

  /** A peer has fetched this content, so others are likely to want it. */
  askedFor(root: string): void {
    this.#fetched = [root, ...this.#fetched.filter((one) => one !== root)].slice(0, RESERVED_FOR_FETCHED)
    if (!this.#announced.has(root)) this.changed()
  }

  /** The shared files or the communities have changed. */
  changed(): void {
    if (this.#closed) return
    this.#cancel()
    this.#cancel = this.#options.clock.after(QUIET_MS, () => {
      this.#work = this.#work
        .then(() => this.#choose())
        .catch((error: unknown) => this.#options.log(`roots: ${String(error)}`))
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#work
  }

  async #choose(): Promise<void> {
    const { own, routing } = this.#options
    const fetched = new Set(this.#fetched)
    const held = new Set<string>()
    let newest: { root: string; modified: number }[] = []
    let seen = 0
    for await (const { entry } of own.entries()) {
      if (this.#closed || ++seen > MAX_ENTRIES) break
      const root = toHex(entry.root)
      if (fetched.has(root)) held.add(root)
      newest.push({ root, modified: entry.modified })
      if (newest.length > BUDGET * 8) newest = newest.sort((a, b) => b.modified - a.modified).slice(0, BUDGET)
    }
    if (this.#closed) return
    for (const { root } of newest.sort((a, b) => b.modified - a.modified)) if (held.size < BUDGET) held.add(root)
    for (const root of this.#downloading) routing.announce(root)
    const former = this.#announced
    this.#announced = new Set([...held].filter((root) => routing.announce(root)))
    for (const root of former)
      if (!this.#announced.has(root) && !this.#downloading.has(root)) void routing.withdraw(root)
  }
}
