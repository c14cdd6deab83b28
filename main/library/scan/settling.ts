import type { Clock } from '../../base/clock.ts'

/*
 * A file that another program is writing (a download, a recording, a copy) is hashed once it has been quiet for a
 * while, not at each change. Nothing tells for certain that a program has finished: what counts is how long ago a file
 * was written, and how often it has changed from one look to the next. A file that appears whole is never held up by
 * more than a blink.
 */

/** Time without a change before a file is hashed, in ms, after no, one, or more changes between two looks. */
const QUIET_MS = [200, 1000, 10_000] as const
/** The same for a file that has changed again after it was hashed, this often. */
const RESTLESS_MS = 60_000
const RESTLESS_TIMES = 4
/** A file that never gets quiet is hashed as it is after this many ms, and again at most that often. */
const MAX_WAIT_MS = 10 * 60_000
/** Changes are forgotten after this many ms without another one. */
const MEMORY_MS = 5 * 60_000
/** Maximum number of files whose changes are remembered. */
const MAX_FILES = 10_000

/** Why a file waits, in words. */
export const STILL_WRITTEN = 'it is still being written; it is shared once it has been quiet for a while'

interface Changes {
  count: number
  /** Time of the look that saw the last one. */
  at: number
  /** When the file began to wait; null while it does not. */
  since: number | null
  /** True from when it was hashed until its next change, and how often such a change has come. */
  released: boolean
  undone: number
}

/** How long a file has to wait before it is hashed. */
interface Wait {
  /** In ms; 0: not at all. */
  ms: number
  /** True if it was seen being written, false if it is only new. */
  writing: boolean
}

/** Decides for each new or changed file that a scan meets whether it is still being written. */
export class Settling {
  readonly #clock: Clock
  readonly #files = new Map<string, Changes>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Call at each look at a file without a hash. `key` identifies it; `changed`: it differs from the look before;
   * `modified`: its modification time in ms, which counts unless it lies in the future (other machines' clocks);
   * -Infinity for a file that was there before.
   */
  look(key: string, { changed, modified }: { changed: boolean; modified: number }): Wait {
    const now = this.#clock.now()
    const seen = changed ? this.#change(key, now) : this.#recall(key, now)
    const left = Math.min(quietMs(seen), lastWrite(seen, modified, now) + quietMs(seen) - now)
    if (seen && left > 0) seen.since = Math.min(seen.since ?? now, now)
    const isOverdue = seen !== undefined && seen.since !== null && now - seen.since >= MAX_WAIT_MS
    if (left > 0 && !isOverdue) return { ms: left, writing: (seen?.count ?? 0) > 1 }
    if (seen) Object.assign(seen, { since: null, released: true })
    return { ms: 0, writing: false }
  }

  #recall(key: string, now: number): Changes | undefined {
    const seen = this.#files.get(key)
    if (!seen) return undefined
    // the clock was set back
    seen.at = Math.min(seen.at, now)
    if (now - seen.at <= MEMORY_MS) return seen
    this.#files.delete(key)
    return undefined
  }

  #change(key: string, now: number): Changes {
    const seen = this.#recall(key, now) ?? { count: 0, at: now, since: null, released: false, undone: 0 }
    if (seen.released) seen.undone++
    Object.assign(seen, { count: seen.count + 1, at: now, released: false })
    this.#files.delete(key)
    this.#files.set(key, seen)
    const [oldest] = this.#files.keys()
    if (this.#files.size > MAX_FILES && oldest !== undefined) this.#files.delete(oldest)
    return seen
  }
}

function quietMs(seen: Changes | undefined): number {
  if (seen && seen.undone >= RESTLESS_TIMES) return RESTLESS_MS
  return QUIET_MS[Math.min(seen?.count ?? 0, 2)] as number
}

/** A program may set the modification time; once changes were seen, the time of the look counts. */
function lastWrite(seen: Changes | undefined, modified: number, now: number): number {
  if (seen && seen.count > 1) return seen.at
  return modified <= now ? modified : -Infinity
}
