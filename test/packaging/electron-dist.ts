import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/**
 * A stand-in for Electron's folder, which cannot be had everywhere: the packer takes any folder with an executable in
 * it. `electron` prints what it was called with.
 */
export async function standInDist(folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
    version: string
  }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'version'), version)
  await writeFile(join(folder, 'electron'), '#!/bin/sh\necho "stand-in for Electron: $*"\n', { mode: 0o755 })
  await writeFile(join(folder, 'chrome-sandbox'), 'stand-in\n', { mode: 0o755 })
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) await writeFile(join(folder, name), name)
  return folder
}
