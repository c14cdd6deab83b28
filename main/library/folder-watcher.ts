import { relative, sep } from 'node:path'
import { watch, type FSWatcher } from 'chokidar'
import type { Clock } from '../base/clock.ts'
import { isHidden, isInside, parentOf } from './scanner.ts'

/** Changes come in bursts; they are gathered for so long. */
const GATHER_MS = 150
/** More changed directories than this are cheaper as one scan of the whole folder. */
const MANY = 200

export interface FolderWatcherOptions {
  path: string
  excluded: readonly string[]
  clock: Clock
  /** What to scan again: directories relative to the folder, `deep` with all below. */
  changed: (areas: { dir: string; deep: boolean }[]) => void
  /** Changes are not seen any more (too many folders for the system, a disk that cannot be watched). */
  failed: (error: Error) => void
}

/** Watches one shared folder; tells which directories to scan again. Never tells what is in them: the scanner looks. */
export class FolderWatcher {
  /** Resolves when changes from now on are seen, or when watching failed. */
  readonly ready: Promise<void>
  readonly #options: FolderWatcherOptions
  readonly #watcher: FSWatcher
  readonly #areas = new Map<string, boolean>()
  #cancel: (() => void) | undefined
  #failed = false

  constructor(options: FolderWatcherOptions) {
    this.#options = options
    const { path, excluded } = options
    this.#watcher = watch(path, {
      ignoreInitial: true,
      followSymlinks: false,
      ignorePermissionErrors: true,
      ignored: (full) => this.#relative(full).split('/').some(isHidden) || excluded.some((own) => isInside(full, own)),
    })
    this.ready = new Promise((resolve) => {
      this.#watcher.on('ready', resolve)
      this.#watcher.on('error', (error) => {
        if (!this.#failed) options.failed(error instanceof Error ? error : new Error(String(error)))
        this.#failed = true
        resolve()
      })
    })
    this.#watcher.on('all', (event, full) => {
      const changed = this.#relative(full)
      if (event === 'addDir' || event === 'unlinkDir') this.#note(changed, true)
      else this.#note(parentOf(changed), false)
    })
  }

  #relative(full: string): string {
    return relative(this.#options.path, full).split(sep).join('/')
  }

  #note(dir: string, deep: boolean): void {
    this.#areas.set(dir, deep || this.#areas.get(dir) === true)
    this.#cancel ??= this.#options.clock.after(GATHER_MS, () => this.#tell())
  }

  #tell(): void {
    this.#cancel = undefined
    const areas = [...this.#areas].map(([dir, deep]) => ({ dir, deep }))
    this.#areas.clear()
    this.#options.changed(areas.length > MANY ? [{ dir: '', deep: true }] : areas)
  }

  async close(): Promise<void> {
    this.#cancel?.()
    await this.#watcher.close()
  }
}
