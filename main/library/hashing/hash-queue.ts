import { join } from 'node:path'
import { HyobanError } from '../../base/errors.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import type { Hasher, HashedFile } from './hasher.ts'
import type { FileRow, LibraryStore } from '../library-store.ts'

/** Small files that one worker task takes together, in number and bytes. */
const GROUP_FILES = 40
const GROUP_BYTES = 8 * CHUNK_BYTES
/** Groups looked up at a time, for each thread. */
const GROUPS = 3

export interface HashQueueOptions {
  store: LibraryStore
  hasher: Hasher
  signal: AbortSignal
  /** The file changed while it was read: its directory should be looked at again. */
  changed: (file: FileRow) => void
  /** Files done and bytes read, as they are. */
  progress: (files: number, bytes: number) => void
  /** Files have their hashes: what comes next (metadata, say) may begin. */
  hashed: (files: readonly FileRow[]) => void
}

/**
 * Hashes what the store says is not hashed yet: small files in groups, smallest first; a large file alone, by all
 * threads, while small ones that turn up meanwhile overtake it. A pause holds at the next group or part, so that
 * nothing read is read again.
 */
export class HashQueue {
  readonly #options: HashQueueOptions
  /** Folder whose large file is being hashed, and what stops it. */
  #current: { folder: number; stop: AbortController } | undefined
  #hashed = 0
  #resume: (() => void) | undefined
  #paused: Promise<void> | undefined

  constructor(options: HashQueueOptions) {
    this.#options = options
    options.signal.addEventListener('abort', () => this.pause(false), { once: true })
  }

  /** Files hashed since the start: what a restart should not need. */
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

  /** Stops the large file of a folder that is not shared any more. */
  abandon(folder: number): void {
    if (this.#current?.folder === folder) this.#current.stop.abort()
  }

  /** Hashes one page of small files; false if there was nothing to do, or it is paused. */
  async small(): Promise<boolean> {
    const { store, hasher } = this.#options
    if (this.paused) return false
    const page = store.toHash({ upTo: CHUNK_BYTES }, GROUP_FILES * GROUPS * hasher.threads)
    await Promise.all(groups(page).map((group) => this.#group(group)))
    return page.length > 0
  }

  /** Hashes one large file; false if there was none, or it is paused. */
  async large(): Promise<boolean> {
    if (this.paused) return false
    const [file] = this.#options.store.toHash({ above: CHUNK_BYTES }, 1)
    if (file) await this.#large(file)
    return file !== undefined
  }

  async #group(group: FileRow[]): Promise<void> {
    const { hasher, signal } = this.#options
    const files = group.map((file) => ({ path: absolute(file), size: file.size, stamp: file.stamp }))
    const results = await hasher.hashSmall(files, { signal })
    this.#keep(group.map((file, i) => ({ file, result: results[i] as HashedFile | HyobanError })))
    this.#options.progress(
      group.length,
      group.reduce((sum, file) => sum + file.size, 0),
    )
  }

  async #large(file: FileRow): Promise<void> {
    const { hasher, signal, progress } = this.#options
    const stop = new AbortController()
    this.#current = { folder: file.folder, stop }
    try {
      const result = await hasher.hash(absolute(file), {
        signal: AbortSignal.any([signal, stop.signal]),
        progress: (bytes) => progress(0, bytes),
        gate: () => this.#paused,
      })
      this.#keep([
        {
          file,
          result: result.stamp === file.stamp ? result : new HyobanError('FILE_CHANGED', `${file.path} changed.`),
        },
      ])
      progress(1, 0)
    } catch (error) {
      if (!(error instanceof HyobanError)) throw error
      if (error.code !== 'CANCELLED') this.#keep([{ file, result: error }])
    } finally {
      this.#current = undefined
    }
  }

  #keep(results: { file: FileRow; result: HashedFile | HyobanError }[]): void {
    const { store, changed, hashed } = this.#options
    const good: { id: number; stamp: string; root: Uint8Array; layer: Uint8Array }[] = []
    const files: FileRow[] = []
    for (const { file, result } of results) {
      if (!(result instanceof HyobanError)) {
        good.push({ id: file.id, stamp: file.stamp, root: result.root, layer: result.layer })
        files.push({ ...file, root: result.root })
      } else if (result.code === 'FOLDER_MISSING') store.remove(file.id)
      else {
        store.failed(file.id, result.code === 'FILE_CHANGED' ? 'it changed while it was read' : result.message)
        if (result.code === 'FILE_CHANGED') changed(file)
      }
    }
    store.hashed(good)
    this.#hashed += good.length
    if (files.length > 0) hashed(files)
  }
}

/** Where a file lies. */
export function absolute(file: Pick<FileRow, 'folderPath' | 'path'>): string {
  return join(file.folderPath, file.path)
}

/** Cuts files into groups for one worker task each. */
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
