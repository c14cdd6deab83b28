import type { Clock } from '../../base/clock.ts'
import { keywordsOfPath, strength } from './keywords.ts'

/** Keywords announced at most, in all communities together; the other topics stay free for contents. */
export const KEYWORD_BUDGET = 32
/** My words are counted anew at most this often, in ms, and first so long after the start. */
const PAUSE_MS = 5 * 60_000
const SOON_MS = 2000
/** Entries and words looked at in one count: bounds time and memory of a huge library. */
const MOST_ENTRIES = 200_000
const MOST_WORDS = 50_000
/** Of the words most frequent in my names, those that are held against my neighbours'. */
const CANDIDATES = 512
/** Steps of work between two breaths. */
const STEP = 250

export interface AnnouncerOptions {
  /** My catalogue's paths that members of a community may see. */
  paths: (community: string) => AsyncIterable<string>
  /** Entries of others in the local index that hold a word, counted up to some hundreds. */
  othersWith: (word: string) => number
  communities: () => readonly string[]
  topicOf: (community: string, word: string) => string
  announce: (topic: string) => boolean
  withdraw: (topic: string) => void
  /** False while nothing is to be announced. */
  enabled: () => boolean
  clock: Clock
  log: (line: string) => void
}

/** Keeps this node announced under its strongest keywords: rare among the neighbours, frequent in its own catalogue. */
export class KeywordAnnouncer {
  readonly #o: AnnouncerOptions
  #announced = new Map<string, { community: string; word: string }>()
  #cancel = (): void => {}
  #last = -Infinity
  #closed = false
  #work: Promise<void> = Promise.resolve()

  constructor(options: AnnouncerOptions) {
    this.#o = options
    this.changed()
  }

  /** What is announced now. */
  get keywords(): { community: string; word: string }[] {
    return [...this.#announced.values()]
  }

  /** My catalogue, my communities or the setting have changed; `now` does not wait. */
  changed(now = false): void {
    if (this.#closed) return
    this.#cancel()
    const { clock } = this.#o
    const wait = now ? 0 : Math.max(SOON_MS, this.#last + PAUSE_MS - clock.now())
    this.#cancel = clock.after(wait, () => {
      this.#last = clock.now()
      this.#work = this.#work.then(() => this.#count()).catch((error: unknown) => this.#o.log(`keywords: ${String(error)}`))
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
    const ids = enabled() ? communities() : []
    for (const community of ids) {
      const share = Math.max(1, Math.floor(KEYWORD_BUDGET / ids.length))
      for (const word of await this.#strongest(community, share)) wanted.set(topicOf(community, word), { community, word })
    }
    if (this.#closed) return
    for (const topic of this.#announced.keys()) if (!wanted.has(topic)) withdraw(topic)
    this.#announced = new Map([...wanted].filter(([topic]) => announce(topic)))
  }

  async #strongest(community: string, most: number): Promise<string[]> {
    const counts = new Map<string, number>()
    let entries = 0
    for await (const path of this.#o.paths(community)) {
      if (this.#closed || ++entries > MOST_ENTRIES) break
      for (const word of keywordsOfPath(path)) {
        const count = counts.get(word)
        if (count !== undefined || counts.size < MOST_WORDS) counts.set(word, (count ?? 0) + 1)
      }
      if (entries % STEP === 0) await breathe()
    }
    const candidates = [...counts].sort((a, b) => b[1] - a[1]).slice(0, CANDIDATES)
    const rated: { word: string; worth: number }[] = []
    for (const [i, [word, own]] of candidates.entries()) {
      if (this.#closed) return []
      const worth = strength(own, this.#o.othersWith(word))
      if (worth > 0) rated.push({ word, worth })
      if (i % 16 === 15) await breathe()
    }
    return rated.sort((a, b) => b.worth - a.worth || (a.word < b.word ? -1 : 1)).slice(0, most).map(({ word }) => word)
  }
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
