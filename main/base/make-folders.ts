import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { systemCode } from './errors.ts'

/**
 * Makes a folder and those above it; nothing happens if it is there. `mode` holds for each folder made. Throws the
 * system's error.
 * Node's own `recursive` never ends where a file system answers ENOENT to a new folder whose parent exists (/proc).
 */
export async function makeFolders(path: string, mode = 0o777): Promise<void> {
  const folder = resolve(path)
  try {
    await mkdir(folder, { mode })
  } catch (error) {
    if (await isFolder(folder)) return
    const parent = dirname(folder)
    if (systemCode(error) !== 'ENOENT' || parent === folder || (await isFolder(parent))) throw error
    await makeFolders(parent, mode)
    await mkdir(folder, { mode }).catch(async (again: unknown) => {
      if (!(await isFolder(folder))) throw again
    })
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
