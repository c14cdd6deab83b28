import { open, rename } from 'node:fs/promises'

/** Replaces a small file atomically: after a power cut it is either the old one or the new one. */
export async function writeAtomic(path: string, text: string): Promise<void> {
  const beside = `${path}.new`
  const handle = await open(beside, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(beside, path)
}
