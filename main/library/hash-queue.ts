import { HyobanError } from '../base/errors.ts'
import { CHUNK_BYTES } from '../base/merkle.ts'
import type { Hasher, HashedFile } from './hasher.ts'
import { join } from 'node:path'
import type { FileRow, LibraryStore } from './library-store.ts'

/** Small files that one worker task takes together, in number and bytes. */
const GROUP_FILES = 48
const GROUP_BYTES = 8 * CHUNK_BYTES

export interface HashQueueOptions {
  store: LibraryStore
  hasher: Hasher
  signal: AbortSignal
  /** The file changed while it was read: its directory should be looked at again. */
  changed: (file: FileRow) => void
  /** Bytes read, as they are read. */
  progress: (bytes: number) => void
}

/** Hashes what the store says is not hashed yet, small files first, in groups; a large file alone, by all threads. */
export class HashQueue {
  readonly #options: HashQueueOptions
  /** Folder whose large file is being hashed, and what stops it. */
  #current: { folder: number; stop: AbortController } | undefined
  #hashed = 0

  constructor(options: HashQueueOptions) {
    this.#options = options
  }

  /** Files hashed since the start: what a restart should not need. */
  get hashed(): number {
    return this.#hashed
  }

  /** Stops the large file of a folder that is not shared any more. */
  abandon(folder: number): void {
    if (this.#current?.folder === folder) this.#current.stop.abort()
  }

  /** Hashes one page of files; false if there was nothing to do. */
  async step(): Promise<boolean> {
    const { store, hasher } = this.#options
    const page = store.toHash(GROUP_FILES * hasher.threads)
    const small = page.filter((file) => file.size <= CHUNK_BYTES)
    if (small.length > 0) await Promise.all(groups(small).map((group) => this.#small(group)))
    else if (page[0]) await this.#large(page[0])
    return page.length > 0
  }

  async #small(group: FileRow[]): Promise<void> {
    const { hasher, signal } = this.#options
    const files = group.map((file) => ({ path: absolute(file), size: file.size, stamp: file.stamp }))
    const results = await hasher.hashSmall(files, { signal })
    this.#keep(group.map((file, i) => ({ file, result: results[i] as HashedFile | HyobanError })))
    this.#options.progress(group.reduce((sum, file) => sum + file.size, 0))
  }

  async #large(file: FileRow): Promise<void> {
    const { hasher, signal, progress } = this.#options
    const stop = new AbortController()
    this.#current = { folder: file.folder, stop }
    try {
      const result = await hasher.hash(absolute(file), { signal: AbortSignal.any([signal, stop.signal]), progress })
      this.#keep([{ file, result: result.stamp === file.stamp ? result : new HyobanError('FILE_CHANGED', `${file.path} changed.`) }])
    } catch (error) {
      if (!(error instanceof HyobanError)) throw error
      if (error.code !== 'CANCELLED') this.#keep([{ file, result: error }])
    } finally {
      this.#current = undefined
    }
  }

  #keep(results: { file: FileRow; result: HashedFile | HyobanError }[]): void {
    const { store, changed } = this.#options
    const good: { id: number; stamp: string; root: Uint8Array; layer: Uint8Array }[] = []
    for (const { file, result } of results) {
      if (!(result instanceof HyobanError)) good.push({ id: file.id, stamp: file.stamp, root: result.root, layer: result.layer })
      else if (result.code === 'FOLDER_MISSING') store.remove(file.id)
      else {
        store.failed(file.id, result.code === 'FILE_CHANGED' ? 'it changed while it was read' : result.message)
        if (result.code === 'FILE_CHANGED') changed(file)
      }
    }
    store.hashed(good)
    this.#hashed += good.length
  }
}

/** Where a file lies. */
export function absolute(file: Pick<FileRow, 'folderPath' | 'path'>): string {
  return join(file.folderPath, file.path)
}

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
