import type { Area } from '../../library/library-store.ts'

/** Columns of a `FileRow`. */
export const FILE = 'files.id, folder, folders.path AS folderPath, dir, files.path, size, modified, stamp, root'
export const JOINED = 'FROM files JOIN folders ON folders.id = folder'
/** The path of a file in the catalogue. */
export const KEY = "folders.name || '/' || files.path"
/** Folders whose files are published in the catalogue. */
export const PUBLIC = "available = 1 AND visibility = 'all'"

/** The condition for rows of an area: a directory, with its subdirectories if `deep` ('0' follows '/' in ASCII). */
export function areaSql({ dir, deep }: Area): { where: string; values: string[] } {
  if (!deep) return { where: 'dir = ?', values: [dir] }
  if (dir === '') return { where: 'true', values: [] }
  return { where: '(dir = ? OR (dir > ? AND dir < ?))', values: [dir, `${dir}/`, `${dir}0`] }
}
