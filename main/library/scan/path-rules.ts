import { relative, sep } from 'node:path'

/** Longest path in a catalogue, in bytes of UTF-8, with the shared folder's name. */
const MAX_PATH_BYTES = 1024
/** What systems put into folders for themselves; hidden although the name does not begin with a dot. */
const SYSTEM_NAMES = new Set(['desktop.ini', 'thumbs.db', '$recycle.bin', 'system volume information'])

/** True for names that are left out as hidden. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || SYSTEM_NAMES.has(name.toLowerCase())
}

/** Unfinished downloads, of this app and of others: not worth offering. */
export function isUnfinished(name: string): boolean {
  return /\.(part|crdownload|!qb)$/i.test(name)
}

/** True if `path` is `folder` or lies below it. */
export function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, path)
  return rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !/^[a-zA-Z]:/.test(rest))
}

/** Why a path cannot stand in a catalogue, or null: other systems could not show it, or not write it. */
export function unpublishable(path: string): string | null {
  // a character takes at most three bytes in UTF-8 for each of its UTF-16 units: most paths need no counting
  if (path.length > MAX_PATH_BYTES / 3 && Buffer.byteLength(path) > MAX_PATH_BYTES) return 'its path is too long'
  if (/[\p{Cc}\\]/u.test(path) || !path.isWellFormed()) return 'its name has characters that other systems do not allow'
  return null
}

/** The directory of a relative path; '' for one at the top. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
