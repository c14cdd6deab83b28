import type { Clock } from './clock.ts'
import { HyobanError } from './errors.ts'
import { type RestartPolicy, Restarts } from './restart-policy.ts'
import type { WorkerExit, WorkerHandle } from './worker-handle.ts'
import type { JobFailure, JobMessage, WorkerMessage } from './worker-messages.ts'

// One worker (thread or child process) and its unanswered requests. The worker starts with the first request; after its
// death, the next request starts another one. Unanswered requests, and nothing else, keep the process alive. However
// the worker ends, each request settles exactly once: with its reply, the error of the job, CANCELLED, or WorkerLost.

/**
 * Why a worker is gone: it exited, threw, ran out of memory or of processor time, missed a deadline, or was killed with
 * this reason.
 */
export type LostReason = 'exited' | 'failed' | 'outOfMemory' | 'cpuTime' | 'deadline' | 'closed' | (string & {})

/** Rejects the unanswered requests of a worker that is gone. */
export class WorkerLost extends Error {
  readonly reason: LostReason
  /** True for the oldest request: the one that the worker was busy with. */
  readonly oldest: boolean

  constructor(reason: LostReason, { oldest, cause }: { oldest: boolean; cause?: Error | undefined }) {
    super(`The worker is gone (${reason}${cause ? `: ${cause.message}` : ''}).`, { cause })
    this.name = 'WorkerLost'
    this.reason = reason
    this.oldest = oldest
  }
}

export interface WorkerHostOptions {
  /** Starts a worker; may throw. */
  spawn: () => WorkerHandle
  clock: Clock
  /** An idle worker ends after this many ms; left out: it stays. */
  idleMs?: number
  /** How a dead worker is restarted; left out: by the next request. */
  restart?: RestartPolicy
  /** Called with each message that answers no request. */
  onMessage?: (message: unknown) => void
  /** Called after the worker died; `retryMs` is the pause before its restart, null if there is none. */
  onDeath?: (death: WorkerDeath) => void
}

export interface WorkerDeath extends WorkerExit {
  retryMs: number | null
  /** Deaths in a row. */
  deaths: number
}

export interface RequestOptions<Progress> {
  signal?: AbortSignal | undefined
  /** Buffers that move to the worker instead of being copied. */
  transfer?: readonly ArrayBuffer[]
  /** The worker is killed if the reply takes longer than this, in ms. */
  deadlineMs?: number
  onProgress?: ((value: Progress) => void) | undefined
}

interface Pending<Reply, Progress> {
  resolve(reply: Reply): void
  reject(error: Error): void
  onProgress: ((value: Progress) => void) | undefined
}

/** Start, request, cancel, deadline, death and restart of one worker. */
export class WorkerHost<Job, Reply, Progress = never> {
  readonly #options: WorkerHostOptions
  /** In request order. */
  readonly #pending = new Map<number, Pending<Reply, Progress>>()
  readonly #restarts: Restarts | null
  #worker: WorkerHandle | null = null
  /** When the worker became ready, ms since the epoch; null until then. */
  #readyAt: number | null = null
  #cancelRestart = (): void => {}
  #lastId = 0
  #cancelIdle = (): void => {}
  #closed = false
  #ending = false

  constructor(options: WorkerHostOptions) {
    this.#options = options
    this.#restarts = options.restart ? new Restarts(options.restart) : null
  }

  /** The worker has started and takes jobs. */
  get ready(): boolean {
    return this.#readyAt !== null
  }

  get running(): boolean {
    return this.#worker !== null
  }

  /** Number of unanswered requests. */
  get pending(): number {
    return this.#pending.size
  }

  /** Starts the worker now, so that the first request need not wait for it. Throws what `spawn` throws. */
  start(): void {
    this.#worker ??= this.#spawn()
  }

