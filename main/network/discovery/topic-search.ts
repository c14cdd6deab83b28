import type { PeerDiscoverySession } from 'hyperswarm'
import type { Clock } from '../../base/clock.ts'

/**
 * Pauses between two looks into the DHT, in ms; the last one repeats. Peers that start together find each other in the
 * early ones.
 */
const LOOKS = [300, 700, 1500, 3000, 6000, 12_000, 25_000, 60_000]
const RETRY_CAP = 15_000

export interface TopicSearchOptions {
  session: PeerDiscoverySession
  clock: Clock
  /** True while any node of the DHT answers. */
  answers: () => boolean
  /** Makes the DHT try its entry points again. */
  knock: () => void
  onChange: () => void
}

/** Announces this node under one topic and looks for others there, again and again. */
export class TopicSearch {
  readonly #options: TopicSearchOptions
  #announced = false
  #cancel = (): void => {}
  #round = 0
  #ended = false

  constructor(options: TopicSearchOptions) {
    this.#options = options
    this.look()
  }

  /** True when the last look reached the DHT. */
  get announced(): boolean {
    return this.#announced
  }

  /** Looks for peers now rather than at the next turn. */
  look(): void {
    if (!this.#ended) this.#look(0)
  }

  /** Stops looking until the next `look`. */
  pause(): void {
    this.#cancel()
    this.#round++
    this.#announced = false
  }

  /** Ends for good; with `leave` the announcement is withdrawn. */
  end(leave: boolean): void {
    this.#ended = true
    this.pause()
    if (leave) this.#options.session.destroy().catch(() => {})
  }

  #look(turn: number): void {
    this.#cancel()
    const round = ++this.#round
    void this.#once().then((announced) => {
      if (round !== this.#round || this.#ended) return
      this.#announced = announced
      this.#options.onChange()
      const pause = LOOKS[Math.min(turn, LOOKS.length - 1)] ?? RETRY_CAP
      this.#cancel = this.#options.clock.after(announced ? pause : Math.min(pause, RETRY_CAP), () =>
        this.#look(turn + 1),
      )
    })
  }

  async #once(): Promise<boolean> {
    const { session, answers, knock } = this.#options
    try {
      if (!answers()) knock()
      return (await session.refresh({ client: true, server: true })) && answers()
    } catch {
      return false
    }
  }
}
