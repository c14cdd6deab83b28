import { mkdirSync } from 'node:fs'
import { asHyobanError, HyobanError } from '../../base/errors.ts'

/** Creates Chromium's folder; throws HyobanError with what to do if the disk or its permissions forbid it. */
export function makeProfileFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    const { code, message, details } = asHyobanError(error, path)
    const hint = 'Start Hyoban with --data-dir and a folder that you may write to.'
    throw new HyobanError(code, message, { hint, details, cause: error })
  }
}
