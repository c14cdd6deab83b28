import type { HyobanError } from '../../base/errors.ts'
import type { SharedFolder as FolderView } from '../../contract/library.ts'
import type { FolderRow, FolderTotals, LibraryStore, SkipReason } from '../library-store.ts'
import type { TreeWatcher } from '../scan/tree-watcher.ts'

/** One shared folder while the library runs: its row, its watcher, how far it is. */
export class FolderState {
  readonly row: FolderRow
  watcher: TreeWatcher | undefined
  problem: HyobanError | null = null
  /** Files met by the full scan that is going on. */
  met = 0
  /** A full scan is waited for or going on. */
  scanning = true
  /** Directories listed so far, with the names of those in them. */
  readonly tree = new Map<string, readonly string[]>()
  /** Rows of files that a scan did not find any more; forgotten when all scans are done. */
  readonly gone = new Set<number>()
  /** Aborted when the folder is not shared any more. */
  readonly ended = new AbortController()
  readonly #store: LibraryStore
  #totals: FolderTotals | undefined
  #skipped: Record<SkipReason, number> | undefined

  constructor(row: FolderRow, store: LibraryStore) {
    this.row = row
    this.#store = store
  }

  /** Its files have changed: count anew when next asked. */
  touch(): void {
    this.#totals = undefined
    this.#skipped = undefined
  }

  /** A directory is gone, with all below it. */
  leave(dir: string): void {
    for (const name of this.tree.get(dir) ?? []) this.leave(`${dir}/${name}`)
    this.tree.delete(dir)
    this.watcher?.unwatch(dir)
  }

  get totals(): FolderTotals {
    return (this.#totals ??= this.#store.totals(this.row.id))
  }

  /** True if its files stand in the catalogue that everybody reads. */
  get isPublic(): boolean {
    return this.row.available && this.row.visibility === 'all'
  }

  /**
   * The folder as the contract shows it. It is ready when all its files are hashed and stand in the catalogue, if they
   * are to.
   */
  view(): FolderView {
    const { files, bytes, hashedFiles, hashedBytes, publishedFiles } = this.totals
    const working = hashedFiles < files || (this.isPublic && publishedFiles < hashedFiles) ? 'hashing' : 'ready'
    const { problem } = this
    const { id, path, name, visibility, community, patterns, verified } = this.row
    return {
      id,
      path,
      name,
      visibility,
      community,
      patterns,
      verified,
      state: problem ? 'problem' : this.scanning ? 'scanning' : working,
      problem: problem && {
        code: problem.code,
        message: problem.message,
        hint: problem.hint,
        details: problem.details,
      },
      files,
      bytes,
      hashedFiles,
      hashedBytes,
      skipped: (this.#skipped ??= this.#store.skippedCounts(this.row.id)),
    }
  }
}
