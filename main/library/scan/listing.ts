import type { SkippedRow } from '../library-store.ts'

/** Directories of one shared folder to list. */
export interface ListTask {
  /** Real path of the shared folder. `name`: its name in the catalogue. */
  root: string
  name: string
  /** Relative directories, in the order in which they are listed. */
  dirs: string[]
  /** Absolute paths that are never shared. */
  excluded: readonly string[]
  /** Lines as in a .gitignore. */
  patterns: readonly string[]
  /** Maximum number of entries per reply; a directory is not begun once it is reached. */
  most: number
}

/**
 * The files of one directory. Names and stamps are joined by NUL and sorted by the bytes of the names: two strings
 * cross threads faster than many.
 */
export interface Listing {
  dir: string
  /** Device number of its disk; empty if unknown. */
  device: string
  /** Its inode; empty if unknown. */
  inode: string
  /** True if it has no entries, not even hidden ones. */
  empty: boolean
  /** Names of its subdirectories that are to be scanned. */
  folders: string[]
  names: string
  stamps: string
  sizes: Float64Array
  /** In ms since the epoch. */
  modified: Float64Array
  skipped: SkippedRow[]
  /** Names that cannot be read because the disk is failing; these files are kept. */
  unsure: string[]
  /** Why it could not be listed; `keep`: the disk is failing, and its files are kept. */
  error: { code: string; message: string; keep: boolean } | null
}

/** A listing without entries. */
export function emptyListing(dir: string, error: Listing['error'] = null): Listing {
  return {
    dir,
    device: '',
    inode: '',
    empty: false,
    folders: [],
    names: '',
    stamps: '',
    sizes: new Float64Array(0),
    modified: new Float64Array(0),
    skipped: [],
    unsure: [],
    error,
  }
}
