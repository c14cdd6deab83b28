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

  /**
   * Does a stranger's work once there is time for it, one after the other, and counts the time it took. Resolves at
   * once when the signal is aborted, and the work is left undone.
   */
  run(work: () => void, signal: AbortSignal): Promise<void> {
    const done = this.#strangers.then(async () => {
      if (!signal.aborted) await this.rest(0, signal)
      if (!signal.aborted) await this.turn()
      if (signal.aborted) return
      const begun = this.#clock.now()
      work()
      this.#count(Math.min(MAX_WORK_MS, Math.max(0, this.#clock.now() - begun)))
    })
    this.#strangers = done.catch(() => {})
    return untilAborted(signal, (resolve, reject) => done.then(resolve, reject))
  }

  /** To be awaited after blocks were read: resolves when more may be done, or when the signal is aborted. */
  async rest(blocks: number, signal: AbortSignal): Promise<void> {
    const now = this.#count(blocks * BLOCK_MS)
    const wait = this.#due - now - BURST_MS / SHARE
    if (wait <= 0) return
    let cancel = (): void => {}
    await untilAborted(signal, (resolve) => void (cancel = this.#clock.after(wait, resolve)))
    cancel()
  }

  /** Counts so many ms of work; returns the present time. */
  #count(work: number): number {
    const now = this.#clock.now()
    this.#due = Math.min(Math.max(this.#due, now) + work / SHARE, now + MAX_WAIT_MS)
    return now
  }
}

/** Like a promise with this executor, but resolved when the signal is aborted. */
async function untilAborted(signal: AbortSignal, executor: ConstructorParameters<typeof Promise<void>>[0]) {
  if (signal.aborted) return
  let abort = (): void => {}
  try {
    await new Promise<void>((resolve, reject) => {
      abort = resolve
      signal.addEventListener('abort', abort)
      executor(resolve, reject)
    })
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
