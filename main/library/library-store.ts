/** Who may see a folder: everybody, the members of one community, nobody. */
type Visibility = 'all' | 'community' | 'nobody'

/** What a user has set for a folder. */
export interface FolderRules {
  visibility: Visibility
  /** Id of the community that sees it; empty unless `visibility` says so. */
  community: string
  /** Lines as in a .gitignore, of what is left out. */
  patterns: string[]
}

/** A shared folder as it is kept. `available`: its files may be offered (false while it is missing). */
export interface FolderRow extends FolderRules {
  id: number
  path: string
  /** Its name in the catalogue; unique among the shared folders. */
  name: string
  available: boolean
  /** Number of the disk that it lay on when it was last read; empty before that. */
  device: string
  /** Directories in it where other disks were mounted. */
  mounts: string[]
  /** When its content was last read again and compared, ms since the epoch. */
  verified: number | null
}

/** A file met by a scan; `path` and `dir` are relative to the folder, with '/'. The stamp is size:mtime(ns):inode. */
export interface FoundFile {
  dir: string
  path: string
  size: number
  /** ms since the epoch */
  modified: number
  stamp: string
}

/** What is known of a file: row, path, stamp, and 1 if it should be read again although nothing changed. */
export type KnownFile = [id: number, path: string, stamp: string, again: number]

export type SkipReason = 'hidden' | 'symlinks' | 'unreadable' | 'special' | 'excluded' | 'damaged'

/** Something left out of a folder, and why in words. */
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

/** A file that can be served, with who may have it. */
export type OfferedRow = FileRow & { layer: Uint8Array; visibility: Visibility; community: string }

export interface FolderTotals {
  files: number
  bytes: number
  hashedFiles: number
  hashedBytes: number
  /** Of these, in the catalogue as they are here. */
  publishedFiles: number
}

/** An entry as it shall stand in the catalogue. */
export interface PublishRow {
  id: number
  /** Path in the catalogue: folder name / relative path. */
  path: string
  root: Uint8Array
  size: number
  modified: number
  /** What the file says of itself, encoded; null if nothing is known (yet). */
  metadata: Uint8Array | null
}

/** Part of a folder: one directory ('' is the folder itself), with all below it if `deep`. */
export interface Area {
  folder: number
  dir: string
  deep: boolean
}

/** Where the library keeps what it knows of files; the store room is one. All calls are synchronous and short. */
export interface LibraryStore {
  folders(): FolderRow[]
  addFolder(path: string, name: string, rules: FolderRules): FolderRow
  /** Some rows of the folder's files. */
  rows(folder: number, limit: number): number[]
  /** Forgets the folder, with all that is left of it. */
  removeFolder(id: number): void
  setRules(id: number, rules: FolderRules): void
  setPlace(id: number, place: { device: string; mounts: string[] }): void
  setVerified(id: number, time: number): void
  /** False: the folder's files are not to stand in the catalogue, their hashes are kept; true: they come back. */
  setAvailable(id: number, available: boolean): void
  /**
   * Brings a page of the folder's files, those after row `after`, in line with its rules: marks them as to be withdrawn
   * from the catalogue, or as to be published. Returns the last row done, null at the end. Large folders go page by
   * page.
   */
  turnPage(folder: number, after: number, limit: number): number | null
  totals(folder: number): FolderTotals
  state(key: string): string | null
  setState(key: string, value: string): void

  /** Forgets what was left out in the area, before it is scanned again. */
  clearSkipped(area: Area): void
  skip(folder: number, rows: readonly SkippedRow[]): void
  skippedCounts(folder: number): Record<SkipReason, number>
  skipped(folder: number, limit: number): SkippedRow[]

  /** The files known in one directory with from <= path < to (null: no bound), in order of the bytes of their paths. */
  known(folder: number, dir: string, from: string | null, to: string | null): KnownFile[]
  /** The next directory with files after `after` in the area, in order of bytes; null at the end. */
  nextDir(area: Area, after: string | null): string | null
  /**
   * Notes new and changed files. A changed file loses its hash and leaves the catalogue; a new file with the stamp of
   * another of the folder takes its hash over (a rename costs no hashing).
   */
  found(folder: number, files: readonly FoundFile[]): void
  /** Removes files that are gone; their hashes are remembered for a while, in case they turn up elsewhere. */
  forget(folder: number, ids: readonly number[]): void

  /** Files of available folders without hash, small ones first, of at most / more than `size` bytes. */
  toHash(which: { upTo: number } | { above: number }, limit: number): FileRow[]
  hashed(files: readonly { id: number; stamp: string; root: Uint8Array; layer: Uint8Array }[]): void
  /** The file cannot be hashed; it is tried again after its next scan. `damaged`: only when its stamp is another. */
  failed(id: number, message: string, damaged?: boolean): void
  remove(id: number): void
  /** Hashed files of a folder after row `after`, for reading them again. */
  hashedAfter(folder: number, after: number, limit: number): FileRow[]

  /** Shared files with this content, in available folders; those that all may see first. */
  withRoot(root: Uint8Array): OfferedRow[]
  /** Hashed files in folders of one community whose paths hold all words. */
  ofCommunity(community: string, words: readonly string[], limit: number): FileRow[]
  files(query: { folder?: number; text: string; offset: number; limit: number }): { total: number; rows: FileRow[] }

  /** Begins the comparison with the catalogue: nothing counts as published until `compare` finds it there. */
  beginCompare(): void
  /** Entries that the catalogue holds: equal ones count as published, strangers are withdrawn. */
  compare(
    entries: readonly { path: string; root: Uint8Array; size: number; modified: number; metadata: Uint8Array | null }[],
  ): void
  /** What the catalogue lacks, then what stands there without its newest metadata. */
  unpublished(limit: number): PublishRow[]
  published(rows: readonly PublishRow[]): void
  withdrawn(limit: number): string[]
  dropped(paths: readonly string[]): void
}
