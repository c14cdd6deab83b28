/** Time as a dependency, so that tests control it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Calls `fn` after `ms` milliseconds; returns a function that cancels. Does not keep the process alive. */
  after(ms: number, fn: () => void): () => void
}

/** The last moment that a Date can hold, in the year 275760. */
export const MAX_TIME = 8_640_000_000_000_000

/** The clock of the machine. One before 1970 (a dead battery) stands still at 1970: no format holds earlier times. */
export const systemClock: Clock = {
  now: () => Math.max(0, Date.now()),
  after(ms, fn) {
    const timer = setTimeout(fn, ms)
    if (typeof timer === 'object' && 'unref' in timer) timer.unref()
    return () => clearTimeout(timer)
  },
}

/** A clock that tests advance; timers fire in order inside `advance`. */
export class ManualClock implements Clock {
  #now: number
  #timers: { at: number; fn: () => void }[] = []

  constructor(start = 1_700_000_000_000) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Moves time forward by `ms` and fires the timers that are due, earliest first. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers = this.#timers.filter((other) => other !== due)
      this.#now = Math.max(this.#now, due.at)
      due.fn()
    }
    this.#now = end
  }
}
