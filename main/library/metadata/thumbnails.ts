import { chmod, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { makeFolders } from '../../base/make-folders.ts'

/** Maximum size of all thumbnails on the disk, in bytes: a few thousand thumbnails. */
const THUMBNAIL_CACHE_BYTES = 96 * 1024 * 1024
const NAME = /^([0-9a-f]{64})\.webp$/

export interface ThumbnailsOptions {
  /** Created if missing; contains nothing else. */
  dir: string
  clock: Clock
  /** Maximum size in bytes. */
  cap?: number
}

/**
 * A least-recently-used cache of thumbnails on the disk, one file per content. Lost thumbnails are made again, so that
 * disk errors are ignored.
 */
export class Thumbnails {
  readonly #dir: string
  readonly #clock: Clock
  readonly #cap: number
  /** Sizes by root, least recently used first. */
  readonly #sizes = new Map<string, number>()
  #bytes = 0
  #loaded: Promise<void> | undefined

  constructor({ dir, clock, cap = THUMBNAIL_CACHE_BYTES }: ThumbnailsOptions) {
    this.#dir = dir
    this.#clock = clock
    this.#cap = cap
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.#bytes
  }

  /** Path and size of a content's thumbnail (root in hex); null if there is none. */
  async get(root: string): Promise<{ path: string; size: number } | null> {
    await this.#load()
    const size = this.#sizes.get(root)
    if (size === undefined) return null
    const path = this.#path(root)
    if (!(await stat(path).catch(() => null))) {
      this.#forget(root)
      return null
    }
    this.#note(root, size)
    const seconds = this.#clock.now() / 1000
    await utimes(path, seconds, seconds).catch(() => {})
    return { path, size }
  }

  /** Stores a thumbnail and evicts old ones; on a disk error the thumbnail is dropped. */
  async put(root: string, bytes: Uint8Array): Promise<void> {
    await this.#load()
    if (bytes.byteLength > this.#cap) return
    const path = this.#path(root)
    try {
      await writeFile(`${path}.new`, bytes)
      await rename(`${path}.new`, path)
    } catch {
      return
    }
    this.#note(root, bytes.byteLength)
    for (const [oldest] of this.#sizes) {
      if (this.#bytes <= this.#cap) break
      this.#forget(oldest)
      await rm(this.#path(oldest), { force: true }).catch(() => {})
    }
  }

  #path(root: string): string {
    return join(this.#dir, `${root}.webp`)
  }

  #note(root: string, size: number): void {
    this.#forget(root)
    this.#sizes.set(root, size)
    this.#bytes += size
  }

  #forget(root: string): void {
    this.#bytes -= this.#sizes.get(root) ?? 0
    this.#sizes.delete(root)
  }

  /** Loads the thumbnails of earlier runs, ordered by last use. */
  #load(): Promise<void> {
    return (this.#loaded ??= (async () => {
      await makeFolders(this.#dir, 0o700).catch(() => {})
      // made by an earlier version for everybody to read
      await chmod(this.#dir, 0o700).catch(() => {})
      const found: { root: string; size: number; seen: number }[] = []
      for (const name of await readdir(this.#dir).catch(() => [])) {
        const root = NAME.exec(name)?.[1]
        const file = await stat(join(this.#dir, name)).catch(() => null)
        if (root && file?.isFile()) found.push({ root, size: file.size, seen: file.mtimeMs })
        // Incomplete file left by a crash.
        else if (name.endsWith('.webp.new')) await rm(join(this.#dir, name), { force: true }).catch(() => {})
      }
      for (const { root, size } of found.sort((a, b) => a.seen - b.seen)) this.#note(root, size)
    })())
  }
}
