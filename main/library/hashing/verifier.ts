import { HyobanError } from '../../base/errors.ts'
import { fitsStamp } from '../../domain/file-stamp.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import { absolute } from './hash-queue.ts'
import type { Hasher, HashedFile } from './hasher.ts'
import type { LibraryContext } from '../library-options.ts'
import type { FileRow } from '../library-store.ts'
import { WorkMeter, type WorkRate } from '../scan/work-meter.ts'

/** Why a damaged file is no longer shared. */
export const DAMAGED = 'its content changed but its size and modification time did not: the disk may be failing'

/** Files read per page. */
const PAGE = 64

/** Progress of a verification. */
export interface Verification extends WorkRate {
  folderId: number
  name: string
  state: 'running' | 'done' | 'cancelled'
  files: number
  totalFiles: number
  bytes: number
  totalBytes: number
  /** Same size and modification time, but other content: the disk is failing, or the times were forged. */
  damaged: number
  /** Changed or removed in the ordinary way since they were hashed; the next scan handles them. */
  changed: number
}

/** A verification without its rates. */
type Counts = Omit<Verification, keyof WorkRate>

/** Reads the files of a folder again and compares them with their hashes. One folder at a time. */
export class Verifier {
  readonly #context: LibraryContext
  readonly #hasher: Hasher
  readonly #meter: WorkMeter
  #now: Counts | null = null
  #stop = new AbortController()

  constructor(context: LibraryContext, hasher: Hasher) {
    this.#context = context
    this.#hasher = hasher
    this.#meter = new WorkMeter(context.clock)
  }

  /** The current verification, or else the last one; null before the first. */
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

  cancel(): void {
    this.#stop.abort()
  }

  /** Verifies a folder; resolves when it is done or cancelled. Throws IN_USE while another one is being verified. */
  async run(folder: { id: number; name: string }): Promise<void> {
    if (this.running)
      throw new HyobanError('IN_USE', `${this.#now?.name ?? ''} is being verified.`, {
        hint: 'Wait until it finishes, or cancel it.',
      })
    const { store, events, clock, signal } = this.#context
    const { hashedFiles, hashedBytes } = store.totals(folder.id)
    const now: Counts = {
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
    events.emit('change', null)
    const stop = AbortSignal.any([signal, this.#stop.signal])
    try {
      let after = 0
      for (;;) {
        const page = store.hashedAfter(folder.id, after, PAGE)
        if (page.length === 0) break
        after = page.at(-1)?.id as number
        await this.#smallFiles(
          now,
          page.filter((file) => file.size <= CHUNK_BYTES),
          stop,
        )
        for (const file of page) if (file.size > CHUNK_BYTES) await this.#large(now, file, stop)
      }
      now.state = 'done'
      store.setVerified(folder.id, clock.now())
    } catch (error) {
      if (!(error instanceof HyobanError) || error.code !== 'CANCELLED') throw error
    } finally {
      if (now.state === 'running') now.state = 'cancelled'
      if (!signal.aborted) events.emit('change', null)
    }
  }

  async #smallFiles(now: Counts, files: readonly FileRow[], signal: AbortSignal): Promise<void> {
    if (files.length === 0) return
    const results = await this.#hasher.hashSmall(
      files.map((file) => ({ path: absolute(file), size: file.size, stamp: file.stamp })),
      { signal },
    )
    files.forEach((file, i) => this.#judge(now, file, results[i] as HashedFile | HyobanError))
    const bytes = files.reduce((sum, file) => sum + file.size, 0)
    this.#read(now, files.length, bytes)
  }

  async #large(now: Counts, file: FileRow, signal: AbortSignal): Promise<void> {
    const result = await this.#hasher
      .hash(absolute(file), { signal, progress: (bytes) => this.#read(now, 0, bytes) })
      .catch((error: unknown) => {
        if (error instanceof HyobanError && error.code !== 'CANCELLED') return error
        throw error
      })
    this.#judge(now, file, result)
    this.#read(now, 1, 0)
  }

  #read(now: Counts, files: number, bytes: number): void {
    now.files += files
    now.bytes += bytes
    this.#meter.add(files, bytes)
    this.#context.events.emit('change', null)
  }

  #judge(now: Counts, file: FileRow, result: HashedFile | HyobanError): void {
    if (result instanceof HyobanError || !fitsStamp(file.stamp, result.stamp)) now.changed++
    else if (Buffer.compare(result.root, file.root as Uint8Array) !== 0) {
      now.damaged++
      this.#context.store.failed(file.id, DAMAGED, true)
    }
  }
}
