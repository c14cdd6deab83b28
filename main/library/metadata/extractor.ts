import { Worker } from 'node:worker_threads'
import { type Clock, systemClock } from '../../base/clock.ts'
import type { ExtractJob, ExtractResult, FileExtractor } from '../../domain/extraction.ts'
import { workerUrl } from '../../base/worker-url.ts'

/** What one file may take before its worker is ended. */
export interface ExtractLimits {
  /** Milliseconds, the start of a worker counted in. */
  deadlineMs: number
  /** MiB of JavaScript heap. */
  heapMb: number
  /** MiB by which the whole process may grow meanwhile: buffers and native code are outside the heap. */
  growthMb: number
}

export const EXTRACT_LIMITS: ExtractLimits = { deadlineMs: 20_000, heapMb: 256, growthMb: 1024 }
/** How often the process's memory is looked at while a file is read. */
const WATCH_MS = 100
/** A worker without work is ended after this: it holds tens of MB of libraries. */
const IDLE_MS = 10_000

/** A worker's thread as far as it is needed here; tests hand in others. */
interface Running {
  worker: Worker
  settle: ((result: ExtractResult) => void) | null
}

/**
 * Looks into files in one worker thread, one file after the other. A file that takes too long or too much memory costs
 * its
 * worker, nothing else: the thread is ended from outside, and the next file gets a new one. Several nodes of a process
 * may
 * share an extractor.
 */
export class Extractor implements FileExtractor {
  readonly #limits: ExtractLimits
  readonly #clock: Clock
  readonly #url: URL
  #running: Running | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #cancelIdle = (): void => {}
  #closed = false
  /** Workers ended by force since the start. */
  ended = 0

  constructor({
    limits = EXTRACT_LIMITS,
    clock = systemClock,
    url = workerUrl('metadata-worker', import.meta.url),
  }: { limits?: ExtractLimits; clock?: Clock; url?: URL } = {}) {
    this.#limits = limits
    this.#clock = clock
    this.#url = url
  }

  /** What is in the file. Never throws; a closed extractor says 'unreadable', which is no result. */
  extract(job: ExtractJob): Promise<ExtractResult> {
    const result = this.#turn.then(() => this.#run(job))
    this.#turn = result
    return result
  }

  async #run(job: ExtractJob): Promise<ExtractResult> {
    if (this.#closed) return { state: 'unreadable' }
    this.#cancelIdle()
    const running = (this.#running ??= this.#start())
    const { worker } = running
    return new Promise<ExtractResult>((resolve) => {
      const cancelDeadline = this.#clock.after(this.#limits.deadlineMs, () =>
        running.settle?.(this.#end(running, 'tookTooLong')),
      )
      const cancelWatch = this.#watch(() => running.settle?.(this.#end(running, 'tooMuchMemory')))
      running.settle = (result) => {
        running.settle = null
        cancelDeadline()
        cancelWatch()
        this.#cancelIdle = this.#clock.after(IDLE_MS, () => this.#drop(running))
        resolve(result)
      }
      worker.postMessage(job)
    })
  }

  /** Calls back when the process has grown too much; returns what stops it. */
  #watch(grown: () => void): () => void {
    const most = process.memoryUsage.rss() + this.#limits.growthMb * 1024 * 1024
    let cancel = (): void => {}
    const look = (): void => {
      if (process.memoryUsage.rss() > most) grown()
      else cancel = this.#clock.after(WATCH_MS, look)
    }
    cancel = this.#clock.after(WATCH_MS, look)
    return () => cancel()
  }

  #start(): Running {
    const { heapMb } = this.#limits
    const worker = new Worker(this.#url, {
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    })
    const running: Running = { worker, settle: null }
    // libraries print warnings of what they read: that is no message of ours
    worker.stdout.resume()
    worker.stderr.resume()
    worker.unref()
    worker.on('message', (result: ExtractResult) => running.settle?.(result))
    worker.on('error', (error) => {
      const memory = (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY'
      running.settle?.(this.#end(running, memory ? 'tooMuchMemory' : 'damaged'))
      this.#forget(running)
    })
    worker.on('exit', () => {
      running.settle?.({ state: 'none', reason: 'damaged' })
      this.#forget(running)
    })
    return running
  }

  #end(running: Running, reason: 'tookTooLong' | 'tooMuchMemory' | 'damaged'): ExtractResult {
    this.ended++
    this.#drop(running)
    return { state: 'none', reason }
  }

  #forget(running: Running): void {
    if (this.#running === running) this.#running = null
  }

  /** Ends the thread; not waited for, since native code may hold it a little longer. */
  #drop(running: Running): void {
    this.#forget(running)
    void running.worker.terminate()
  }

  /** Ends the worker; what is being looked into counts as not looked into. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelIdle()
    const running = this.#running
    running?.settle?.({ state: 'unreadable' })
    this.#running = null
    await running?.worker.terminate()
    await this.#turn
  }
}
