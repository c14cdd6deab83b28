import type { Clock } from '../../base/clock.ts'
import { fromHex, toHex } from '../../base/hex.ts'

/** Topics that one node announces at a time, keywords and roots together. */
export const MAX_TOPICS = 64
/** DHT nodes forget an announcement after 20 minutes; it is renewed in half that time, spread out by up to a fifth. */
const RENEW_MS = 10 * 60_000
/** With no way to the DHT, or after a failure, it is tried again after this. */
const RETRY_MS = 20_000
/** Announcements under way at a time: each asks some 20 nodes. */
const AT_ONCE = 2
const LOOKUP_MS = 5000
/** At the end, withdrawing may take so long; what is left over lapses by itself. */
const GOODBYE_MS = 1500
/** Holders that one look-up names at most. */
export const MAX_FOUND = 20

/** The DHT as far as topics go; a running network has it. */
export interface TopicDirectory {
  readonly online: boolean
  announce(topic: Buffer): Promise<void>
  withdraw(topic: Buffer): Promise<void>
  /** Keys of those announced there, as the answers come in; ends when `signal` aborts. */
  lookup(topic: Buffer, signal: AbortSignal): AsyncIterable<Uint8Array>
}

export interface RendezvousOptions {
  self: string
  clock: Clock
  /** Null while the network is off. */
  directory: () => TopicDirectory | null
}

interface Topic {
  bytes: Buffer
  /** When it is to be announced (again). */
  due: number
  announced: boolean
}

/**
 * Meeting strangers over the DHT: this node's announcements under topics (hex), renewed and withdrawn, and look-ups.
 */
export class Rendezvous {
  readonly #o: RendezvousOptions
  readonly #topics = new Map<string, Topic>()
  #running = 0
  #paused = false
  #cancelTimer = (): void => {}

  constructor(options: RendezvousOptions) {
    this.#o = options
  }

  /** Topics that are to be announced, and those of them that are. */
  get topics(): { wanted: number; announced: number } {
    return {
      wanted: this.#topics.size,
      announced: [...this.#topics.values()].filter(({ announced }) => announced).length,
    }
  }

  /** Announces this node under a topic until `withdraw`. False if there are MAX_TOPICS already. */
  announce(topic: string): boolean {
    if (this.#topics.has(topic)) return true
    if (this.#topics.size >= MAX_TOPICS) return false
    this.#topics.set(topic, { bytes: Buffer.from(fromHex(topic)), due: 0, announced: false })
    this.#turn()
    return true
  }

  /** Takes an announcement back; resolves when the DHT has been told. */
  async withdraw(topic: string): Promise<void> {
    const found = this.#topics.get(topic)
    if (!found) return
    this.#topics.delete(topic)
    if (found.announced)
      await this.#o
        .directory()
        ?.withdraw(found.bytes)
        .catch(() => {})
  }

  /**
   * The keys of those who have announced themselves there: each once, not mine, at most `most`. Never throws; ends
   * after 5 s at the latest.
   */
  async *lookup(
    topic: string,
    { most = MAX_FOUND, signal }: { most?: number; signal?: AbortSignal } = {},
  ): AsyncGenerator<string, void, void> {
    const directory = this.#o.directory()
    if (!directory) return
    const stop = new AbortController()
    const cancel = this.#o.clock.after(LOOKUP_MS, () => stop.abort())
    const found = new Set([this.#o.self])
    try {
      for await (const key of directory.lookup(
        Buffer.from(fromHex(topic)),
        signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
      )) {
        const peer = toHex(key)
        if (found.has(peer)) continue
        found.add(peer)
        yield peer
        if (found.size > most) return
      }
    } catch {
      // no answer from the DHT is no answer
    } finally {
      cancel()
      stop.abort()
    }
  }

  /** The way to the DHT has opened, or closed: announcements are made anew. */
  reconsider(): void {
    this.#paused = false
    for (const topic of this.#topics.values()) if (!topic.announced && topic.due !== Infinity) topic.due = 0
    this.#turn()
  }

  /** Withdraws everything as far as time allows, before the network goes; the topics are kept for the next one. */
  async leave(): Promise<void> {
    this.#paused = true
    this.#cancelTimer()
    const directory = this.#o.directory()
    const announced = [...this.#topics.values()].filter((topic) => topic.announced)
    for (const topic of this.#topics.values()) Object.assign(topic, { announced: false, due: 0 })
    if (!directory?.online || announced.length === 0) return
    let cancel = (): void => {}
    const late = new Promise<void>((resolve) => (cancel = this.#o.clock.after(GOODBYE_MS, resolve)))
    await Promise.race([late, Promise.all(announced.map(({ bytes }) => directory.withdraw(bytes).catch(() => {})))])
    cancel()
  }

  #turn(): void {
    const directory = this.#o.directory()
    this.#cancelTimer()
    if (this.#paused) return
    const { clock } = this.#o
    const now = clock.now()
    if (directory?.online) {
      for (const [id, topic] of this.#topics) {
        if (this.#running >= AT_ONCE) return
        if (topic.due > now) continue
        topic.due = Infinity
        void this.#announce(directory, id, topic)
      }
    }
    const next = Math.min(...[...this.#topics.values()].map(({ due }) => due))
    if (next !== Infinity)
      this.#cancelTimer = clock.after(directory?.online ? Math.max(0, next - now) : RETRY_MS, () => this.#turn())
  }

  async #announce(directory: TopicDirectory, id: string, topic: Topic): Promise<void> {
    this.#running++
    const { clock } = this.#o
    try {
      await directory.announce(topic.bytes)
      topic.announced = true
      // the topic itself spreads the turns: no two fall together for good
      topic.due = clock.now() + RENEW_MS * (1 - (topic.bytes[0] ?? 0) / 255 / 5)
    } catch {
      topic.due = clock.now() + RETRY_MS
    } finally {
      this.#running--
      // withdrawn, or the network left, meanwhile
      const wanted = !this.#paused && this.#topics.get(id) === topic
      if (topic.announced && !wanted) await directory.withdraw(topic.bytes).catch(() => {})
      if (!wanted || this.#o.directory() !== directory) Object.assign(topic, { announced: false, due: 0 })
      this.#turn()
    }
  }
}
