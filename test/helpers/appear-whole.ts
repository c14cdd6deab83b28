import { rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Puts a file into a shared folder whole: one that is being written has a root of its own, and is told as it grows. */
export async function appearWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  const hidden = join(dirname(path), `.${basename(path)}`)
  await writeFile(hidden, bytes)
  await rename(hidden, path)
}
