import { relative, sep } from 'node:path'

/** Maximum length of a catalogue path, in bytes of UTF-8, including the shared folder's name. */
const MAX_PATH_BYTES = 1024
/** System files, hidden although their names do not start with a dot. */
const SYSTEM_NAMES = new Set(['desktop.ini', 'thumbs.db', '$recycle.bin', 'system volume information'])

/** True for hidden files and folders. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || SYSTEM_NAMES.has(name.toLowerCase())
}

/** True for unfinished downloads of this app or others. */
export function isUnfinished(name: string): boolean {
  return /\.(part|crdownload|!qb)$/i.test(name)
}

/** True if `path` is `folder` or inside it. */
export function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, path)
  return rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !/^[a-zA-Z]:/.test(rest))
}

/** Why a path cannot be published, as other systems could not display or create it; null if it can. */
export function unpublishable(path: string): string | null {
  // UTF-8 takes at most three bytes per UTF-16 unit, so that most paths need not be measured.
  if (path.length > MAX_PATH_BYTES / 3 && Buffer.byteLength(path) > MAX_PATH_BYTES) return 'its path is too long'
  if (/[\p{Cc}\\]/u.test(path) || !path.isWellFormed()) return 'its name has characters that other systems do not allow'
  return null
}

/** The directory of a relative path; '' at the top level. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
