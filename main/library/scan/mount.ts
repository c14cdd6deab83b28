import { readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HyobanError } from '../../base/errors.ts'
import { systemPath } from '../../base/system-path.ts'
import type { FolderRow } from '../library-store.ts'

/** The error for a folder whose disk is disconnected (`details.away` is 'yes'); it keeps its files meanwhile. */
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

/** The device number of the disk that a path is on, or would be on if it existed. */
async function deviceOf(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(systemPath(at), { bigint: true }).catch(() => null)
    if (found) return String(found.dev)
    if (dirname(at) === at) return ''
  }
}

/**
 * Whether a shared folder is 'there', 'gone', or 'away'. Away: its disk is disconnected, as the path is missing or an
 * empty mount point, on another device than the one scanned before.
 */
export async function placeOf(row: Pick<FolderRow, 'path' | 'device'>): Promise<'there' | 'gone' | 'away'> {
  const found = await stat(systemPath(row.path), { bigint: true }).catch(() => null)
  const other = row.device !== '' && (await deviceOf(row.path)) !== row.device
  if (!found?.isDirectory()) return other ? 'away' : 'gone'
  if (!other) return 'there'
  const names = await readdir(systemPath(row.path)).catch(() => null)
  return names?.length === 0 ? 'away' : 'there'
}
