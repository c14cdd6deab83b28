/** A shared folder as it is kept. `available`: its files may be offered (false while it is missing). */
export interface FolderRow {
  id: number
  path: string
  /** Its name in the catalogue; unique among the shared folders. */
  name: string
  available: boolean
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

export type SkipReason = 'hidden' | 'symlinks' | 'unreadable' | 'special'

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

export interface FolderTotals {
  files: number
  bytes: number
  hashedFiles: number
  hashedBytes: number
  /** Hashed, but not yet in the catalogue as it is here. */
  unpublished: number
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
  addFolder(path: string, name: string): FolderRow
  /** Forgets the folder; its files leave the catalogue at the next publication. */
  removeFolder(id: number): void
  /** False: the folder's files leave the catalogue, their hashes are kept; true: they come back. */
  setAvailable(id: number, available: boolean): void
  totals(folder: number): FolderTotals

  /** The highest scan number ever used, 0 at first. */
  lastScan(): number
  /** Forgets what was left out in the area, before it is scanned again. */
  clearSkipped(area: Area): void
  skip(folder: number, rows: readonly SkippedRow[]): void
  skippedCounts(folder: number): Record<SkipReason, number>
  skipped(folder: number, limit: number): SkippedRow[]

  /**
   * Notes files met by scan number `scan`. An equal stamp keeps the hash; a changed file loses it and leaves the
   * catalogue; a new file with the stamp of another of the folder takes its hash over (a rename costs no hashing).
   */
  found(folder: number, scan: number, files: readonly FoundFile[]): void
  /** Removes the files of the area that scan number `scan` did not meet; returns how many. */
  sweep(area: Area, scan: number): number

  /** Files of available folders without hash, small ones first. */
  toHash(limit: number): FileRow[]
  hashed(files: readonly { id: number; stamp: string; root: Uint8Array; layer: Uint8Array }[]): void
  /** The file cannot be hashed; it is tried again after its next scan. */
  failed(id: number, message: string): void
  remove(id: number): void

  /** Shared files with this content, in available folders. */
  withRoot(root: Uint8Array): (FileRow & { layer: Uint8Array })[]
  files(query: { folder?: number; text: string; offset: number; limit: number }): { total: number; rows: FileRow[] }

  /** Begins the comparison with the catalogue: nothing counts as published until `compare` finds it there. */
  beginCompare(): void
  /** Entries that the catalogue holds: equal ones count as published, strangers are withdrawn. */
  compare(entries: readonly { path: string; root: Uint8Array; size: number; modified: number; metadata: Uint8Array | null }[]): void
  /** What the catalogue lacks, then what stands there without its newest metadata. */
  unpublished(limit: number): PublishRow[]
  published(rows: readonly PublishRow[]): void
  withdrawn(limit: number): string[]
  dropped(paths: readonly string[]): void
}
