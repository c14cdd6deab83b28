import { Emitter } from '../../base/emitter.ts'
import type { LibraryContext } from '../library-options.ts'
import { WorkMeter, type WorkRate } from '../scan/work-meter.ts'
import { HashQueue, type HashEvents } from './hash-queue.ts'
import type { Hasher } from './hasher.ts'

/** State key; a pause survives a restart. */
const PAUSED = 'paused'

type HashJobsEvents = HashEvents & {
  /** A page of small files, or a large file, is done. */
  stepped: null
}

/** Runs the hash queue as two jobs, for small and for large files, and measures its speed. */
export class HashJobs {
  readonly events = new Emitter<HashJobsEvents>()
  readonly #context: LibraryContext
  readonly #queue: HashQueue
  readonly #meter: WorkMeter
  #reading = 0

  constructor(context: LibraryContext, hasher: Hasher) {
    const { store, clock, signal } = context
    this.#context = context
    this.#meter = new WorkMeter(clock)
    this.events.on('progress', ({ files, bytes }) => {
      if (files === 0) this.#reading += bytes
      this.#meter.add(files, bytes)
    })
    this.#queue = new HashQueue({ store, hasher, events: this.events, signal })
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

  /** Pauses if hashing was paused at the last shutdown. */
  restorePause(): void {
    this.#queue.pause(this.#context.store.state(PAUSED) === 'true')
  }

  pause(paused: boolean): void {
    this.#context.store.setState(PAUSED, String(paused))
    this.#queue.pause(paused)
    this.#meter.reset()
    if (!paused) this.start()
  }

  /** Stops hashing the large file of a folder that is no longer shared. */
  abandon(folder: number): void {
    this.#queue.abandon(folder)
  }

  rate(left: { files: number; bytes: number }): WorkRate {
    return this.#meter.rate(left)
  }

  /** Hashes all files that the store lists as not hashed. */
  start(): void {
    this.#context.jobs.run('hash', () => this.#run())
  }

  async #run(): Promise<void> {
    const { jobs, signal } = this.#context
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
