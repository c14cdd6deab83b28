import type { HyobanError } from '../base/errors.ts'
import type { SharedFolder as FolderView } from '../contract/library.ts'
import type { FolderWatcher } from './folder-watcher.ts'
import type { FolderRow, FolderTotals, LibraryStore, SkipReason } from './library-store.ts'

/** One shared folder while the library runs: its row, its watcher, how far it is. Totals are counted when asked for. */
export class SharedFolder {
  readonly row: FolderRow
  watcher: FolderWatcher | undefined
  problem: HyobanError | null = null
  /** Files met by the full scan that is going on. */
  met = 0
  /** A full scan is waited for or going on. */
  scanning = true
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

  get totals(): FolderTotals {
    return (this.#totals ??= this.#store.totals(this.row.id))
  }

  /** The folder as the contract shows it. It is ready when all its files are hashed and stand in the catalogue. */
  view(): FolderView {
    const { files, bytes, hashedFiles, hashedBytes, unpublished } = this.totals
    const working = hashedFiles < files || unpublished > 0 ? 'hashing' : 'ready'
    const { problem } = this
    return {
      id: this.row.id,
      path: this.row.path,
      name: this.row.name,
      state: problem ? 'problem' : this.scanning ? 'scanning' : working,
      problem: problem && { code: problem.code, message: problem.message, hint: problem.hint, details: problem.details },
      files,
      bytes,
      hashedFiles,
      hashedBytes,
      skipped: (this.#skipped ??= this.#store.skippedCounts(this.row.id)),
    }
  }
}
