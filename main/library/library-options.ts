import type { Clock } from '../base/clock.ts'
import type { HyobanError } from '../base/errors.ts'
import type { SharedFolder as FolderView } from '../contract/library.ts'
import type { Hasher } from './hashing/hasher.ts'
import type { FileRow, LibraryStore } from './library-store.ts'
import type { CatalogueWriter } from './sharing/catalogue-writer.ts'

export interface LibraryOptions {
  store: LibraryStore
  catalogue: CatalogueWriter
  clock: Clock
  log: (line: string) => void
  /** Absolute paths that are never shared: the data directory. */
  excluded?: readonly string[]
  /** Shared by several libraries of one process; default: a hasher of its own. */
  hasher?: Hasher
  /** Ids of the communities that this node shares with a connected peer; default: none. */
  communitiesOf?: (peer: string) => ReadonlySet<string>
}

export type LibraryEvents = {
  /** Folders, files or progress have changed. */
  change: null
  /** Files have their hashes; `root` is set in each. */
  hashed: readonly FileRow[]
  shared: FolderView
  unshared: FolderView
  /** A folder (or, with folder null, the catalogue) has failed. */
  problem: { folder: FolderView | null; problem: HyobanError }
  /** A folder that had failed is available again. */
  mended: FolderView
}
