import { systemClock } from '../../base/clock.ts'
import { HyobanError } from '../../base/errors.ts'
import { workerThread } from '../../base/worker-handle.ts'
import { WorkerHost, WorkerLost } from '../../base/worker-host.ts'
import { workerUrl } from '../../base/worker-url.ts'
import type { SearchExecutor, FindRequest, FindResult } from './finder.ts'

/** A search for the thread; `peers` is left out if unchanged since the request before. */
export interface SearchJob {
  /** Counts up; see `CANCELLED_RING`. */
  ticket: number
  request: Omit<FindRequest, 'peers'> & { peers?: FindRequest['peers'] }
}

/** The result, or how a cancelled search ended: before it began, or midway. */
export type SearchReply = { result: FindResult } | { left: 'skipped' | 'midway' }

/**
 * Size of the shared array that marks cancelled searches: slot `ticket % CANCELLED_RING` holds the ticket. Fewer
 * searches than this wait at a time.
 */
const CANCELLED_RING = 1024

interface Ended {
  whole: number
  skipped: number
  midway: number
}

/** One thread with its own database connection, started by its first search. */
class Lane {
  readonly ended: Ended = { whole: 0, skipped: 0, midway: 0 }
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(CANCELLED_RING * 4))
  readonly #host: WorkerHost<SearchJob, SearchReply>
  /** The peers that the thread has from its last request. */
  #peers: FindRequest['peers'] | undefined
  #tickets = 0
  readonly #waiting = new Set<number>()

  constructor(path: string, { yields }: { yields: boolean }) {
    const workerData = { path, cancelled: this.#cancelled.buffer, yields }
    const spawn = () => {
      this.#peers = undefined
      return workerThread(workerUrl('search-worker', import.meta.url), { name: 'search', workerData })
    }
    this.#host = new WorkerHost({ spawn, clock: systemClock })
  }

  run({ peers, ...request }: FindRequest, signal?: AbortSignal): Promise<FindResult> {
    if (signal?.aborted) return Promise.reject(cancelled())
    const ticket = ++this.#tickets
    return new Promise<FindResult>((resolve, reject) => {
      const abort = (): void => {
        this.#cancel(ticket)
        reject(cancelled())
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiting.add(ticket)
      void this.#ask(ticket, request, peers)
        .then(resolve, reject)
        .finally(() => {
          signal?.removeEventListener('abort', abort)
          this.#waiting.delete(ticket)
        })
    })
  }

  /** Ends the thread. Cancels all searches first, because a thread ends only when its SQL statement does. */
  close(): Promise<void> {
    for (const ticket of this.#waiting) this.#cancel(ticket)
    return this.#host.close()
  }

  async #ask(ticket: number, request: Omit<FindRequest, 'peers'>, peers: FindRequest['peers']): Promise<FindResult> {
    try {
      this.#host.start()
      const job: SearchJob = { ticket, request: { ...request, ...(peers !== this.#peers && { peers }) } }
      this.#peers = peers
      const reply = await this.#host.request(job)
      this.ended['left' in reply ? reply.left : 'whole']++
      if ('result' in reply) return reply.result
    } catch (error) {
      if (error instanceof HyobanError) throw error
      if (error instanceof WorkerLost && error.reason === 'closed') throw cancelled()
      throw new HyobanError('INTERNAL', 'The search thread stopped unexpectedly.', {
        hint: 'Search again.',
        cause: error,
      })
    }
    throw cancelled()
  }

  #cancel(ticket: number): void {
    Atomics.store(this.#cancelled, ticket % CANCELLED_RING, ticket)
  }
}

/**
 * Searches off the main thread: first results in one thread, complete ones, which take longer, in another, searches in
 * the background (wishes) in a third, and queries of other peers in a fourth; the last two give precedence to all else.
 * A cancelled search is skipped, or ends midway.
 */
export class SearchThreads implements SearchExecutor {
  readonly #first: Lane
  readonly #whole: Lane
  readonly #others: Lane
  readonly #strangers: Lane

  /** `path`: of the database. */
  constructor(path: string) {
    this.#first = new Lane(path, { yields: false })
    this.#whole = new Lane(path, { yields: false })
    this.#others = new Lane(path, { yields: true })
    this.#strangers = new Lane(path, { yields: true })
  }

  /** How many searches have completed, were skipped, or ended midway; for statistics. */
  get ended(): Ended {
    const sum = (of: keyof Ended): number => this.#lanes.reduce((all, lane) => all + lane.ended[of], 0)
    return { whole: sum('whole'), skipped: sum('skipped'), midway: sum('midway') }
  }

  find(request: FindRequest, signal?: AbortSignal): Promise<FindResult> {
    return this.#laneFor(request).run(request, signal)
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()))
  }

  #laneFor({ stranger, quick, thorough }: FindRequest): Lane {
    if (stranger) return this.#strangers
    return quick ? this.#first : thorough ? this.#whole : this.#others
  }

  get #lanes(): Lane[] {
    return [this.#first, this.#whole, this.#others, this.#strangers]
  }
}

function cancelled(): HyobanError {
  return new HyobanError('CANCELLED', 'The search was cancelled.')
}
