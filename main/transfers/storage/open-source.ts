// The file that was looked up, and no other one: a queued request may wait for hours until the file is opened, and
// anyone who may write to the shared folder could have put another file, or a link to one outside of the share, in its
// place. No link below the share is followed, and the opened file itself is compared, not what its path leads to.
import { type BigIntStats, existsSync, constants } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fitsStamp, stampOf } from '../../domain/file-stamp.ts'
import { onDisk } from '../../base/disks/disk-guard.ts'
import { HyobanError } from '../../base/errors.ts'
import { UNBLOCKED } from '../../base/process/regular-file.ts'
import { realPath, systemPath } from '../../base/process/system-path.ts'
import type { ReadHandle, SourceFile } from '../ports.ts'
import { checked } from './checked-handle.ts'

const FILE = constants.O_RDONLY | UNBLOCKED
/** Paths relative to an open directory, as openat(2) has them. */
const HANDLES = '/proc/self/fd'
const hasHandles = process.platform === 'linux' && existsSync(HANDLES)

/** Opens a source. Throws FILE_CHANGED if it is not the file that was looked up, or a system error. */
export async function openSource(source: SourceFile): Promise<ReadHandle> {
  const { path, folder, stamp, proof } = source
  const handle = await onDisk(
    path,
    () => (folder !== undefined && hasHandles ? openBelow(folder, path) : open(systemPath(path), FILE)),
    (late) => late.close(),
  )
  try {
    const fits = (found: BigIntStats): boolean => stamp === undefined || fitsStamp(stamp, stampOf(found))
    const found = await onDisk(path, () => handle.stat({ bigint: true }))
    const right = found.isFile() && fits(found)
    if (!right || (folder !== undefined && !hasHandles && !(await isAt(path, folder, found)))) throw changed(path)
    return proof ? checked(handle, proof, async () => fits(await handle.stat({ bigint: true }))) : handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Opens one part of the path after the other; a link in any of them fails with ELOOP or ENOTDIR. */
async function openBelow(folder: string, path: string): Promise<FileHandle> {
  const parts = partsBelow(folder, path)
  const directory = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_DIRECTORY
  let at = await open(systemPath(folder), directory)
  for (const [i, part] of parts.entries()) {
    const above = at
    try {
      at = await open(systemPath(`${HANDLES}/${above.fd}/${part}`), i === parts.length - 1 ? FILE : directory)
    } finally {
      await above.close()
    }
  }
  return at
}

function partsBelow(folder: string, path: string): string[] {
  const parts = relative(folder, path).split(sep)
  if (parts.some((part) => part === '' || part === '.' || part === '..')) throw changed(path)
  return parts
}

/** Elsewhere: true if the path has no link below the folder and still leads to the opened file. */
async function isAt(path: string, folder: string, found: { dev: bigint; ino: bigint }): Promise<boolean> {
  if ((await realPath(path)) !== join(await realPath(folder), ...partsBelow(folder, path))) return false
  const { dev, ino } = await onDisk(path, () => stat(systemPath(path), { bigint: true }))
  return dev === found.dev && ino === found.ino
}

function changed(path: string): HyobanError {
  return new HyobanError('FILE_CHANGED', `${path} is not the file that was offered.`, { details: { path } })
}
