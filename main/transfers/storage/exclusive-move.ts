import { constants } from 'node:fs'
import { link, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { onDisk } from '../../base/disks/disk-guard.ts'
import { systemCode } from '../../base/errors.ts'
import { systemPath } from '../../base/process/system-path.ts'
import { numbered } from '../../domain/text/safe-name.ts'

/** Errors of file systems without hard links (FAT). */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR'])

/**
 * Moves a file to `name` in its folder, or to 'name (2)' etc. if that exists. `intend` is called with path and inode
 * before each attempt, so that a file moved just before a crash is recognised. Returns the path.
 */
export async function moveWithoutOverwriting(
  from: string,
  name: string,
  intend: (path: string, inode: number) => void,
): Promise<string> {
  const folder = dirname(from)
  const own = await onDisk(from, () => stat(systemPath(from)))
  for (let n = 1; ; n++) {
    const path = join(folder, numbered(name, n))
    intend(path, own.ino)
    if (!(await place(from, path, own.ino))) continue
    await flushFolder(folder)
    return path
  }
}

/** Moves `from` to `to` unless another file exists there; true if `to` has `inode` now, or had already (crash). */
async function place(from: string, to: string, inode: number): Promise<boolean> {
  try {
    await onDisk(to, () => link(systemPath(from), systemPath(to)))
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EEXIST') {
      const there = await onDisk(to, () => stat(systemPath(to)))
      if (inode === 0 || there.ino !== inode) return false
    } else if (code !== undefined && NO_HARD_LINKS.has(code)) return reserve(from, to)
    else throw error
  }
  await onDisk(from, () => unlink(systemPath(from)))
  return true
}

/** Without hard links: reserves the name by an exclusively created empty file, and renames the real one over it. */
async function reserve(from: string, to: string): Promise<boolean> {
  try {
    await onDisk(to, async () => (await open(systemPath(to), 'wx')).close())
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
  await onDisk(to, () => rename(systemPath(from), systemPath(to)))
  return true
}

async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await onDisk(folder, async () => {
    const handle = await open(systemPath(folder), constants.O_RDONLY | constants.O_DIRECTORY)
    await handle.sync().catch(() => {})
    await handle.close()
  })
}
