import type { Clock } from '../../base/clock.ts'

/** Share of the time of the node's thread that catalogues may take in the long run. */
const SHARE = 0.4
/**
 * Work in ms that is done at once after a rest, so that the catalogues of a small community (10,000 files) arrive
 * without a pause.
 */
const BURST_MS = 3000
/** One piece of work takes less, and all that is under way together waits less: more is a clock that was set. */
const MAX_WORK_MS = 1000
const MAX_WAIT_MS = 60_000
/**
 * What it takes to receive, verify and store a block, in ms. It cannot be timed, as it happens in many short turns:
 * 53,000 blocks took the node's thread 12 s in a siege.
 */
const BLOCK_MS = 0.2

/** What was done: time in the node's thread in ms, and blocks of catalogues that were read. */
export interface IndexingWork {
  spent: number
  blocks: number
}

/**
 * Bounds the time that catalogues of strangers take: each costs its owner nothing, and this node 0.3 ms per entry in
 * the thread that also sends and receives files.
 */
export class IndexingPace {
  readonly #clock: Clock
  /** When all work so far would have been done at SHARE. */
  #due = 0
  #turns = Promise.resolve()
  /** Resolves when the last piece of work for a stranger is done. */
  #strangers: Promise<void> = Promise.resolve()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** To be awaited before work: resolves in a turn of the event loop in which nobody else works. */
  turn(): Promise<void> {
    return (this.#turns = this.#turns.then(() => new Promise((resolve) => void setImmediate(resolve))))
  }

  /** Does a stranger's work once there is time for it, one after the other, and counts the time it took. */
  run(work: () => void, signal: AbortSignal): Promise<void> {
    const done = this.#strangers.then(async () => {
      await this.rest({ spent: 0, blocks: 0 }, signal)
      await this.turn()
      const begun = this.#clock.now()
      work()
      this.#count({ spent: this.#clock.now() - begun, blocks: 0 })
    })
    this.#strangers = done.catch(() => {})
    return done
  }

  /** To be awaited after work: resolves when more may be done, or when the signal is aborted. */
  async rest(work: IndexingWork, signal: AbortSignal): Promise<void> {
    const now = this.#count(work)
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

  /** Returns the present time. */
  #count({ spent, blocks }: IndexingWork): number {
    const now = this.#clock.now()
    const work = Math.min(MAX_WORK_MS, Math.max(0, spent)) + blocks * BLOCK_MS
    this.#due = Math.min(Math.max(this.#due, now) + work / SHARE, now + MAX_WAIT_MS)
    return now
  }
}
