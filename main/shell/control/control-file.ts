import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeAtomically } from '../../base/atomic-file.ts'
import { systemCode } from '../../base/errors.ts'

/** In the data directory, readable by its owner only, while a node runs on it. */
export const CONTROL_FILE = 'control.json'

const controlAddress = z.object({
  version: z.literal(1),
  /** Process of the node. */
  pid: z.number().int().positive(),
  /** Port on 127.0.0.1. */
  port: z.number().int().min(1).max(65_535),
  /** New at each start. */
  token: z.string().min(32),
})
export type ControlAddress = z.infer<typeof controlAddress>

export async function writeControlFile(dataDir: string, address: Omit<ControlAddress, 'version'>): Promise<void> {
  await writeAtomically(join(dataDir, CONTROL_FILE), JSON.stringify({ version: 1, ...address }))
}

/**
 * Where the node on a data directory answers; null without one. A file whose process is gone was left by a crash: its
 * port may be somebody else's by now.
 */
export async function readControlFile(dataDir: string): Promise<ControlAddress | null> {
  let text: string
  try {
    text = await readFile(join(dataDir, CONTROL_FILE), 'utf8')
  } catch {
    // missing or unreadable: the lock of the data directory tells more
    return null
  }
  const { data } = controlAddress.safeParse(parsed(text))
  return data && isAlive(data.pid) ? data : null
}

/** Removes the file unless another node has written its own. */
export async function removeControlFile(dataDir: string, token: string): Promise<void> {
  if ((await readControlFile(dataDir))?.token === token) await rm(join(dataDir, CONTROL_FILE), { force: true })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, and belongs to another account
    return systemCode(error) === 'EPERM'
  }
}
