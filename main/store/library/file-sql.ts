import type { Area } from '../../library/library-store.ts'

/** Columns of a `FileRow`. */
export const FILE =
  'files.id, folder, folders.path AS folderPath, dir, files.path, size, modified, stamp, files.root AS root'
export const JOINED = 'FROM files JOIN folders ON folders.id = folder'
/** The path of a file in the catalogue. */
export const KEY = "folders.name || '/' || files.path"
/** Folders whose files are published in the catalogue. */
export const PUBLIC = "available = 1 AND visibility = 'all'"

/** Files of contents that not everybody may see; see ContentOrigins. */
export const PRIVATE = 'EXISTS (SELECT 1 FROM privateContents WHERE privateContents.root = lower(hex(files.root)))'
/** The files that only the members of one community see: FROM clauses with the parameter @community. */
export const OF_COMMUNITY = [
  `${JOINED} WHERE visibility = 'community' AND community = @community AND available = 1 AND files.root IS NOT NULL
    AND NOT ${PRIVATE}`,
  // What came by this community stays there, also in a folder for all.
  `FROM privateContents JOIN files ON files.root = unhex(privateContents.root) JOIN folders ON folders.id = folder
  WHERE places = @community AND available = 1
    AND (visibility = 'all' OR (visibility = 'community' AND community = places))`,
] as const

/** The condition for rows of an area: a directory, with its subdirectories if `deep` ('0' follows '/' in ASCII). */
export function areaSql({ dir, deep }: Area): { where: string; values: string[] } {
  if (!deep) return { where: 'dir = ?', values: [dir] }
  if (dir === '') return { where: 'true', values: [] }
  return { where: '(dir = ? OR (dir > ? AND dir < ?))', values: [dir, `${dir}/`, `${dir}0`] }
}
