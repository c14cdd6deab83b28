import { systemProblem } from './process/system-errors.ts'

/** Error codes that cross the contract; each names a cause that a user can act on. */
export const ERROR_CODES = [
  'BAD_INPUT',
  'NOT_FOUND',
  'FOLDER_MISSING',
  'FOLDER_UNREADABLE',
  'FILE_CHANGED',
  'NO_SPACE',
  'FILE_TOO_LARGE',
  'READ_ONLY',
  'DISK_ERROR',
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
  const details: Record<string, string> = path ? { path } : {}
  const errno = failedThread(error) ?? systemCode(error) ?? ''
  const problem = errno === 'EINVAL' && !isAboutName(error) ? undefined : systemProblem(errno)
  if (!problem) return new HyobanError('INTERNAL', messageOf(error), { details, cause: error })
  return new HyobanError(problem.code, problem.message(path), { hint: problem.hint, details, cause: error })
}

/** Error of the system for which a thread could not be started: Node names it in the message only. */
function failedThread(error: unknown): string | undefined {
  if (systemCode(error) !== 'ERR_WORKER_INIT_FAILED') return undefined
  return /\bE[A-Z]+$/.exec(messageOf(error))?.[0]
}

/** System calls that fail with EINVAL when the disk does not take a name; others mean many things by it. */
const NAMING = new Set(['open', 'mkdir', 'rename', 'link', 'symlink'])

function isAboutName(error: unknown): boolean {
  const syscall = (error as { syscall?: unknown } | null)?.syscall
  return typeof syscall === 'string' && NAMING.has(syscall)
}
