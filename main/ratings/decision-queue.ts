/** Peers decided on in one turn of the event loop: a few milliseconds. */
const MAX_AT_ONCE = 256

/**
 * Peers whose evidence has changed and who are to be decided on, in order. A few are decided on at once; of many, as
 * after a rating of someone who has rated thousands, some in each turn of the event loop.
 */
export class DecisionQueue {
  readonly #decide: (peer: string) => void
  readonly #waiting = new Set<string>()
  #next: NodeJS.Immediate | null = null

  /** `decide` is called for each peer. */
  constructor(decide: (peer: string) => void) {
    this.#decide = decide
  }

  add(peers: Iterable<string>): void {
    for (const peer of peers) this.#waiting.add(peer)
    if (!this.#next) this.#run()
  }

  /** Leaves the rest undecided: all peers are decided on when the node starts. */
  close(): void {
    if (this.#next) clearImmediate(this.#next)
    this.#waiting.clear()
  }

  #run(): void {
    this.#next = null
    let left = MAX_AT_ONCE
    for (const peer of this.#waiting) {
      if (left-- === 0) {
        this.#next = setImmediate(() => this.#run())
        return
      }
      this.#waiting.delete(peer)
      this.#decide(peer)
    }
  }
}
