import type { Clock } from '../base/clock.ts'
import type { Emitter } from '../base/emitter.ts'
import type { HyobanError } from '../base/errors.ts'
import type { SharedFolder as FolderView } from '../contract/library.ts'
import type { Hasher } from './hashing/hasher.ts'
import type { Jobs } from './jobs.ts'
import type { FileRow, LibraryStore } from './library-store.ts'
import type { CatalogueWriter } from './sharing/catalogue-writer.ts'
import type { ContentOrigins } from './sharing/content-origins.ts'

/** Connected peers and the communities that each has in common with this node; the overlay is one. */
export interface CommunityPeers {
  readonly peers: ReadonlyMap<string, { communities: ReadonlySet<string> }>
}

export interface LibraryOptions {
  store: LibraryStore
  catalogue: CatalogueWriter
  /** Left out: no peer is served files of a community. */
  network?: CommunityPeers
  /** Left out: contents have no restriction but that of their folder. */
  origins?: Pick<ContentOrigins, 'mayHave'>
  /** Shared by several libraries of one process; left out: the library has its own. */
  hasher?: Hasher
  /** Absolute paths that are never shared: the data directory. */
  excluded?: readonly string[]
  clock: Clock
  log: (line: string) => void
}

/** What the parts of a running library share. */
export interface LibraryContext {
  store: LibraryStore
  jobs: Jobs
  events: Emitter<LibraryEvents>
  clock: Clock
  log: (line: string) => void
  /** Aborted when the library closes. */
  signal: AbortSignal
}

export type LibraryEvents = {
  /** Folders, files or progress have changed. */
  change: null
  /** Files were hashed; `root` is set in each. */
  hashed: readonly FileRow[]
  shared: FolderView
  unshared: FolderView
  /** A folder (or, with folder null, the catalogue) has failed. */
  problem: { folder: FolderView | null; problem: HyobanError }
  /** A folder that had failed is available again. */
  mended: FolderView
}
