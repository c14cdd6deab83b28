import { readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HyobanError } from '../../base/errors.ts'
import { diskSilent, isDiskSilent, onDisk } from '../../base/disks/disk-guard.ts'
import { systemPath } from '../../base/process/system-path.ts'
import type { FolderRow } from '../library-store.ts'

/** The error for a folder whose disk is disconnected (`details.away` is 'yes'); it keeps its files meanwhile. */
function diskAway(path: string, cause?: unknown): HyobanError {
  return new HyobanError('FOLDER_MISSING', `The disk of ${path} is not connected.`, {
    hint: 'Reconnect the disk. Its files stay listed until then, and are not hashed again.',
    details: { path, away: 'yes' },
    cause,
  })
}

/** True for a disk that is disconnected or does not answer: its files stay. */
export function isAwayError(error: unknown): boolean {
  return error instanceof HyobanError && error.details.away !== undefined
}

/** The device number of the disk that a path is on, or would be on if it existed. */
async function deviceOf(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const found = await onDisk(at, () => stat(systemPath(at), { bigint: true })).catch(() => null)
    if (found) return String(found.dev)
    if (dirname(at) === at) return ''
  }
}

/** What tells a shared folder from the empty mount point below it: device and inode, as stored in its row. */
export const placeKey = (device: string, inode: string): string => `${device}:${inode}`

/** True if a folder is another one than that of the row; rows of earlier versions have no inode. */
function isOther(known: string, { dev, ino }: { dev: bigint; ino: bigint }): boolean {
  const [device = '', inode] = known.split(':')
  return device !== '' && (device !== String(dev) || (inode !== undefined && inode !== String(ino)))
}

type Place = 'there' | 'gone' | 'away' | 'silent'

const unlessSilent = (error: unknown): 'silent' | null => (isDiskSilent(error) ? 'silent' : null)

/** The error for a shared folder that is not there. */
export function absence(place: Exclude<Place, 'there'>, path: string): Error {
  if (place === 'silent') return diskSilent(path)
  return place === 'away' ? diskAway(path) : Object.assign(new Error('not a folder'), { code: 'ENOENT' })
}

/**
 * Whether a shared folder is 'there', 'gone', 'silent' (its disk does not answer), or 'away'. Away: its disk is
 * disconnected, as the path is missing on another device than the one scanned before, or an empty folder that is not
 * the one scanned before: a mount point, which may lie on the same device (bind mounts).
 */
export async function placeOf(row: Pick<FolderRow, 'path' | 'device'>): Promise<Place> {
  const found = await onDisk(row.path, () => stat(systemPath(row.path), { bigint: true })).catch(unlessSilent)
  if (found === 'silent') return found
  const [device = ''] = row.device.split(':')
  if (!found?.isDirectory()) return device !== '' && (await deviceOf(row.path)) !== device ? 'away' : 'gone'
  if (!isOther(row.device, found)) return 'there'
  const names = await onDisk(row.path, () => readdir(systemPath(row.path))).catch(unlessSilent)
  if (names === 'silent') return names
  return names?.length === 0 ? 'away' : 'there'
}
