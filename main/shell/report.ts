import { asHyobanError, type ErrorCode } from '../base/errors.ts'
import { displayText } from '../domain/text/display-text.ts'

const USAGE_CODES = new Set<ErrorCode>(['BAD_INPUT', 'BAD_BOOTSTRAP'])

/** Commander's errors, which are already printed when thrown. */
interface CommanderLike {
  code: string
  message: string
  exitCode: number
}

/** Whether commander found the usage wrong, or printed what was asked for (help, version). */
export function isCommanderError(error: unknown): error is CommanderLike {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === 'string' && code.startsWith('commander.')
}

/** Output of a failed command (empty if commander has already printed it) and its exit code: 2 for usage, else 1. */
export function report(error: unknown): { line: string; code: number } {
  if (isCommanderError(error)) return { line: '', code: error.exitCode === 0 ? 0 : 2 }
  const { code, message, hint } = asHyobanError(error)
  const line = `hyoban: ${message}${hint ? ` ${hint}` : ''}`.replace(/\s*[\n\r]\s*/g, ' ')
  // a message may hold the name of a file, and a terminal obeys what stands in it
  return { line: displayText(line, Infinity), code: USAGE_CODES.has(code) ? 2 : 1 }
}
