import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Adds a step to the next `cleanNodes`. */
export const alsoClean = (step: () => Promise<void> | void): void => void cleanUp.push(step)

const cleanUp: (() => Promise<void> | void)[] = []

/** For afterEach: closes every node and deletes every folder made since the last call. */
export async function cleanNodes(): Promise<void> {
  for (const step of cleanUp.splice(0).reverse()) await step()
}

/** A new folder, deleted by `cleanNodes`. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-transfer-'))
  cleanUp.push(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}
