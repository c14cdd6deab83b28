import type { Clock } from '../../base/clock.ts'
import { HyobanError } from '../../base/errors.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import { absolute } from './hash-queue.ts'
import type { Hasher, HashedFile } from './hasher.ts'
import type { FileRow, LibraryStore } from '../library-store.ts'
import { WorkMeter, type WorkRate } from '../scan/work-meter.ts'

/** Files read at a time. */
const PAGE = 64

/** How far a verification is; `state` 'running' until it is 'done' or 'cancelled'. */
export interface Verification extends WorkRate {
  folderId: number
  name: string
  state: 'running' | 'done' | 'cancelled'
  files: number
  totalFiles: number
  bytes: number
  totalBytes: number
  /** Same size and time, other content: the disk has lost something, or it was changed behind the system's back. */
  damaged: number
  /** Changed or gone in an ordinary way since they were hashed; the next scan sees to them. */
  changed: number
}

export interface VerifierOptions {
  store: LibraryStore
  hasher: Hasher
  clock: Clock
  signal: AbortSignal
  changed: () => void
}

/** Reads the files of a folder again and compares them with what is known of them. One folder at a time. */
export class Verifier {
  readonly #o: VerifierOptions
  readonly #meter: WorkMeter
  #now: Omit<Verification, keyof WorkRate> | null = null
  #stop = new AbortController()

  constructor(options: VerifierOptions) {
    this.#o = options
    this.#meter = new WorkMeter(options.clock)
  }

  /** What is going on, or how the last one ended; null before the first. */
  get progress(): Verification | null {
    const now = this.#now
    if (!now) return null
    return {
      ...now,
      ...this.#meter.rate({
        files: Math.max(0, now.totalFiles - now.files),
        bytes: Math.max(0, now.totalBytes - now.bytes),
      }),
    }
  }

  get running(): boolean {
    return this.#now?.state === 'running'
  }

  /** Ends it where it is. */
  cancel(): void {
    this.#stop.abort()
  }

  /** Verifies a folder; resolves at the end, also when it is cancelled. Throws IN_USE while another one is verified. */
  async run(folder: { id: number; name: string }): Promise<void> {
    if (this.running)
      throw new HyobanError('IN_USE', `${this.#now?.name ?? ''} is being verified.`, {
        hint: 'Wait until it finishes, or cancel it.',
      })
    const { store, clock, signal, changed } = this.#o
    const { hashedFiles, hashedBytes } = store.totals(folder.id)
    const now: Omit<Verification, keyof WorkRate> = {
      folderId: folder.id,
      name: folder.name,
      state: 'running',
      files: 0,
      totalFiles: hashedFiles,
      bytes: 0,
      totalBytes: hashedBytes,
      damaged: 0,
      changed: 0,
    }
    this.#now = now
    this.#stop = new AbortController()
    this.#meter.reset()
    changed()
    const stop = AbortSignal.any([signal, this.#stop.signal])
    try {
      let after = 0
      for (
        let page = store.hashedAfter(folder.id, after, PAGE);
        page.length > 0;
        page = store.hashedAfter(folder.id, after, PAGE)
      ) {
        after = page.at(-1)?.id as number
        const small = page.filter((file) => file.size <= CHUNK_BYTES)
        const results =
          small.length > 0
            ? await this.#o.hasher.hashSmall(
                small.map((file) => ({ path: absolute(file), size: file.size, stamp: file.stamp })),
                { signal: stop },
              )
            : []
        small.forEach((file, i) => this.#judge(now, file, results[i] as HashedFile | HyobanError))
        this.#read(
          now,
          small.length,
          small.reduce((sum, file) => sum + file.size, 0),
        )
        for (const file of page) if (file.size > CHUNK_BYTES) await this.#large(now, file, stop)
      }
      now.state = 'done'
      store.setVerified(folder.id, clock.now())
    } catch (error) {
      if (!(error instanceof HyobanError) || error.code !== 'CANCELLED') throw error
    } finally {
      if (now.state === 'running') now.state = 'cancelled'
      if (!signal.aborted) changed()
    }
  }

  async #large(now: Omit<Verification, keyof WorkRate>, file: FileRow, signal: AbortSignal): Promise<void> {
    const result = await this.#o.hasher
      .hash(absolute(file), { signal, progress: (bytes) => this.#read(now, 0, bytes) })
      .catch((error: unknown) => {
        if (error instanceof HyobanError && error.code !== 'CANCELLED') return error
        throw error
      })
    this.#judge(now, file, result)
    this.#read(now, 1, 0)
  }

  #read(now: Omit<Verification, keyof WorkRate>, files: number, bytes: number): void {
    now.files += files
    now.bytes += bytes
    this.#meter.add(files, bytes)
    this.#o.changed()
  }

  #judge(now: Omit<Verification, keyof WorkRate>, file: FileRow, result: HashedFile | HyobanError): void {
    if (result instanceof HyobanError || result.stamp !== file.stamp) now.changed++
    else if (Buffer.compare(result.root, file.root as Uint8Array) !== 0) {
      now.damaged++
      this.#o.store.failed(
        file.id,
        'its content changed but its size and modification time did not: the disk may be failing',
        true,
      )
    }
  }
}
