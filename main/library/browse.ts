import { opendir, readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { onDisk } from '../base/disks/disk-guard.ts'
import { asHyobanError } from '../base/errors.ts'
import { needsBytes, readablePath, systemPath } from '../base/process/system-path.ts'
import { homeFolder } from '../base/process/home-folder.ts'
import { isHidden } from './scan/path-rules.ts'

/** Maximum number of folders shown; others can be typed. */
const MAX_FOLDERS = 2000

/** Lists the folders in `path` (empty: the home folder), except hidden ones, sorted by name. Throws HyobanError. */
export async function browse(
  path: string,
): Promise<{ path: string; parent: string | null; folders: { name: string; path: string }[] }> {
  const full = path === '' ? (homeFolder() ?? resolve('/')) : resolve(path)
  const names = await onDisk(full, () => foldersIn(full)).catch((error: unknown) => {
    throw asHyobanError(error, full)
  })
  const folders = names.map((name) => ({ name, path: join(full, name) }))
  const parent = dirname(full)
  return {
    path: full,
    parent: parent === full ? null : parent,
    folders: folders.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })),
  }
}

async function foldersIn(full: string): Promise<string[]> {
  const names: string[] = []
  let plain = true
  for await (const entry of await opendir(systemPath(full))) {
    if (entry.isDirectory() && !isHidden(entry.name)) names.push(entry.name)
    plain &&= !needsBytes(entry.name)
    if (names.length >= MAX_FOLDERS) break
  }
  if (plain) return names
  const entries = await readdir(systemPath(full), { withFileTypes: true, encoding: 'buffer' })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readablePath(name))
    .filter((name) => !isHidden(name))
    .slice(0, MAX_FOLDERS)
}
