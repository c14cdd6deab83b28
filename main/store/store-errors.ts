import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { asHyobanError, HyobanError, systemCode } from '../base/errors.ts'

/** True if SQLite reports that the file is damaged or not a database. */
export function isCorruption(error: unknown): boolean {
  const code = systemCode(error) ?? ''
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
}

/** True if the disk refuses writes (full, read-only, failing, gone), which may pass. */
export function isDiskFailure(error: unknown): boolean {
  const code = systemCode(error) ?? ''
  return code === 'SQLITE_FULL' || /^SQLITE_(IOERR|READONLY|CANTOPEN)/.test(code)
}

/** SQLite needs about this much for its files when it opens a database, in bytes. */
const NEEDED_BYTES = 256 * 1024

/** True if the disk has too little space left: SQLite reports a file that it cannot lengthen as an I/O error. */
function isFull(path: string): boolean {
  try {
    const { blocks, bavail, bsize } = statfsSync(dirname(path))
    return blocks > 0 && bavail * bsize < NEEDED_BYTES
  } catch {
    return false
  }
}

/** Translates an error of SQLite (full disk, read-only, in use, corrupt) for the user. */
export function asStoreError(error: unknown, path: string): HyobanError {
  const code = systemCode(error) ?? ''
  const details = { path }
  if (isCorruption(error))
    return new HyobanError('CORRUPT', `The database ${path} is damaged.`, {
      hint: 'Restart Hyoban: it sets the damaged file aside and creates a new one.',
      details,
      cause: error,
    })
  if (code === 'SQLITE_FULL' || (code.startsWith('SQLITE_IOERR') && isFull(path)))
    return new HyobanError('NO_SPACE', `No space left on the disk for the database ${path}.`, {
      hint: 'Free some space, then start again.',
      details,
      cause: error,
    })
  if (code.startsWith('SQLITE_READONLY'))
    return new HyobanError('READ_ONLY', `The database ${path} cannot be written to.`, {
      hint: 'Check the permissions of the data directory.',
      details,
      cause: error,
    })
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED')
    return new HyobanError('IN_USE', `The database ${path} is in use by another program.`, {
      hint: 'Close the other instance of Hyoban, then start again.',
      details,
      cause: error,
    })
  if (code.startsWith('SQLITE_CANTOPEN'))
    return new HyobanError('FOLDER_UNREADABLE', `The database ${path} cannot be opened.`, {
      hint: 'Check that the data directory exists and can be written to.',
      details,
      cause: error,
    })
  return asHyobanError(error, path)
}
