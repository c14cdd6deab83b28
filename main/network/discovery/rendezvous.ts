import type { Clock } from '../../base/clock.ts'
import { fromHex, toHex } from '../../base/hex.ts'

/** Maximum topics that a node announces at a time, keywords and roots together. */
export const MAX_TOPICS = 64
/** DHT nodes drop an announcement after 20 minutes; it is renewed after half of that, spread by up to a fifth. */
const RENEW_MS = 10 * 60_000
/** Pause while the DHT is unreachable, and after a failure, in ms. */
const RETRY_MS = 20_000
/** Concurrent announcements; each one queries about 20 nodes. */
const MAX_CONCURRENT = 2
const LOOKUP_TIMEOUT_MS = 5000
/** Time limit for withdrawals when the network closes, in ms; other announcements expire by themselves. */
const WITHDRAW_TIMEOUT_MS = 1500
/** Maximum number of peers that a look-up returns. */
const MAX_FOUND = 20

/** The DHT as a directory of topics; a running network provides it. */
export interface TopicDirectory {
  readonly online: boolean
  announce(topic: Buffer): Promise<void>
  withdraw(topic: Buffer): Promise<void>
  /** Keys of the peers announced under a topic, as answers arrive; ends when `signal` aborts. */
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
  /** Time of the next announcement, ms since the epoch; Infinity while one is running. */
  due: number
  announced: boolean
}

/** Finds peers over the DHT: keeps this node announced under topics (hex), and looks topics up. */
export class Rendezvous {
  readonly #options: RendezvousOptions
  readonly #topics = new Map<string, Topic>()
  #running = 0
  #paused = false
  #cancelTimer = (): void => {}

  constructor(options: RendezvousOptions) {
    this.#options = options
  }

  /** Number of topics to announce, and how many of them are announced. */
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
    this.#schedule()
    return true
  }

  /** Ends an announcement; resolves when the DHT has confirmed it. */
  async withdraw(topic: string): Promise<void> {
    const found = this.#topics.get(topic)
    if (!found) return
    this.#topics.delete(topic)
    if (found.announced)
      await this.#options
        .directory()
        ?.withdraw(found.bytes)
        .catch(() => {})
  }

  /**
   * Keys of the peers announced under a topic: each once, without this node, at most `max`. Never throws; ends after 5
   * s at the latest.
   */
  async *lookup(
    topic: string,
    { max = MAX_FOUND, signal }: { max?: number; signal?: AbortSignal } = {},
  ): AsyncGenerator<string, void, void> {
    const directory = this.#options.directory()
    if (!directory) return
    const stop = new AbortController()
    const cancel = this.#options.clock.after(LOOKUP_TIMEOUT_MS, () => stop.abort())
    const found = new Set([this.#options.self])
    try {
      for await (const key of directory.lookup(
        Buffer.from(fromHex(topic)),
        signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
      )) {
        const peer = toHex(key)
        if (found.has(peer)) continue
        found.add(peer)
        yield peer
        if (found.size > max) return
      }
    } catch {
      // without an answer from the DHT the result is empty
    } finally {
      cancel()
      stop.abort()
    }
  }

  /** To be called when the DHT has become reachable or unreachable: announces the topics that are not announced. */
  reconsider(): void {
    this.#paused = false
    for (const topic of this.#topics.values()) if (!topic.announced && topic.due !== Infinity) topic.due = 0
    this.#schedule()
  }

  /** Withdraws announcements before the network closes, as far as time allows; the topics are kept for the next one. */
  async leave(): Promise<void> {
    this.#paused = true
    this.#cancelTimer()
    const directory = this.#options.directory()
    const announced = [...this.#topics.values()].filter((topic) => topic.announced)
    for (const topic of this.#topics.values()) Object.assign(topic, { announced: false, due: 0 })
    if (!directory?.online || announced.length === 0) return
    let cancel = (): void => {}
    const late = new Promise<void>((resolve) => (cancel = this.#options.clock.after(WITHDRAW_TIMEOUT_MS, resolve)))
    await Promise.race([late, Promise.all(announced.map(({ bytes }) => directory.withdraw(bytes).catch(() => {})))])
    cancel()
  }

  #schedule(): void {
    const directory = this.#options.directory()
    this.#cancelTimer()
    if (this.#paused) return
    const { clock } = this.#options
    const now = clock.now()
    if (directory?.online) {
      for (const [id, topic] of this.#topics) {
        if (this.#running >= MAX_CONCURRENT) return
        if (topic.due > now) continue
        topic.due = Infinity
        void this.#announce(directory, id, topic)
      }
    }
    const next = Math.min(...[...this.#topics.values()].map(({ due }) => due))
    if (next !== Infinity)
      this.#cancelTimer = clock.after(directory?.online ? Math.max(0, next - now) : RETRY_MS, () => this.#schedule())
  }

  async #announce(directory: TopicDirectory, id: string, topic: Topic): Promise<void> {
    this.#running++
    const { clock } = this.#options
    try {
      await directory.announce(topic.bytes)
      topic.announced = true
      // spread by the first byte of the topic, so that renewals do not stay in step
      topic.due = clock.now() + RENEW_MS * (1 - (topic.bytes[0] ?? 0) / 255 / 5)
    } catch {
      topic.due = clock.now() + RETRY_MS
    } finally {
      this.#running--
      // withdrawn meanwhile, or the network was closed
      const wanted = !this.#paused && this.#topics.get(id) === topic
      if (topic.announced && !wanted) await directory.withdraw(topic.bytes).catch(() => {})
      if (!wanted || this.#options.directory() !== directory) Object.assign(topic, { announced: false, due: 0 })
      this.#schedule()
    }
  }
}
