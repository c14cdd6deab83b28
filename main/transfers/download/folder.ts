import { stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { onDisk } from '../../base/disks/disk-guard.ts'
import { asHyobanError, systemCode } from '../../base/errors.ts'
import { makeFolders } from '../../base/make-folders.ts'
import { systemPath } from '../../base/process/system-path.ts'
import type { TransferRow } from '../ports.ts'

/** The folder for a download's file. */
export function folderOf({ folder, target }: TransferRow): string {
  return join(folder, ...target.split('/'))
}

/** Creates the subfolders of the download folder, which itself must exist (else ENOENT or ENOTDIR). */
export async function makeFolder(row: TransferRow): Promise<void> {
  const found = await onDisk(row.folder, () => stat(systemPath(row.folder)))
  if (!found.isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
  if (row.target !== '') await makeFolders(folderOf(row))
}

/** True if a crash occurred between moving the file and recording it: the file at `path` has the recorded inode. */
export async function wasMoved({ path, inode, size }: TransferRow): Promise<boolean> {
  if (path === '' || inode === 0) return false
  const found = await onDisk(path, () => stat(systemPath(path))).catch(() => null)
  return found?.ino === inode && found.size === size
}

/** Deletes a finished file if it exists. Throws the system's error as a HyobanError. */
export async function deleteFile(path: string): Promise<void> {
  try {
    await onDisk(path, () => unlink(systemPath(path)))
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw asHyobanError(error, path)
  }
}

/** Deletes the part file of a download, if that can be. */
export async function deletePart(row: TransferRow): Promise<void> {
  const path = join(folderOf(row), row.part)
  await onDisk(path, () => unlink(systemPath(path))).catch(() => {})
}
