import { writeFile } from 'node:fs/promises'
import { asHyobanError } from '../../base/errors.ts'
import type { CliIo } from '../io.ts'

/** Writes a file; "-" is the standard output. Rejects with a HyobanError that names the path. */
export async function saveOutput(path: string, text: string, io: CliIo): Promise<void> {
  if (path === '-') return io.out(text.trimEnd())
  try {
    await writeFile(path, text)
  } catch (error) {
    throw asHyobanError(error, path)
  }
}
