import { opendir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { asHyobanError } from '../base/errors.ts'
import { isHidden } from './scan/path-rules.ts'

/** Folders shown at most; a user looking for one more types its path. */
const MOST = 2000

/** The folders inside `path` (empty: the home folder), by name, hidden ones left out. Throws HyobanError. */
export async function browse(
  path: string,
): Promise<{ path: string; parent: string | null; folders: { name: string; path: string }[] }> {
  const full = path === '' ? homedir() : resolve(path)
  const folders: { name: string; path: string }[] = []
  try {
    for await (const entry of await opendir(full)) {
      if (entry.isDirectory() && !isHidden(entry.name)) folders.push({ name: entry.name, path: join(full, entry.name) })
      if (folders.length >= MOST) break
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
