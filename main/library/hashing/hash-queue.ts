import { join } from 'node:path'
import type { Emitter } from '../../base/emitter.ts'
import { HyobanError } from '../../base/errors.ts'
import { fitsStamp } from '../../domain/file-stamp.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import type { Hasher, HashedFile } from './hasher.ts'
import type { FileRow, LibraryStore } from '../library-store.ts'

/** Small files per worker task, in number and bytes. */
const GROUP_FILES = 40
const GROUP_BYTES = 8 * CHUNK_BYTES
/** Groups taken from the store at a time, per thread. */
const GROUPS = 3

export type HashEvents = {
  /** Files completed, and bytes read of small files or of a part of a large one. */
  progress: { files: number; bytes: number }
  /** Files were hashed; `root` is set in each. */
  hashed: readonly FileRow[]
  /** A file changed while it was read; its directory should be scanned again. */
  changed: FileRow
}

interface HashQueueOptions {
  store: LibraryStore
  hasher: Hasher
  events: Pick<Emitter<HashEvents>, 'emit'>
  signal: AbortSignal
}

/**
 * Hashes the files that the store lists as not hashed: small ones in groups, smallest first; a large one alone, spread
 * over all threads, while new small files overtake it. A pause takes effect at the next group or part, so that nothing
 * is read twice.
 */
export class HashQueue {
  readonly #options: HashQueueOptions
  /** Folder of the large file being hashed, and its abort. */
  #current: { folder: number; stop: AbortController } | undefined
  #hashed = 0
  #resume: (() => void) | undefined
  #paused: Promise<void> | undefined

  constructor(options: HashQueueOptions) {
    this.#options = options
    options.signal.addEventListener('abort', () => this.pause(false), { once: true })
  }

  /** Files hashed since the start; a restart without changes hashes none. */
  get hashed(): number {
    return this.#hashed
  }

  get paused(): boolean {
    return this.#paused !== undefined
  }

  pause(paused: boolean): void {
    if (paused === this.paused) return
    if (paused) this.#paused = new Promise((resolve) => (this.#resume = resolve))
    else {
      this.#paused = undefined
      this.#resume?.()
    }
  }

  /** Stops hashing the large file of a folder that is no longer shared. */
  abandon(folder: number): void {
    if (this.#current?.folder === folder) this.#current.stop.abort()
  }

  /** Hashes one page of small files; false if there were none, or while paused. */
  async small(): Promise<boolean> {
    const { store, hasher } = this.#options
    if (this.paused) return false
    const page = store.toHash({ upTo: CHUNK_BYTES }, GROUP_FILES * GROUPS * hasher.threads)
    await Promise.all(groups(page).map((group) => this.#group(group)))
    return page.length > 0
  }

  /** Hashes one large file; false if there was none, or while paused. */
  async large(): Promise<boolean> {
    if (this.paused) return false
    const [file] = this.#options.store.toHash({ above: CHUNK_BYTES }, 1)
    if (file) await this.#large(file)
    return file !== undefined
  }

  async #group(group: FileRow[]): Promise<void> {
    const { hasher, events, signal } = this.#options
    const files = group.map((file) => ({ path: absolute(file), size: file.size, stamp: file.stamp }))
    const results = await hasher.hashSmall(files, { signal })
    this.#keep(group.map((file, i) => ({ file, result: results[i] as HashedFile | HyobanError })))
    const bytes = group.reduce((sum, file) => sum + file.size, 0)
    events.emit('progress', { files: group.length, bytes })
  }

  async #large(file: FileRow): Promise<void> {
    const { hasher, events, signal } = this.#options
    const stop = new AbortController()
    this.#current = { folder: file.folder, stop }
    try {
      const result = await hasher.hash(absolute(file), {
        signal: AbortSignal.any([signal, stop.signal]),
        progress: (bytes) => events.emit('progress', { files: 0, bytes }),
        gate: () => this.#paused,
      })
      this.#keep([
        {
          file,
          result: fitsStamp(file.stamp, result.stamp)
            ? result
            : new HyobanError('FILE_CHANGED', `${file.path} changed.`),
        },
      ])
      events.emit('progress', { files: 1, bytes: 0 })
    } catch (error) {
      if (!(error instanceof HyobanError)) throw error
      if (error.code !== 'CANCELLED') this.#keep([{ file, result: error }])
    } finally {
      this.#current = undefined
    }
  }

  #keep(results: { file: FileRow; result: HashedFile | HyobanError }[]): void {
    const { store, events } = this.#options
    const good: { id: number; stamp: string; root: Uint8Array; layer: Uint8Array }[] = []
    const files: FileRow[] = []
    for (const { file, result } of results) {
      if (!(result instanceof HyobanError)) {
        good.push({ id: file.id, stamp: file.stamp, root: result.root, layer: result.layer })
        files.push({ ...file, root: result.root })
      } else if (result.code === 'FOLDER_MISSING') store.remove(file.id)
      else {
        store.failed(file.id, result.code === 'FILE_CHANGED' ? 'it changed while it was read' : result.message)
        if (result.code === 'FILE_CHANGED') events.emit('changed', file)
      }
    }
    store.hashed(good)
    this.#hashed += good.length
    if (files.length > 0) events.emit('hashed', files)
  }
}

/** The absolute path of a file. */
export function absolute(file: Pick<FileRow, 'folderPath' | 'path'>): string {
  return join(file.folderPath, file.path)
}

/** Splits files into groups, one per worker task. */
function groups(files: FileRow[]): FileRow[][] {
  const all: FileRow[][] = []
  let bytes = Infinity
  for (const file of files) {
    const last = all.at(-1)
    if (!last || last.length >= GROUP_FILES || bytes + file.size > GROUP_BYTES) {
      all.push([file])
      bytes = file.size
    } else {
      last.push(file)
      bytes += file.size
    }
  }
  return all
}
