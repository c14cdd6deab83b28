import { type Clock, systemClock } from '../../base/clock.ts'
import { workerThread } from '../../base/worker-handle.ts'
import { WorkerHost, WorkerLost } from '../../base/worker-host.ts'
import { workerUrl } from '../../base/worker-url.ts'
import type { ExtractJob, ExtractResult, FileExtractor, NoMetadata } from '../../domain/extraction.ts'

/** Limits per file; a worker that exceeds one is terminated. */
export interface ExtractLimits {
  /** Milliseconds, including the worker's start. */
  deadlineMs: number
  /** MiB of JavaScript heap. */
  heapMb: number
  /** MiB by which the whole process may grow, since buffers and native code are outside the heap. */
  growthMb: number
}

const EXTRACT_LIMITS: ExtractLimits = { deadlineMs: 20_000, heapMb: 256, growthMb: 1024 }
/** Interval of checking the process's memory while a file is read, in ms. */
const MEMORY_CHECK_MS = 100
/** Idle worker is terminated after this many ms, as it holds tens of MB of libraries. */
const IDLE_MS = 10_000

/** Result for the file being read when the worker is lost, by the reason. */
const LOSSES: Record<string, NoMetadata> = {
  deadline: 'tookTooLong',
  outOfMemory: 'tooMuchMemory',
  growth: 'tooMuchMemory',
}

/**
 * Reads metadata in one worker thread, one file at a time. If a file takes too long or too much memory, the thread is
 * terminated from outside and the next file gets a new one. Several nodes of a process may share an extractor.
 */
export class Extractor implements FileExtractor {
  /** Workers terminated by force since the start. */
  ended = 0
  readonly #limits: ExtractLimits
  readonly #clock: Clock
  readonly #host: WorkerHost<ExtractJob, ExtractResult>
  #turn: Promise<unknown> = Promise.resolve()

  constructor({
    limits = EXTRACT_LIMITS,
    clock = systemClock,
    url = workerUrl('metadata-worker', import.meta.url),
  }: { limits?: ExtractLimits; clock?: Clock; url?: URL } = {}) {
    this.#limits = limits
    this.#clock = clock
    const spawn = () =>
      workerThread(url, {
        env: {},
        // Swallows warnings that the libraries print.
        stdout: true,
        stderr: true,
        resourceLimits: { maxOldGenerationSizeMb: limits.heapMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
      })
    this.#host = new WorkerHost({ spawn, clock, idleMs: IDLE_MS })
  }

  /** Reads one file. Never throws; a closed extractor returns 'unreadable', which is not stored. */
  extract(job: ExtractJob): Promise<ExtractResult> {
    const result = this.#turn.then(() => this.#run(job))
    this.#turn = result
    return result
  }

  /** Terminates the worker; the file being read is returned as 'unreadable'. */
  async close(): Promise<void> {
    await this.#host.close()
    await this.#turn
  }

  async #run(job: ExtractJob): Promise<ExtractResult> {
    const stopWatching = this.#watchMemory()
    try {
      return await this.#host.request(job, { deadlineMs: this.#limits.deadlineMs })
    } catch (error) {
      if (!(error instanceof WorkerLost) || error.reason === 'closed') return { state: 'unreadable' }
      this.ended++
      return { state: 'none', reason: LOSSES[error.reason] ?? 'damaged' }
    } finally {
      stopWatching()
    }
  }

  /** Terminates the worker when the process grows too much; returns a function that stops watching. */
  #watchMemory(): () => void {
    const limit = process.memoryUsage.rss() + this.#limits.growthMb * 1024 * 1024
    let cancel = (): void => {}
    const check = (): void => {
      if (process.memoryUsage.rss() > limit) void this.#host.kill('growth')
      else cancel = this.#clock.after(MEMORY_CHECK_MS, check)
    }
    cancel = this.#clock.after(MEMORY_CHECK_MS, check)
    return () => cancel()
  }
}
