import { opendir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { asHyobanError } from '../base/errors.ts'
import { homeFolder } from '../base/process/home-folder.ts'
import { isHidden } from './scan/path-rules.ts'

/** Maximum number of folders shown; others can be typed. */
const MAX_FOLDERS = 2000

/** Lists the folders in `path` (empty: the home folder), except hidden ones, sorted by name. Throws HyobanError. */
export async function browse(
  path: string,
): Promise<{ path: string; parent: string | null; folders: { name: string; path: string }[] }> {
  const full = path === '' ? (homeFolder() ?? resolve('/')) : resolve(path)
  const folders: { name: string; path: string }[] = []
  try {
    for await (const entry of await opendir(full)) {
      if (entry.isDirectory() && !isHidden(entry.name)) folders.push({ name: entry.name, path: join(full, entry.name) })
      if (folders.length >= MAX_FOLDERS) break
    }
  } catch (error) {
    throw asHyobanError(error, full)
  }
  const parent = dirname(full)
  return {
    path: full,
    parent: parent === full ? null : parent,
    folders: folders.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })),
  }
}
