import { Worker } from 'node:worker_threads'
import { HyobanError } from '../../base/errors.ts'
import { workerUrl } from '../../base/worker-url.ts'
import type { SearchExecutor, FindRequest, FindResult } from './finder.ts'

/** `peers` is left out where they are those of the request before. */
export type SearchJob = { id: number; request: Omit<FindRequest, 'peers'> & { peers?: FindRequest['peers'] } }
export type SearchReply = { id: number } & ({ result: FindResult } | { error: string } | { left: 'skipped' | 'midway' })

/** Searches that are waited for at a time; a cancelled one is told by its number in a ring of this size. */
const RING = 1024

interface Ended {
  whole: number
  skipped: number
  midway: number
}

interface Waiting {
  resolve: (result: FindResult) => void
  reject: (error: Error) => void
}

/** One thread with its own connection, started by its first search. */
class Lane {
  readonly #path: string
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(RING * 4))
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #peers: FindRequest['peers'] | undefined
  #last = 0
  readonly ended: Ended = { whole: 0, skipped: 0, midway: 0 }

  constructor(path: string) {
    this.#path = path
  }

  run({ peers, ...request }: FindRequest, signal?: AbortSignal): Promise<FindResult> {
    const id = ++this.#last
    const worker = (this.#worker ??= this.#start())
    return new Promise<FindResult>((resolve, reject) => {
      const abort = (): void => {
        Atomics.store(this.#cancelled, id % RING, id)
        this.#waiting.delete(id)
        reject(cancelled())
      }
      if (signal?.aborted) return reject(cancelled())
      signal?.addEventListener('abort', abort, { once: true })
      const done = (): void => signal?.removeEventListener('abort', abort)
      this.#waiting.set(id, {
        resolve: (result) => (done(), resolve(result)),
        reject: (error) => (done(), reject(error)),
      })
      const job: SearchJob = { id, request: { ...request, ...(peers !== this.#peers && { peers }) } }
      this.#peers = peers
      worker.postMessage(job)
    })
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    // a thread ends when its statement does
    for (const id of this.#waiting.keys()) Atomics.store(this.#cancelled, id % RING, id)
    this.#fail(cancelled())
    await worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(workerUrl('search-worker', import.meta.url), {
      workerData: { path: this.#path, called: this.#cancelled.buffer },
      execArgv: [],
    })
    this.#peers = undefined
    worker.unref()
    worker.on('message', (reply: SearchReply) => {
      const waiting = this.#waiting.get(reply.id)
      this.#waiting.delete(reply.id)
      if ('left' in reply) this.ended[reply.left]++
      else this.ended.whole++
      if (!waiting) return
      if ('result' in reply) waiting.resolve(reply.result)
      else waiting.reject('error' in reply ? new HyobanError('INTERNAL', reply.error) : cancelled())
    })
    const gone = (error: Error): void => {
      // the next search starts another one
      if (this.#worker === worker) this.#worker = undefined
      this.#fail(
        new HyobanError('INTERNAL', `The search thread ended: ${error.message}`, {
          hint: 'Search again.',
          cause: error,
        }),
      )
    }
    worker.on('error', gone)
    worker.on('exit', () => gone(new Error('exit')))
    return worker
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

/**
 * Searches off the main thread: first answers in one, whole ones, which take longer, in another, and what nobody sits
 * and waits for (wishes, questions
 * of other peers) in a third. A search that is not wanted any more is skipped, or ends midway.
 */
export class SearchThreads implements SearchExecutor {
  readonly #first: Lane
  readonly #whole: Lane
  readonly #others: Lane

  /** `path` of the database. */
  constructor(path: string) {
    this.#first = new Lane(path)
    this.#whole = new Lane(path)
    this.#others = new Lane(path)
  }

  /** How searches have ended so far: told in full, left in the line, left midway. For figures. */
  get ended(): Ended {
    const lanes = [this.#first, this.#whole, this.#others]
    const sum = (of: keyof Ended): number => lanes.reduce((all, lane) => all + lane.ended[of], 0)
    return { whole: sum('whole'), skipped: sum('skipped'), midway: sum('midway') }
  }

  find(request: FindRequest, signal?: AbortSignal): Promise<FindResult> {
    return (request.quick ? this.#first : request.thorough ? this.#whole : this.#others).run(request, signal)
  }

  async close(): Promise<void> {
    await Promise.all([this.#first, this.#whole, this.#others].map((lane) => lane.close()))
  }
}

function cancelled(): HyobanError {
  return new HyobanError('CANCELLED', 'The search was given up.')
}