  /**
   * Sends a job. Rejects with the error of the job (HyobanError), CANCELLED once `signal` aborts (the worker continues
   * the job: stop it with `kill`, or by a flag in shared memory), or WorkerLost.
   */
  request(job: Job, { signal, transfer, deadlineMs, onProgress }: RequestOptions<Progress> = {}): Promise<Reply> {
    if (signal?.aborted || this.#closed) return Promise.reject(cancelled())
    let worker: WorkerHandle
    try {
      worker = this.#worker ??= this.#spawn()
    } catch (error) {
      return Promise.reject(new WorkerLost('failed', { oldest: true, cause: error as Error }))
    }
    this.#cancelIdle()
    worker.hold(true)
    const id = ++this.#lastId
    return new Promise<Reply>((resolve, reject) => {
      const abort = (): void => this.#settle(id)?.reject(cancelled())
      const cancelDeadline =
        deadlineMs === undefined ? () => {} : this.#options.clock.after(deadlineMs, () => this.kill('deadline'))
      signal?.addEventListener('abort', abort, { once: true })
      const done = (): void => {
        cancelDeadline()
        signal?.removeEventListener('abort', abort)
      }
      this.#pending.set(id, {
        resolve: (reply) => (done(), resolve(reply)),
        reject: (error) => (done(), reject(error)),
        onProgress,
      })
      worker.post({ id, job } satisfies JobMessage<Job>, transfer)
    })
  }

  /** For workers that report in a message of their own that they are ready. */
  markReady(): void {
    this.#readyAt = this.#options.clock.now()
  }

  /** Sends a message that is not a request; false if no worker is running. */
  post(message: unknown, transfer?: readonly unknown[]): boolean {
    this.#worker?.post(message, transfer)
    return this.#worker !== null
  }

  /** Ends the worker by force; its requests reject with WorkerLost. The next request starts another one. */
  kill(reason: LostReason): Promise<void> {
    const worker = this.#worker
    this.#lost(reason)
    return worker?.kill() ?? Promise.resolve()
  }

  /**
   * Asks the worker to end after its jobs, and waits until it has. With `limitMs` it is killed if that takes longer. It
   * is not restarted.
   */
  async end({ message = 'end', limitMs }: { message?: unknown; limitMs?: number } = {}): Promise<void> {
    this.#cancelRestart()
    this.#cancelIdle()
    const worker = this.#worker
    if (!worker) return
    this.#ending = true
    const { promise, resolve } = Promise.withResolvers<void>()
    worker.onExit(() => resolve())
    worker.hold(true)
    worker.post(message)
    const kill = (): void => {
      void worker.kill()
      resolve()
    }
    const cancel = limitMs === undefined ? () => {} : this.#options.clock.after(limitMs, kill)
    await promise
    cancel()
    this.#ending = false
  }

  /** Ends the worker by force; further requests reject with CANCELLED. */
  close(): Promise<void> {
    this.#closed = true
    this.#cancelRestart()
    return this.kill('closed')
  }

  #spawn(): WorkerHandle {
    const worker = this.#options.spawn()
    worker.onMessage((message) => {
      if (worker !== this.#worker) return
      if (isAnswer<Reply, Progress>(message)) this.#received(message)
      else this.#options.onMessage?.(message)
    })
    worker.onExit((exit) => {
      if (worker === this.#worker) this.#died(exit)
    })
    return worker
  }

  #received(message: WorkerMessage<Reply, Progress>): void {
    if ('ready' in message) this.markReady()
    else if ('progress' in message) this.#pending.get(message.id)?.onProgress?.(message.progress)
    else {
      const pending = this.#settle(message.id)
      if ('reply' in message) pending?.resolve(message.reply)
      else pending?.reject(thrown(message.failure))
    }
  }

  /** Removes a request from the pending ones. */
  #settle(id: number): Pending<Reply, Progress> | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    if (this.#pending.size === 0 && this.#worker) {
      this.#worker.hold(false)
      this.#cancelIdle()
      const { idleMs, clock } = this.#options
      if (idleMs !== undefined) this.#cancelIdle = clock.after(idleMs, () => void this.kill('idle'))
    }
    return pending
  }

  #died(exit: WorkerExit): void {
    const readyMs = this.#readyAt === null ? 0 : this.#options.clock.now() - this.#readyAt
    this.#lost(reasonOf(exit), exit.error)
    if (this.#ending) return
    const retryMs = this.#restarts?.died(readyMs) ?? null
    if (retryMs !== null) this.#cancelRestart = this.#options.clock.after(retryMs, () => this.start())
    this.#options.onDeath?.({ ...exit, retryMs, deaths: this.#restarts?.deaths ?? 1 })
  }

  #lost(reason: LostReason, cause?: Error): void {
    this.#cancelIdle()
    this.#worker = null
    this.#readyAt = null
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const [place, { reject }] of pending.entries()) reject(new WorkerLost(reason, { oldest: place === 0, cause }))
  }
}

function isAnswer<Reply, Progress>(message: unknown): message is WorkerMessage<Reply, Progress> {
  if (typeof message !== 'object' || message === null) return false
  return 'ready' in message || 'reply' in message || 'failure' in message || 'progress' in message
}

function reasonOf({ error, signal }: WorkerExit): LostReason {
  // V8 and C++ abort a process that gets no more memory
  if (signal === 'SIGABRT' || signal === 'SIGTRAP') return 'outOfMemory'
  if (signal === 'SIGXCPU') return 'cpuTime'
  if (!error) return 'exited'
  return (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'outOfMemory' : 'failed'
}

const thrown = ({ code, message, hint }: JobFailure): HyobanError => new HyobanError(code, message, { hint })

const cancelled = (): HyobanError => new HyobanError('CANCELLED', 'The request was cancelled.')
