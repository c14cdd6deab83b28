import type { Clock } from '../../base/clock.ts'

/** Share of the time of the node's thread that indexing may take in the long run. */
const SHARE = 0.25
/** Work in ms that is done at once after a rest, so that the catalogues of a small community arrive without a pause. */
const BURST_MS = 2000
/** One piece of work takes less, and all that is under way together waits less: more is a clock that was set. */
const MAX_WORK_MS = 1000
const MAX_WAIT_MS = 60_000

/**
 * Bounds the time that catalogues of strangers take: each costs its owner nothing, and this node 0.1 ms per entry in
 * the thread that also sends and receives files.
 */
export class IndexingPace {
  readonly #clock: Clock
  /** When all work so far would have been done at SHARE. */
  #due = 0
  #turns = Promise.resolve()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** To be awaited before work: resolves in a turn of the event loop in which nobody else works. */
  turn(): Promise<void> {
    return (this.#turns = this.#turns.then(() => new Promise((resolve) => void setImmediate(resolve))))
  }

  /** To be awaited after work that began at `begun`: resolves when more may be done, or when the signal is aborted. */
  async rest(begun: number, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now()
    const spent = Math.min(MAX_WORK_MS, Math.max(0, now - begun))
    this.#due = Math.min(Math.max(this.#due, now) + spent / SHARE, now + MAX_WAIT_MS)
    const wait = this.#due - now - BURST_MS / SHARE
    if (wait <= 0 || signal.aborted) return
    await new Promise<void>((resolve) => {
      const end = (): void => {
        cancel()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const cancel = this.#clock.after(wait, end)
      signal.addEventListener('abort', end)
    })
  }
}
