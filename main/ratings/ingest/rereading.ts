import type { Clock } from '../../base/clock.ts'

/** A log that cannot be had again holds up decisions for so long, in ms, and no longer. */
const LONGEST_MS = 60_000

/**
 * What is to come back after the cache was thrown away: each log as far as it had been read. Until then a decision
 * would rest on a part of the
 * evidence, so that those that are due wait here; what stood before goes on to hold.
 */
export class Rereading {
  readonly #goals: Map<string, number>
  readonly #due = new Set<string>()
  readonly #over: (due: Iterable<string>) => void
  readonly #cancel: () => void
  #done = false

  /**
   * `goals`: by log, how many blocks of it had been read. `over` is called once, with those who are to be decided on.
   */
  constructor(goals: Map<string, number>, clock: Clock, over: (due: Iterable<string>) => void) {
    this.#goals = goals
    this.#over = over
    this.#cancel = clock.after(LONGEST_MS, () => this.#end())
  }

  /** Evidence on a peer has changed. */
  due(peer: string): void {
    this.#due.add(peer)
  }

  /** A log has been read up to `position`; the last one ends the wait. */
  read(log: string, position: number): void {
    const goal = this.#goals.get(log)
    if (goal !== undefined && position >= goal) this.#goals.delete(log)
    if (this.#goals.size === 0) this.#end()
  }

  /** Forgets all. */
  close(): void {
    this.#done = true
    this.#cancel()
  }

  #end(): void {
    if (this.#done) return
    this.close()
    this.#over(this.#due)
  }
}
