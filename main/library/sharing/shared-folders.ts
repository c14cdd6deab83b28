import { HyobanError } from '../../base/errors.ts'
import { realPath } from '../../base/process/system-path.ts'
import type { FolderRules, LibraryStore } from '../library-store.ts'
import { checkShare, uniqueName } from './share-check.ts'
import { FolderState } from './folder-state.ts'

/** Prefix of the state key, followed by the folder's id, that marks a folder whose removal has not finished. */
const LEAVING = 'leaving '

/** The shared folders of a running library, by id. */
export class SharedFolders {
  readonly byId = new Map<number, FolderState>()
  /** Absolute paths that are never shared, each also with its links resolved. */
  readonly excluded: string[] = []
  readonly #store: LibraryStore

  constructor(store: LibraryStore) {
    this.#store = store
  }

  /** Loads the folders of the last run and finishes removals that were interrupted. */
  async load(excluded: readonly string[]): Promise<void> {
    for (const path of excluded) this.excluded.push(path, await realPath(path).catch(() => path))
    for (const row of this.#store.folders()) {
      if (this.#store.state(`${LEAVING}${row.id}`) !== null) this.#store.removeFolder(row.id)
      else this.byId.set(row.id, new FolderState(row, this.#store))
    }
  }

  /** The real path of a folder that may be added; throws HyobanError as `checkShare` does. */
  check(path: string): Promise<string> {
    return checkShare(
      path,
      this.all.map(({ row }) => row.path),
      this.excluded,
    )
  }

  /** Adds a folder under a unique name; throws HyobanError as `checkShare` does. */
  async add(path: string, rules: FolderRules): Promise<FolderState> {
    const paths = (): string[] => this.all.map(({ row }) => row.path)
    const real = await this.check(path)
    // Another call may have added it in the meantime.
    if (paths().includes(real)) throw new HyobanError('BAD_INPUT', `${path} is already shared.`, { details: { path } })
    const taken = new Set(this.all.map(({ row }) => row.name))
    const folder = new FolderState(this.#store.addFolder(real, uniqueName(real, taken), rules), this.#store)
    this.byId.set(folder.row.id, folder)
    return folder
  }

  /** Throws NOT_FOUND. */
  get(id: number): FolderState {
    const folder = this.byId.get(id)
    if (!folder) throw new HyobanError('NOT_FOUND', 'This folder is no longer shared.', { details: { id } })
    return folder
  }

  get all(): FolderState[] {
    return [...this.byId.values()]
  }

  /** Stops serving a folder at once; its rows are removed page by page afterwards. */
  retire(folder: FolderState): void {
    const { id } = folder.row
    folder.ended.abort()
    this.byId.delete(id)
    this.#store.setState(`${LEAVING}${id}`, 'true')
    this.#store.setAvailable(id, false)
  }

  /** Discards the cached counts of all folders. */
  touch(): void {
    for (const folder of this.byId.values()) folder.touch()
  }

  /** Files and bytes shared now, with everybody or a community. */
  offered(): { sharedFiles: number; sharedBytes: number } {
    const offered = this.all.filter(({ row }) => row.available && row.visibility !== 'nobody')
    return {
      sharedFiles: offered.reduce((sum, { totals }) => sum + totals.hashedFiles, 0),
      sharedBytes: offered.reduce((sum, { totals }) => sum + totals.hashedBytes, 0),
    }
  }
}
