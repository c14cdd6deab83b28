import { stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { asHyobanError, systemCode } from '../../base/errors.ts'
import { makeFolders } from '../../base/make-folders.ts'
import type { Download } from './download.ts'
import type { TransferRow, TransferStore } from '../ports.ts'

/** The folder that a download's file belongs into. */
export function folderOf({ folder, target }: TransferRow): string {
  return join(folder, ...target.split('/'))
}

/** The download folder must be there (else ENOENT or ENOTDIR); what belongs below it is made. */
export async function makeFolder(row: TransferRow): Promise<void> {
  const there = await stat(row.folder)
  if (!there.isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
  if (row.target !== '') await makeFolders(folderOf(row))
}

/**
 * After a crash between the move and its record: true if the file with the inode that we meant to move is there
 * already.
 */
export async function wasMoved({ path, inode, size }: TransferRow): Promise<boolean> {
  if (path === '' || inode === 0) return false
  const there = await stat(path).catch(() => null)
  return there?.ino === inode && there.size === size
}

/** A download whose folder was the problem begins anew in the folder that the user has chosen since. */
export function moveToFolder(download: Download, folder: string, store: TransferStore): void {
  const { row } = download
  const code = row.problem?.code
  if (folder === row.folder || (code !== 'FOLDER_MISSING' && code !== 'READ_ONLY' && code !== 'NO_SPACE')) return
  void download.discard()
  store.clearChunks(row.id)
  download.set({ folder, moved: 0, path: '', inode: 0 })
}

/** Deletes a finished file; one that is gone already is no error. Throws what the system says, as a HyobanError. */
export async function deleteFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw asHyobanError(error, path)
  }
}
