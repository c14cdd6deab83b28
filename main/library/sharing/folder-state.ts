import type { HyobanError } from '../../base/errors.ts'
import type { SharedFolder as FolderView } from '../../contract/library.ts'
import type { FolderRow, FolderTotals, LibraryStore, SkipReason } from '../library-store.ts'
import type { TreeWatcher } from '../scan/tree-watcher.ts'

/** One shared folder while the library runs: its row, watcher and scan progress. */
export class FolderState {
  readonly row: FolderRow
  watcher: TreeWatcher | undefined
  problem: HyobanError | null = null
  /** Files found so far by the running full scan. */
  met = 0
  /** True while a full scan is queued or running. */
  scanning = true
  /** Names of the subdirectories of each listed directory. */
  readonly tree = new Map<string, readonly string[]>()
  /** Directories with files that are still being written; true if a file may only be new. */
  readonly waiting = new Map<string, boolean>()
  /** Rows of files that scans did not find; forgotten when the scan queue is empty. */
  readonly gone = new Set<number>()
  /** Aborted when the folder is no longer shared. */
  readonly ended = new AbortController()
  readonly #store: LibraryStore
  #totals: FolderTotals | undefined
  #skipped: Record<SkipReason, number> | undefined

  constructor(row: FolderRow, store: LibraryStore) {
    this.row = row
    this.#store = store
  }

  /** Discards the cached counts after its files have changed. */
  touch(): void {
    this.#totals = undefined
    this.#skipped = undefined
  }

  /** A directory and all below it are gone. */
  leave(dir: string): void {
    for (const name of this.tree.get(dir) ?? []) this.leave(`${dir}/${name}`)
    this.tree.delete(dir)
    this.waiting.delete(dir)
    this.watcher?.unwatch(dir)
  }

  get totals(): FolderTotals {
    return (this.#totals ??= this.#store.totals(this.row.id))
  }

  /** True if its files are published in the catalogue. */
  get isPublic(): boolean {
    return this.row.available && this.row.visibility === 'all'
  }

  /** True if a file is new and about to be looked at again; not for one that is known to be still written. */
  get isSettling(): boolean {
    return [...this.waiting.values()].includes(true)
  }

  /** The folder as the contract shows it. It is ready when all files are hashed and, in a public folder, published. */
  view(): FolderView {
    const { files, bytes, hashedFiles, hashedBytes, publishedFiles } = this.totals
    const isPending = hashedFiles < files || (this.isPublic && publishedFiles < hashedFiles)
    const working = isPending || this.isSettling ? 'hashing' : 'ready'
    const { writing, ...skipped } = (this.#skipped ??= this.#store.skippedCounts(this.row.id))
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
      writing,
      skipped,
    }
  }
}
