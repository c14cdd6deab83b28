import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemPath } from '../../base/process/system-path.ts'

/**
 * Calls `use` with a path of plain text for a file whose name is not text: a link in a folder of its own, with the same
 * extension. Libraries that read tags and pictures take no bytes as a path. Throws the system's error if no link can be
 * made, and what `use` throws.
 */
export async function withPlainPath<T>(path: string, use: (plain: string) => Promise<T>): Promise<T> {
  const target = systemPath(path)
  if (typeof target === 'string') return use(path)
  const folder = await mkdtemp(join(tmpdir(), 'hyoban-name-'))
  try {
    const link = join(folder, `file${/\.[\da-z]{1,16}$/i.exec(path)?.[0] ?? ''}`)
    await symlink(target, link)
    return await use(link)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
