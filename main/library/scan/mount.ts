import { readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HyobanError } from '../../base/errors.ts'
import type { FolderRow } from '../library-store.ts'

/**
 * The error of a folder whose disk is away; its `details.away` is 'yes'. What is known of its files is kept meanwhile.
 */
export function diskAway(path: string, cause?: unknown): HyobanError {
  return new HyobanError('FOLDER_MISSING', `The disk of ${path} is not connected.`, {
    hint: 'Reconnect the disk. Its files stay listed until then, and are not hashed again.',
    details: { path, away: 'yes' },
    cause,
  })
}

export function isAwayError(error: unknown): boolean {
  return error instanceof HyobanError && error.details.away === 'yes'
}

/** The number of the disk that a path lies on, or would lie on if it were there. */
async function deviceOf(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at, { bigint: true }).catch(() => null)
    if (found) return String(found.dev)
    if (dirname(at) === at) return ''
  }
}

/**
 * Where a shared folder is: 'there'; 'gone'; or 'away': its disk is not connected, for the path is missing, or an empty
 * mount point, on another disk than the one that it was read from.
 */
export async function placeOf(row: Pick<FolderRow, 'path' | 'device'>): Promise<'there' | 'gone' | 'away'> {
  const found = await stat(row.path, { bigint: true }).catch(() => null)
  const other = row.device !== '' && (await deviceOf(row.path)) !== row.device
  if (!found?.isDirectory()) return other ? 'away' : 'gone'
  if (!other) return 'there'
  const names = await readdir(row.path).catch(() => null)
  return names?.length === 0 ? 'away' : 'there'
}
