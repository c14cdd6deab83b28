import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const PREFIX = /^run-(\d+)-/

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: the process exists, but belongs to another user
    return (error as { code?: string }).code === 'EPERM'
  }
}

/**
 * Creates a folder for this run of the demo below `dataDir`/demo and deletes those left behind by dead processes.
 * Concurrent demos do not interfere. Throws system errors (EACCES, ENOSPC, ...).
 */
export async function makeRunFolder(dataDir: string): Promise<string> {
  const home = join(dataDir, 'demo')
  await mkdir(home, { recursive: true })
  for (const name of await readdir(home)) {
    const pid = PREFIX.exec(name)?.[1]
    if (pid !== undefined && !alive(Number(pid)))
      await rm(join(home, name), { recursive: true, force: true, maxRetries: 3 })
  }
  return mkdtemp(join(home, `run-${process.pid}-`))
}
