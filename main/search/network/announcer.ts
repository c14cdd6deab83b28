import type { Clock } from '../../base/clock.ts'
import { KEYWORD_BUDGET, strength } from '../../protocol/search-reach.ts'
import type { OwnIndexer } from '../local/own-indexer.ts'
import { announcedFiles, type RestrictedFiles } from './announced-files.ts'
import { Cover } from './cover.ts'
import { earlierKeywordsOfFile, keywordsOfFile } from './keywords.ts'
import type { RendezvousNetwork, ScopeSettings, WordFrequencies } from './ports.ts'

/** Share of the budget for the forms of words that peers of earlier versions look up. */
const EARLIER_SHARE = 0.25
/** Minimum time between two choices of keywords, and delay before the first, in ms. */
const PAUSE_MS = 5 * 60_000
const SOON_MS = 2000
/** Files read before yielding to the event loop. */
const STEP = 250

export interface AnnouncerOptions {
  own: Pick<OwnIndexer, 'entries'>
  /** Left out: no folder is restricted to a community. */
  library?: RestrictedFiles
  network: Pick<RendezvousNetwork, 'places' | 'rendezvous'>
  /** The DHT topic of a word in a community. */
  topicOf: (community: string, word: string) => string
  frequencies: WordFrequencies
  /** Nothing is announced while the user searches on this machine only. */
  settings: ScopeSettings
  clock: Clock
  log: (line: string) => void
}

/** Announces this node under the keywords that lead to most of its files, preferring those that other peers lack. */
export class KeywordAnnouncer {
  readonly #options: AnnouncerOptions
  #announced = new Map<string, { community: string; word: string }>()
  #cancel = (): void => {}
  #last = -Infinity
  /** Files read for the last choice. */
  #files = 0
  #closed = false
  #work: Promise<void> = Promise.resolve()

  constructor(options: AnnouncerOptions) {
    this.#options = options
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
    const { clock } = this.#options
    // a node without announcements has just begun to share: announce soon
    const wait = now ? 0 : this.#files === 0 ? SOON_MS : Math.max(SOON_MS, this.#last + PAUSE_MS - clock.now())
    this.#cancel = clock.after(wait, () => {
      this.#last = clock.now()
      this.#work = this.#work
        .then(() => this.#count())
        .catch((error: unknown) => this.#options.log(`keywords: ${String(error)}`))
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#work
  }

  async #count(): Promise<void> {
    const { network, settings, topicOf } = this.#options
    const wanted = new Map<string, { community: string; word: string }>()
    this.#files = 0
    const ids = settings.values.searchScope === 'local' ? [] : [...network.places.keys()]
    for (const community of ids) {
      const share = Math.max(1, Math.floor(KEYWORD_BUDGET / ids.length))
      for (const word of await this.#best(community, share)) wanted.set(topicOf(community, word), { community, word })
    }
    if (this.#closed) return
    for (const topic of this.#announced.keys()) if (!wanted.has(topic)) void network.rendezvous.withdraw(topic)
    this.#announced = new Map([...wanted].filter(([topic]) => network.rendezvous.announce(topic)))
  }

  async #best(community: string, max: number): Promise<string[]> {
    const { own, library, frequencies } = this.#options
    const cover = new Cover()
    const earlier = new Map<string, string>()
    for await (const { path, metadata } of announcedFiles(own, community, library)) {
      if (this.#closed || cover.isFull) break
      cover.add(keywordsOfFile(path, metadata))
      for (const [word, form] of earlierKeywordsOfFile(path, metadata)) earlier.set(word, form)
      if (++this.#files % STEP === 0) await yieldToEventLoop()
    }
    const worth = new Map<string, number>()
    for (const [i, word] of cover.candidates().entries()) {
      if (this.#closed) return []
      worth.set(word, strength(frequencies.othersWith(word)))
      if (i % 16 === 15) await yieldToEventLoop()
    }
    return withEarlierForms(cover.choose(worth, max), earlier, max)
  }
}

/** The first `max` words, with the earlier forms of the first of them, at most a quarter. */
function withEarlierForms(words: readonly string[], earlier: ReadonlyMap<string, string>, max: number): string[] {
  const forms = words.flatMap((word) => earlier.get(word) ?? []).slice(0, Math.floor(max * EARLIER_SHARE))
  return [...words.slice(0, max - forms.length), ...forms]
}

const yieldToEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
