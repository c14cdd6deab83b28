import { readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { makeFolders } from '../../base/make-folders.ts'

/** Bytes that all thumbnails may take on the disk: a few thousand of them. */
const THUMBNAIL_CACHE_BYTES = 96 * 1024 * 1024
const NAME = /^([0-9a-f]{64})\.webp$/

export interface ThumbnailsOptions {
  /** Made if it is missing; holds nothing else. */
  dir: string
  clock: Clock
  /** In bytes. */
  cap?: number
}

/**
 * Thumbnails on the disk, one file a content; those that nobody has looked at for longest make room. What is lost can
 * be made again, so that no failure of the disk matters more than a missing picture.
 */
export class Thumbnails {
  readonly #dir: string
  readonly #clock: Clock
  readonly #cap: number
  /** Bytes by root, longest unseen first. */
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

  /** Keeps a thumbnail and makes room for it; a disk that refuses costs the thumbnail only. */
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

  /** What earlier runs have left, in the order in which it was looked at. */
  #load(): Promise<void> {
    return (this.#loaded ??= (async () => {
      await makeFolders(this.#dir).catch(() => {})
      const found: { root: string; size: number; seen: number }[] = []
      for (const name of await readdir(this.#dir).catch(() => [])) {
        const root = NAME.exec(name)?.[1]
        const file = await stat(join(this.#dir, name)).catch(() => null)
        if (root && file?.isFile()) found.push({ root, size: file.size, seen: file.mtimeMs })
        // what a crash has left half written
        else if (name.endsWith('.webp.new')) await rm(join(this.#dir, name), { force: true }).catch(() => {})
      }
      for (const { root, size } of found.sort((a, b) => a.seen - b.seen)) this.#note(root, size)
    })())
  }
}
