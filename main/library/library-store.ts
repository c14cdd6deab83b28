/** Who may see a folder: everybody, the members of one community, or only the local user. */
type Visibility = 'all' | 'community' | 'nobody'

/** The user's settings for a folder. */
export interface FolderRules {
  visibility: Visibility
  /** Id of the community that may see it; empty unless `visibility` is 'community'. */
  community: string
  /** Lines as in a .gitignore; matching files are left out. */
  patterns: string[]
}

/** A shared folder as it is stored. `available`: its files may be served (false while it is missing). */
export interface FolderRow extends FolderRules {
  id: number
  path: string
  /** Its name in the catalogue; unique among the shared folders. */
  name: string
  available: boolean
  /** What it was at the last scan (scan/mount.ts: placeKey); empty before the first. */
  device: string
  /** Directories below it that were mount points of other disks. */
  mounts: string[]
  /** End of its last complete verification, in ms since the epoch. */
  verified: number | null
}

/** A file found by a scan; `path` and `dir` are relative to the folder, with '/'. The stamp is size:mtime(ns):inode. */
export interface FoundFile {
  dir: string
  path: string
  size: number
  /** In ms since the epoch. */
  modified: number
  stamp: string
  /** Why it is not to be hashed yet. */
  failure?: string
}

/** A stored file: row, path, stamp, and 1 if it must be read again although its stamp is the same. */
export type KnownFile = [id: number, path: string, stamp: string, again: number]

export type SkipReason = 'hidden' | 'symlinks' | 'unreadable' | 'special' | 'excluded' | 'damaged' | 'writing'

/** A file or folder that a scan left out, and why, in words. */
export interface SkippedRow {
  dir: string
  path: string
  reason: SkipReason
  message: string
}

export interface FileRow {
  id: number
  folder: number
  /** Absolute path of the shared folder. */
  folderPath: string
  dir: string
  path: string
  size: number
  modified: number
  stamp: string
  root: Uint8Array | null
}

/** A file that can be served, and who may have it. */
export type OfferedRow = FileRow & { layer: Uint8Array; visibility: Visibility; community: string }

export interface FolderTotals {
  files: number
  bytes: number
  hashedFiles: number
  hashedBytes: number
  /** Hashed files whose catalogue entry is up to date. */
  publishedFiles: number
}

/** A catalogue entry to be published. */
export interface PublishRow {
  id: number
  /** Path in the catalogue: folder name / relative path. */
  path: string
  root: Uint8Array
  size: number
  modified: number
  /** Encoded metadata; null if there is none yet. */
  metadata: Uint8Array | null
}

/** One directory of a folder ('' is the folder itself); `deep`: with all its subdirectories. */
export interface Area {
  folder: number
  dir: string
  deep: boolean
}

/** Storage of the library. All calls are synchronous and short. */
export interface LibraryStore {
  folders(): FolderRow[]
  addFolder(path: string, name: string, rules: FolderRules): FolderRow
  /** Up to `limit` rows of the folder's files, in any order. */
  rows(folder: number, limit: number): number[]
  /** Removes the folder and all of its rows. */
  removeFolder(id: number): void
  setRules(id: number, rules: FolderRules): void
  setPlace(id: number, place: { device: string; mounts: string[] }): void
  setVerified(id: number, time: number): void
  /** False withdraws the folder's files from the catalogue and keeps their hashes; true restores them. */
  setAvailable(id: number, available: boolean): void
  /**
   * Marks the next `limit` files of the folder after row `after` to be published or withdrawn, as its rules say.
   * Returns the last row marked, or null at the end.
   */
  turnPage(folder: number, after: number, limit: number): number | null
  totals(folder: number): FolderTotals
  state(key: string): string | null
  setState(key: string, value: string): void

  /** Deletes the skipped rows of an area that is about to be scanned. */
  clearSkipped(area: Area): void
  skip(folder: number, rows: readonly SkippedRow[]): void
  skippedCounts(folder: number): Record<SkipReason, number>
  skipped(folder: number, limit: number): SkippedRow[]

  /** Stored files of one directory with from <= path < to (null: no bound), sorted by the bytes of their paths. */
  known(folder: number, dir: string, from: string | null, to: string | null): KnownFile[]
  /** The next directory of the area that has files, after `after` in byte order; null at the end. */
  nextDir(area: Area, after: string | null): string | null
  /**
   * Records new and changed files. A changed file loses its hash and leaves the catalogue. A new file with the stamp
   * of another one of the folder takes over its hash, so that a rename costs no hashing.
   */
  found(folder: number, files: readonly FoundFile[]): void
  /** Removes missing files. Their hashes are kept for a while, in case the files were moved. */
  forget(folder: number, ids: readonly number[]): void

  /** Files of available folders without a hash, small ones first, of at most `upTo` or more than `above` bytes. */
  toHash(which: { upTo: number } | { above: number }, limit: number): FileRow[]
  hashed(files: readonly { id: number; stamp: string; root: Uint8Array; layer: Uint8Array }[]): void
  /** The content of a file that was moved is still the one that was hashed: its stamp is `stamp` instead of `from`. */
  confirm(id: number, from: string, stamp: string): void
  /** The content of a file is not the one that was hashed: its next scan has it hashed again. */
  doubt(id: number): void
  /** The file cannot be hashed. It is tried again after its next scan; `damaged`: only once its stamp has changed. */
  failed(id: number, message: string, damaged?: boolean): void
  remove(id: number): void
  /** Hashed files of a folder after row `after`, to be verified. */
  hashedAfter(folder: number, after: number, limit: number): FileRow[]

  /** Files with this content in available folders, public ones first. */
  withRoot(root: Uint8Array): OfferedRow[]
  /** Hashed files in folders of one community whose paths contain all words. */
  ofCommunity(community: string, words: readonly string[], limit: number): FileRow[]
  files(query: { folder?: number; text: string; offset: number; limit: number }): { total: number; rows: FileRow[] }

  /** Begins a comparison with the catalogue: no file counts as published until `compare` has found it there. */
  beginCompare(): void
  /** Compares entries of the catalogue: equal ones count as published, unknown ones are withdrawn. */
  compare(
    entries: readonly { path: string; root: Uint8Array; size: number; modified: number; metadata: Uint8Array | null }[],
  ): void
  /** Marks files that are never published, as not everybody may see their content; returns their number. */
  passOver(): number
  /** Files missing from the catalogue, then those whose entry lacks the newest metadata. */
  unpublished(limit: number): PublishRow[]
  published(rows: readonly PublishRow[]): void
  withdrawn(limit: number): string[]
  dropped(paths: readonly string[]): void
}
