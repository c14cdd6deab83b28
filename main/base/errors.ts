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

interface ErrorExtras {
  /** One sentence that says what to do. */
  hint?: string
  /** Values of the placeholders in the code's translated sentence (path, port, ...). */
  details?: Record<string, string | number>
  cause?: unknown
}

/** An error for users: what happened, and what to do about it. Shown without a stack trace. */
export class HyobanError extends Error {
  readonly code: ErrorCode
  /** One sentence that says what to do; empty if nothing can be done. */
  readonly hint: string
  /** Values of the placeholders in the code's translated sentence (path, port, ...). */
  readonly details: Record<string, string | number>

  constructor(code: ErrorCode, message: string, { hint = '', details = {}, cause }: ErrorExtras = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'HyobanError'
    this.code = code
    this.hint = hint
    this.details = details
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The POSIX code of a system error (ENOSPC, EACCES, ...), or undefined. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/** Converts anything thrown to a HyobanError: system errors by their code, everything else to INTERNAL. */
export function asHyobanError(error: unknown, path = ''): HyobanError {
  if (error instanceof HyobanError) return error
  const message = messageOf(error)
  const details: Record<string, string> = path ? { path } : {}
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return new HyobanError('NO_SPACE', `No space left on the disk${path ? ` at ${path}` : ''}.`, {
        hint: 'Free some space, then resume.',
        details,
        cause: error,
      })
    case 'EROFS':
      return new HyobanError('READ_ONLY', `The disk is read-only${path ? `: ${path}` : ''}.`, {
        hint: 'Choose a writable folder.',
        details,
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
      return new HyobanError('FOLDER_UNREADABLE', `No permission to use ${path || 'this path'}.`, {
        hint: 'Change its permissions or choose another folder.',
        details,
        cause: error,
      })
    case 'ENOENT':
      return new HyobanError('FOLDER_MISSING', `${path || 'A file or folder'} does not exist.`, {
        hint: 'Check the path, or choose another folder.',
        details,
        cause: error,
      })
    case 'ENOTDIR':
      return new HyobanError('FOLDER_MISSING', `${path || 'A path'} leads through a file instead of a folder.`, {
        hint: 'Check the path, or choose another folder.',
        details,
        cause: error,
      })
    case 'EISDIR':
      return new HyobanError('BAD_INPUT', `${path || 'The path'} is a folder, not a file.`, {
        hint: 'Choose a file.',
        details,
        cause: error,
      })
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return new HyobanError('BAD_INPUT', `${path || 'A path'} is too long, or its symbolic links form a loop.`, {
        hint: 'Check the path, or choose another folder.',
        details,
        cause: error,
      })
    case 'EMFILE':
    case 'ENFILE':
      return new HyobanError('INTERNAL', 'Too many files are open on this machine.', {
        hint: 'Close other programs, or raise the limit (ulimit -n).',
        details,
        cause: error,
      })
    case 'EADDRINUSE':
      return new HyobanError('PORT_BUSY', 'The port is already in use.', {
        hint: 'Choose another port with --port, or leave it out to get a free one.',
        details,
        cause: error,
      })
    default:
      return new HyobanError('INTERNAL', message, { details, cause: error })
  }
}
