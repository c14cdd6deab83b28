/** Error codes that cross the contract; each names a cause that a user can act on. */
export const ERROR_CODES = [
  'BAD_INPUT',
  'NOT_FOUND',
  'FOLDER_MISSING',
  'FOLDER_UNREADABLE',
  'FILE_CHANGED',
  'NO_SPACE',
  'READ_ONLY',
  'IN_USE',
  'CORRUPT',
  'PORT_BUSY',
  'BAD_BOOTSTRAP',
  'OFFLINE',
  'PEER_LEFT',
  'NO_SOURCE',
  'REFUSED',
  'QUEUED',
  'EXCLUDED',
  'TIMEOUT',
  'CANCELLED',
  'UNSUPPORTED',
  'INTERNAL',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** An error meant for people: what happened, and what to do about it. No stack trace is ever shown with it. */
export class HyobanError extends Error {
  readonly code: ErrorCode
  /** One sentence that says what to do; empty if nothing can be done. */
  readonly hint: string
  /** The values that fill the code's translated sentence (path, port, ...). */
  readonly details: Record<string, string | number>

  constructor(
    code: ErrorCode,
    message: string,
    hint = '',
    details: Record<string, string | number> = {},
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'HyobanError'
    this.code = code
    this.hint = hint
    this.details = details
  }
}

/** The POSIX code of a system error (ENOSPC, EACCES, ...), or undefined. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/** Turns whatever was thrown into a HyobanError: system errors get their own code, strangers become INTERNAL. */
export function asHyobanError(error: unknown, path = ''): HyobanError {
  if (error instanceof HyobanError) return error
  const message = error instanceof Error ? error.message : String(error)
  const details: Record<string, string> = path ? { path } : {}
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return new HyobanError(
        'NO_SPACE',
        `No space left on the disk${path ? ` at ${path}` : ''}.`,
        'Free some space, then resume.',
        details,
        error,
      )
    case 'EROFS':
      return new HyobanError(
        'READ_ONLY',
        `The disk is read-only${path ? `: ${path}` : ''}.`,
        'Choose a folder that can be written to.',
        details,
        error,
      )
    case 'EACCES':
    case 'EPERM':
      return new HyobanError(
        'FOLDER_UNREADABLE',
        `No permission to use ${path || 'this path'}.`,
        'Change its permissions or choose another folder.',
        details,
        error,
      )
    case 'ENOENT':
      return new HyobanError(
        'FOLDER_MISSING',
        `${path || 'A file or folder'} does not exist.`,
        'Check the path, or choose another folder.',
        details,
        error,
      )
    case 'ENOTDIR':
      return new HyobanError(
        'FOLDER_MISSING',
        `${path || 'A path'} leads through a file, not a folder.`,
        'Check the path, or choose another folder.',
        details,
        error,
      )
    case 'EISDIR':
      return new HyobanError(
        'BAD_INPUT',
        `${path || 'The path'} is a folder, not a file.`,
        'Name a file.',
        details,
        error,
      )
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return new HyobanError(
        'BAD_INPUT',
        `${path || 'A path'} is too long, or its links lead in a circle.`,
        'Check the path, or choose another folder.',
        details,
        error,
      )
    case 'EMFILE':
    case 'ENFILE':
      return new HyobanError(
        'INTERNAL',
        'Too many files are open on this machine.',
        'Close other programs, or raise the limit (ulimit -n).',
        details,
        error,
      )
    case 'EADDRINUSE':
      return new HyobanError(
        'PORT_BUSY',
        'The port is already in use.',
        'Choose another port with --port, or leave it out to get a free one.',
        details,
        error,
      )
    default:
      return new HyobanError('INTERNAL', message, '', details, error)
  }
}
