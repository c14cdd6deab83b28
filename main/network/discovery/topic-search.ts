import type { PeerDiscoverySession } from 'hyperswarm'
import type { Clock } from '../../base/clock.ts'

/** Pauses between look-ups in the DHT, in ms; the last one repeats. The short ones find peers that start together. */
const PAUSES_MS = [300, 700, 1500, 3000, 6000, 12_000, 25_000, 60_000]
const MAX_RETRY_MS = 15_000

export interface TopicSearchOptions {
  session: PeerDiscoverySession
  clock: Clock
  /** True while any node of the DHT answers. */
  answers: () => boolean
  /** Makes the DHT try its entry points again. */
  retryEntryPoints: () => void
  onChange: () => void
}

/** Announces this node under one topic and looks for others there, repeatedly. */
export class TopicSearch {
  readonly #options: TopicSearchOptions
  #announced = false
  #cancel = (): void => {}
  #round = 0
  #ended = false

  constructor(options: TopicSearchOptions) {
    this.#options = options
    this.searchNow()
  }

  /** True if the last look-up reached the DHT. */
  get announced(): boolean {
    return this.#announced
  }

  /** Looks for peers now instead of waiting for the next look-up. */
  searchNow(): void {
    if (!this.#ended) this.#search(0)
  }

  /** Stops until the next `searchNow`. */
  pause(): void {
    this.#cancel()
    this.#round++
    this.#announced = false
  }

  /** Ends permanently; `leave` withdraws the announcement. */
  end(leave: boolean): void {
    this.#ended = true
    this.pause()
    if (leave) this.#options.session.destroy().catch(() => {})
  }

  #search(turn: number): void {
    this.#cancel()
    const round = ++this.#round
    void this.#lookUp().then((announced) => {
      if (round !== this.#round || this.#ended) return
      this.#announced = announced
      this.#options.onChange()
      const pause = PAUSES_MS[Math.min(turn, PAUSES_MS.length - 1)] ?? MAX_RETRY_MS
      this.#cancel = this.#options.clock.after(announced ? pause : Math.min(pause, MAX_RETRY_MS), () =>
        this.#search(turn + 1),
      )
    })
  }

  async #lookUp(): Promise<boolean> {
    const { session, answers, retryEntryPoints } = this.#options
    try {
      if (!answers()) retryEntryPoints()
      return (await session.refresh({ client: true, server: true })) && answers()
    } catch {
      return false
    }
  }
}
