import type { Clock } from '../../base/clock.ts'
import type { Metadata } from '../../domain/metadata.ts'
import { Cover } from './cover.ts'
import { keywordsOfFile, strength } from './keywords.ts'

/** Most keywords announced, in all communities together; the other topics are for contents. */
export const KEYWORD_BUDGET = 32
/** Minimum time between two choices of keywords, and delay of the first, in ms. */
const PAUSE_MS = 5 * 60_000
const SOON_MS = 2000
/** Files read before other work of this thread gets its turn. */
const STEP = 250

export interface AnnouncerOptions {
  /** My files that members of a community may see. */
  files: (community: string) => AsyncIterable<{ path: string; metadata?: Metadata | undefined }>
  /** Entries of other peers in the local index that hold a word, counted up to some hundreds. */
  othersWith: (word: string) => number
  communities: () => readonly string[]
  topicOf: (community: string, word: string) => string
  announce: (topic: string) => boolean
  withdraw: (topic: string) => void
  /** False while nothing may be announced. */
  enabled: () => boolean
  clock: Clock
  log: (line: string) => void
}

/** Announces this node under the keywords that lead to most of its files, preferring those that other peers lack. */
export class KeywordAnnouncer {
  readonly #o: AnnouncerOptions
  #announced = new Map<string, { community: string; word: string }>()
  #cancel = (): void => {}
  #last = -Infinity
  /** Files read for the last choice. */
  #files = 0
  #closed = false
  #work: Promise<void> = Promise.resolve()

  constructor(options: AnnouncerOptions) {
    this.#o = options
    this.changed()
  }

  /** The keywords announced now. */
  get keywords(): { community: string; word: string }[] {
    return [...this.#announced.values()]
  }

  /** My catalogue, my communities or the setting have changed; `now` skips the delay. */
  changed(now = false): void {
    if (this.#closed) return
    this.#cancel()
    const { clock } = this.#o
    // the first shared files are announced soon
    const wait = now ? 0 : this.#files === 0 ? SOON_MS : Math.max(SOON_MS, this.#last + PAUSE_MS - clock.now())
    this.#cancel = clock.after(wait, () => {
      this.#last = clock.now()
      this.#work = this.#work
        .then(() => this.#count())
        .catch((error: unknown) => this.#o.log(`keywords: ${String(error)}`))
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#work
  }

  async #count(): Promise<void> {
    const { communities, enabled, topicOf, announce, withdraw } = this.#o
    const wanted = new Map<string, { community: string; word: string }>()
    this.#files = 0
    const ids = enabled() ? communities() : []
    for (const community of ids) {
      const share = Math.max(1, Math.floor(KEYWORD_BUDGET / ids.length))
      for (const word of await this.#best(community, share)) wanted.set(topicOf(community, word), { community, word })
    }
    if (this.#closed) return
    for (const topic of this.#announced.keys()) if (!wanted.has(topic)) withdraw(topic)
    this.#announced = new Map([...wanted].filter(([topic]) => announce(topic)))
  }

  async #best(community: string, most: number): Promise<string[]> {
    const cover = new Cover()
    for await (const { path, metadata } of this.#o.files(community)) {
      if (this.#closed || cover.isFull) break
      cover.add(keywordsOfFile(path, metadata))
      if (++this.#files % STEP === 0) await breathe()
    }
    const worth = new Map<string, number>()
    for (const [i, word] of cover.candidates().entries()) {
      if (this.#closed) return []
      worth.set(word, strength(this.#o.othersWith(word)))
      if (i % 16 === 15) await breathe()
    }
    return cover.choose(worth, most)
  }
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
