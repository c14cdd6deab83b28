import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import type { Jobs } from '../jobs.ts'
import type { FileRow, LibraryStore } from '../library-store.ts'
import { WorkMeter, type WorkRate } from '../scan/work-meter.ts'
import { HashQueue } from './hash-queue.ts'
import type { Hasher } from './hasher.ts'

/** State key: hashing stays paused through a restart. */
const PAUSED = 'paused'

export interface HashJobsOptions {
  store: LibraryStore
  hasher: Hasher
  jobs: Jobs
  clock: Clock
  signal: AbortSignal
}

export type HashJobsEvents = {
  /** Bytes were read. */
  progress: null
  /** A page of small files or one large file is done. */
  stepped: null
  /** Files have their hashes; `root` is set in each. */
  hashed: readonly FileRow[]
  /** A file changed while it was read. */
  changed: FileRow
}

/** Runs the hash queue as two jobs, for small files and for large ones, and measures how fast it is. */
export class HashJobs {
  readonly events = new Emitter<HashJobsEvents>()
  readonly #options: HashJobsOptions
  readonly #queue: HashQueue
  readonly #meter: WorkMeter
  #reading = 0

  constructor(options: HashJobsOptions) {
    const { store, hasher, signal, clock } = options
    this.#options = options
    this.#meter = new WorkMeter(clock)
    this.#queue = new HashQueue({
      store,
      signal,
      hasher,
      changed: (file) => this.events.emit('changed', file),
      progress: (files, bytes) => {
        if (files === 0) this.#reading += bytes
        this.#meter.add(files, bytes)
        this.events.emit('progress', null)
      },
      hashed: (files) => this.events.emit('hashed', files),
    })
  }

  /** Files hashed since the start. */
  get hashed(): number {
    return this.#queue.hashed
  }

  get paused(): boolean {
    return this.#queue.paused
  }

  /** Bytes read of the large file that is being hashed. */
  get reading(): number {
    return this.#reading
  }

  /** Pauses if the last run was paused. */
  restorePause(): void {
    this.#queue.pause(this.#options.store.state(PAUSED) === 'true')
  }

  pause(paused: boolean): void {
    this.#options.store.setState(PAUSED, String(paused))
    this.#queue.pause(paused)
    this.#meter.reset()
    if (!paused) this.start()
  }

  /** Stops the large file of a folder that is no longer shared. */
  abandon(folder: number): void {
    this.#queue.abandon(folder)
  }

  rate(left: { files: number; bytes: number }): WorkRate {
    return this.#meter.rate(left)
  }

  /** Hashes whatever the store has to hash. */
  start(): void {
    this.#options.jobs.run('hash', () => this.#run())
  }

  async #run(): Promise<void> {
    const { jobs, signal } = this.#options
    while (!signal.aborted && (await this.#queue.small())) this.events.emit('stepped', null)
    jobs.run('hash large', async () => {
      while (!signal.aborted && (await this.#queue.large())) {
        this.#reading = 0
        this.events.emit('stepped', null)
      }
      this.#reading = 0
    })
    this.events.emit('stepped', null)
  }
}
