import { watch, type FSWatcher } from 'node:fs'
import { join, sep } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { systemCode } from '../../base/errors.ts'
import { isHidden, isInside, parentOf } from './path-rules.ts'

/** Changes come in bursts; they are gathered for so long, longer when they do not end. */
const GATHER_MS = 150
const GATHER_MORE_MS = 1000
/** More changed directories than this are cheaper as one scan of the whole folder. */
const MANY = 200

export interface TreeWatcherOptions {
  path: string
  excluded: readonly string[]
  clock: Clock
  /** Directories, relative to the folder, whose own entries have changed. */
  changed: (dirs: string[]) => void
  /** So many have changed that all should be looked at. */
  changedMuch: () => void
  /**
   * Changes are not seen everywhere any more (too many folders for the system, a disk that cannot be watched). Told
   * once.
   */
  failed: (error: Error) => void
}

/**
 * Watches one shared folder and tells which directories to list again; what is in them the scanner sees. Linux has no
 * watching of whole trees: there each directory is watched, from just before it is listed, which needs no walk of its
 * own.
 */
export class TreeWatcher {
  readonly #options: TreeWatcherOptions
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #recursive = process.platform === 'darwin' || process.platform === 'win32'
  readonly #dirs = new Set<string>()
  #cancel: (() => void) | undefined
  #told = -Infinity
  #failed = false
  #closed = false

  constructor(options: TreeWatcherOptions) {
    this.#options = options
  }

  /** Directories watched one by one. */
  get size(): number {
    return this.#watchers.size
  }

  /** Watches one directory ('' is the folder itself) from now on. */
  watch(dir: string): void {
    if (
      this.#closed ||
      this.#watchers.has(dir) ||
      (this.#failed && !this.#recursive) ||
      (this.#recursive && dir !== '')
    )
      return
    try {
      const watcher = watch(
        join(this.#options.path, dir),
        { persistent: false, recursive: this.#recursive },
        (_event, name) => this.#seen(dir, name),
      )
      watcher.on('error', (error) => {
        this.unwatch(dir)
        if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'EPERM') this.#fail(error)
      })
      this.#watchers.set(dir, watcher)
    } catch (error) {
      const code = systemCode(error)
      // gone or closed to us: the listing says so
      if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'EACCES' && code !== 'EPERM') this.#fail(error)
    }
  }

  /** A directory is gone. */
  unwatch(dir: string): void {
    this.#watchers.get(dir)?.close()
    this.#watchers.delete(dir)
  }

  #fail(error: unknown): void {
    if (this.#failed || this.#closed) return
    this.#failed = true
    this.#options.failed(error instanceof Error ? error : new Error(String(error)))
  }

  #seen(dir: string, name: string | null): void {
    const path = name === null ? dir : [dir, name.split(sep).join('/')].filter((part) => part !== '').join('/')
    if (path.split('/').some(isHidden)) return
    const full = join(this.#options.path, path)
    if (this.#options.excluded.some((own) => isInside(full, own))) return
    this.#dirs.add(name === null ? dir : parentOf(path))
    const { clock } = this.#options
    this.#cancel ??= clock.after(clock.now() - this.#told < GATHER_MORE_MS ? GATHER_MORE_MS : GATHER_MS, () =>
      this.#tell(),
    )
  }

  #tell(): void {
    this.#cancel = undefined
    this.#told = this.#options.clock.now()
    const dirs = [...this.#dirs]
    this.#dirs.clear()
    if (dirs.length > MANY) this.#options.changedMuch()
    else this.#options.changed(dirs)
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }
}
