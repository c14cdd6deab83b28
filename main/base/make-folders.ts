import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { onDisk } from './disks/disk-guard.ts'
import { systemCode } from './errors.ts'
import { systemPath } from './process/system-path.ts'

/**
 * Creates a folder and its parents; does nothing if it exists. `mode` applies to each folder created. Throws system
 * errors. Not Node's `recursive`, which never returns where a file system reports ENOENT for a new folder whose parent
 * exists (/proc).
 */
export async function makeFolders(path: string, mode = 0o777): Promise<void> {
  const folder = resolve(path)
  try {
    await onDisk(folder, () => mkdir(systemPath(folder), { mode }))
  } catch (error) {
    if (await isFolder(folder)) return
    const parent = dirname(folder)
    if (systemCode(error) !== 'ENOENT' || parent === folder) throw error
    // a parent that is there now may have been made meanwhile by somebody else
    if (!(await isFolder(parent))) await makeFolders(parent, mode)
    await onDisk(folder, () => mkdir(systemPath(folder), { mode })).catch(async (again: unknown) => {
      if (!(await isFolder(folder))) throw again
    })
  }
}

async function isFolder(path: string): Promise<boolean> {
  return onDisk(path, () => stat(systemPath(path))).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
