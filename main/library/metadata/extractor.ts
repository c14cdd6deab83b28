import { realpathSync } from 'node:fs'
import { type Clock, systemClock } from '../../base/clock.ts'
import { diskGuard } from '../../base/disks/disk-guard.ts'
import type { WorkerHandle } from '../../base/worker-handle.ts'
import { WorkerHost, WorkerLost } from '../../base/worker-host.ts'
import { workerUrl } from '../../base/worker-url.ts'
import type { ExtractJob, ExtractResult, FileExtractor, NoMetadata } from '../../domain/extraction.ts'
import { withPlainPath } from './plain-path.ts'
import { readablePath, type ReaderMemory, readerProcess } from './reader-process.ts'

/** Limits per file; a process that exceeds one is killed. */
export interface ExtractLimits extends ReaderMemory {
  /** Milliseconds, including the start of the process. */
  deadlineMs: number
}

export interface ExtractorOptions {
  limits?: ExtractLimits
  clock?: Clock
  /** Folders that the process may not read: those of the node's identity and data. */
  privateFolders?: readonly string[]
  /** Starts a process that may read these files and folders. */
  start?: (readable: ReadonlySet<string>) => WorkerHandle
}

const EXTRACT_LIMITS: ExtractLimits = { deadlineMs: 20_000, heapMb: 256, memoryMb: 1024 }
/** Interval of checking the process's memory while a file is read, in ms. */
const MEMORY_CHECK_MS = 100
/** An idle process is ended after this many ms, as it holds tens of MB of libraries. */
const IDLE_MS = 10_000

/** Result for the file being read when the process is lost, by the reason. */
const LOSSES: Record<string, NoMetadata> = {
  deadline: 'tookTooLong',
  outOfMemory: 'tooMuchMemory',
  memory: 'tooMuchMemory',
}
/** Reasons that say nothing about the file: it is read again another time. */
const INNOCENT = new Set(['closed', 'cpuTime'])

/**
 * Reads metadata in one child process, one file at a time: what decodes strangers' files shares no memory with the
 * secret key, cannot read the data directory, and is killed by the system if a file takes too long or too much memory.
 * The next file gets a new process. Several nodes of a process may share an extractor.
 */
export class Extractor implements FileExtractor {
  /** Processes killed since the start because of a file. */
  ended = 0
  readonly #limits: ExtractLimits
  readonly #clock: Clock
  readonly #privateFolders: readonly string[]
  /** What the process may read; it is restarted when there is more. */
  readonly #readable = new Set<string>()
  /** The file among these that is allowed alone, until the next one. */
  #single: string | null = null
  readonly #host: WorkerHost<ExtractJob, ExtractResult>
  #worker: WorkerHandle | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor({ limits = EXTRACT_LIMITS, clock = systemClock, privateFolders = [], start }: ExtractorOptions = {}) {
    this.#limits = limits
    this.#clock = clock
    this.#privateFolders = privateFolders
    const url = workerUrl('metadata-worker', import.meta.url)
    const startWith = start ?? ((readable) => readerProcess(url, limits, readable))
    const spawn = (): WorkerHandle => (this.#worker = startWith(this.#readable))
    this.#host = new WorkerHost({ spawn, clock, idleMs: IDLE_MS })
  }

  /** Reads one file. Never throws; a closed extractor returns 'unreadable', which is not stored. */
  extract(job: ExtractJob): Promise<ExtractResult> {
    const result = this.#turn.then(() => this.#run(job))
    this.#turn = result
    return result
  }

  /** Kills the process; the file being read is returned as 'unreadable'. */
  async close(): Promise<void> {
    await this.#host.close()
    await this.#turn
  }

  async #run(job: ExtractJob): Promise<ExtractResult> {
    if (diskGuard.isSilent(job.path) || readablePath(job.path, this.#secrets()) === null) return { state: 'unreadable' }
    return withPlainPath(job.path, (path) => this.#read({ ...job, path })).catch(() => ({ state: 'unreadable' }))
  }

  async #read(job: ExtractJob): Promise<ExtractResult> {
    if (!(await this.#makeReadable(job.path))) return { state: 'unreadable' }
    const stopWatching = this.#watchMemory()
    try {
      return await this.#host.request(job, { deadlineMs: this.#limits.deadlineMs })
    } catch (error) {
      if (!(error instanceof WorkerLost) || INNOCENT.has(error.reason)) return { state: 'unreadable' }
      this.ended++
      return { state: 'none', reason: LOSSES[error.reason] ?? 'damaged' }
    } finally {
      stopWatching()
    }
  }

  #secrets(): string[] {
    return this.#privateFolders.flatMap((folder) => [folder, realPath(folder)])
  }

  /** Lets the process read this file, unless it is private. */
  async #makeReadable(path: string): Promise<boolean> {
    const allowed = readablePath(path, this.#secrets())
    if (allowed === null) return false
    if (this.#readable.has(allowed)) return true
    if (this.#single !== null) this.#readable.delete(this.#single)
    this.#single = allowed === path ? path : null
    this.#readable.add(allowed)
    // permissions are given at the start of a process
    await this.#host.kill('permissions')
    return true
  }

  /** Kills the process when it holds too much; returns a function that stops watching. */
  #watchMemory(): () => void {
    const limit = this.#limits.memoryMb * 1024 * 1024
    let cancel = (): void => {}
    const check = (): void => {
      if ((this.#worker?.memory?.() ?? 0) > limit) void this.#host.kill('memory')
      else cancel = this.#clock.after(MEMORY_CHECK_MS, check)
    }
    cancel = this.#clock.after(MEMORY_CHECK_MS, check)
    return () => cancel()
  }
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}
