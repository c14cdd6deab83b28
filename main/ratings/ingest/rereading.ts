import type { Clock } from '../../base/clock.ts'

/** A log that no peer sends again delays decisions for at most this many ms. */
const MAX_WAIT_MS = 60_000

/**
 * Waits until logs have been read again after the cache was cleared, each up to its former position. A decision made
 * meanwhile would rest on part of the evidence, so pending ones are collected here and earlier ones stay in force.
 */
export class Rereading {
  readonly #goals: Map<string, number>
  readonly #pending = new Set<string>()
  readonly #done: (pending: Iterable<string>) => void
  readonly #cancel: () => void
  #ended = false

  /** `goals`: former position by log. `done` is called once, with the peers to decide on. */
  constructor(goals: Map<string, number>, clock: Clock, done: (pending: Iterable<string>) => void) {
    this.#goals = goals
    this.#done = done
    this.#cancel = clock.after(MAX_WAIT_MS, () => this.#end())
  }

  /** To be called when evidence on a peer has changed: it is decided on when the wait ends. */
  defer(peer: string): void {
    this.#pending.add(peer)
  }

  /** A log has been read up to `position`; the wait ends with the last log. */
  read(log: string, position: number): void {
    const goal = this.#goals.get(log)
    if (goal !== undefined && position >= goal) this.#goals.delete(log)
    if (this.#goals.size === 0) this.#end()
  }

  /** Ends the wait without deciding. */
  close(): void {
    this.#ended = true
    this.#cancel()
  }

  #end(): void {
    if (this.#ended) return
    this.close()
    this.#done(this.#pending)
  }
}
