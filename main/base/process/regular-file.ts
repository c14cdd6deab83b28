import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { onDisk } from '../disks/disk-guard.ts'
import { HyobanError, systemCode } from '../errors.ts'
import { systemPath } from './system-path.ts'

/**
 * Anyone who may write to a folder can put a named pipe in a file's place: opening it would hold a thread of the node
 * until somebody writes to it. A link could lead to one, or out of the folder. Windows has neither flag.
 */
export const UNBLOCKED = (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)

/** The error for a named pipe, a device, a socket or a folder in the place of a file. */
export function notAFile(path: string): HyobanError {
  return new HyobanError('UNSUPPORTED', `${path} is not a regular file.`, {
    hint: 'Choose a regular file.',
    details: { path },
  })
}

/**
 * Opens a regular file, for reading if no other flags are given; its last part must not be a link unless links are
 * followed. Throws UNSUPPORTED for everything else, at once, and errors of the system.
 */
export async function openRegular(
  path: string,
  { flags = constants.O_RDONLY, mode, follow = false }: { flags?: number; mode?: number; follow?: boolean } = {},
): Promise<FileHandle> {
  const unblocked = follow ? UNBLOCKED & ~(constants.O_NOFOLLOW ?? 0) : UNBLOCKED
  return onDisk(
    path,
    () => openNow(path, flags | unblocked, mode),
    (file) => file.close(),
  )
}

async function openNow(path: string, flags: number, mode: number | undefined): Promise<FileHandle> {
  const file = await open(systemPath(path), flags, mode).catch((error: unknown) => {
    // sockets, and pipes that are opened for writing
    throw systemCode(error) === 'ENXIO' ? notAFile(path) : error
  })
  try {
    if (!(await file.stat()).isFile()) throw notAFile(path)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}
