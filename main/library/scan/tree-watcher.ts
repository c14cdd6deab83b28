import { watch, type FSWatcher } from 'node:fs'
import { join, sep } from 'node:path'
import { networkMountOf } from '../../base/disks/network-mounts.ts'
import type { Clock } from '../../base/clock.ts'
import { systemCode } from '../../base/errors.ts'
import { readablePath, systemPath } from '../../base/process/system-path.ts'
import { isHidden, isInside, parentOf } from './path-rules.ts'

/** Changes are reported after this many ms, as they come in bursts; at most once per `BURST_MS` while they go on. */
const DEBOUNCE_MS = 150
const BURST_MS = 1000
/** With more changed directories than this, one scan of the whole folder is cheaper. */
const MAX_DIRS = 200

interface TreeWatcherOptions {
  path: string
  /** Absolute paths whose changes are ignored. */
  excluded: readonly string[]
  clock: Clock
}

/** Receives changes below a watched folder. */
interface TreeListener {
  /** Entries of these directories, relative to the folder, have changed. */
  directoriesChanged(dirs: string[]): void
  /** Too many directories have changed to list them. */
  treeChanged(): void
  /** Some changes are missed from now on (system limits, unwatchable disks). Called at most once. */
  watchFailed(error: Error): void
}

/**
 * Watches one shared folder and reports which directories to list again. Linux cannot watch whole trees: there each
 * directory is watched from just before it is listed, which needs no walk of its own.
 */
export class TreeWatcher {
  readonly #options: TreeWatcherOptions
  readonly #listener: TreeListener
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #recursive = process.platform === 'darwin' || process.platform === 'win32'
  readonly #dirs = new Set<string>()
  #cancel: (() => void) | undefined
  #reportedAt = -Infinity
  #failed = false
  #closed = false

  constructor(options: TreeWatcherOptions, listener: TreeListener) {
    this.#options = options
    this.#listener = listener
  }

  /** Number of directories watched individually. */
  get size(): number {
    return this.#watchers.size
  }

  /**
   * Watches one directory ('' is the folder itself) from now on, unless it is on a network mount: the system sees few
   * changes there, and the call could hang in the node's main thread.
   */
  watch(dir: string): void {
    if (
      this.#closed ||
      this.#watchers.has(dir) ||
      (this.#failed && !this.#recursive) ||
      (this.#recursive && dir !== '')
    )
      return
    if (networkMountOf(join(this.#options.path, dir))) return
    try {
      const watcher = watch(
        systemPath(join(this.#options.path, dir)),
        { persistent: false, recursive: this.#recursive, encoding: 'buffer' },
        (_event, name) => this.#seen(dir, name && readablePath(name)),
      )
      watcher.on('error', (error) => {
        this.unwatch(dir)
        if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'EPERM') this.#fail(error)
      })
      this.#watchers.set(dir, watcher)
    } catch (error) {
      const code = systemCode(error)
      // Missing or not permitted: the listing reports it.
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
    this.#listener.watchFailed(error instanceof Error ? error : new Error(String(error)))
  }

  #seen(dir: string, name: string | null): void {
    const path = name === null ? dir : [dir, name.split(sep).join('/')].filter((part) => part !== '').join('/')
    if (path.split('/').some(isHidden)) return
    const full = join(this.#options.path, path)
    if (this.#options.excluded.some((own) => isInside(full, own))) return
    this.#dirs.add(name === null ? dir : parentOf(path))
    const { clock } = this.#options
    this.#cancel ??= clock.after(clock.now() - this.#reportedAt < BURST_MS ? BURST_MS : DEBOUNCE_MS, () =>
      this.#report(),
    )
  }

  #report(): void {
    this.#cancel = undefined
    this.#reportedAt = this.#options.clock.now()
    const dirs = [...this.#dirs]
    this.#dirs.clear()
    if (dirs.length > MAX_DIRS) this.#listener.treeChanged()
    else this.#listener.directoriesChanged(dirs)
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }
}
