import { asHyobanError } from '../../base/errors.ts'
import { isCommanderError } from '../../shell/report.ts'

/** An error as `--json` prints it. */
export interface ErrorFields {
  code: string
  message: string
  hint: string
  details: Record<string, string | number>
}

/** Converts anything thrown for `--json`. */
export function errorFields(error: unknown): ErrorFields {
  if (isCommanderError(error))
    return { code: 'BAD_INPUT', message: error.message.replace(/^error: /, ''), hint: '', details: {} }
  const { code, message, hint, details } = asHyobanError(error)
  return { code, message, hint, details }
}
