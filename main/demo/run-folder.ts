import { lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = /^run-(\d+)-/
/** Temporary folders of demos; the process id is missing in those of earlier versions. */
const TEMPORARY = /^hyoban-demo-(?:(\d+)-)?[A-Za-z0-9]{6}$/

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

/** Creates a temporary folder for a demo, and deletes those of this account that dead processes have left. */
export async function makeTemporaryFolder(parent = tmpdir()): Promise<string> {
  for (const name of await readdir(parent)) {
    const match = TEMPORARY.exec(name)
    if (!match) continue
    const path = join(parent, name)
    // one that cannot be read or deleted is not in the way
    await deleteIfLeft(path, match[1]).catch(() => {})
  }
  return mkdtemp(join(parent, `hyoban-demo-${process.pid}-`))
}

async function deleteIfLeft(path: string, pid: string | undefined): Promise<void> {
  const found = await lstat(path)
  if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) return
  const runs = await readdir(join(path, 'demo')).catch(() => [])
  const pids = [pid, ...runs.map((run) => PREFIX.exec(run)?.[1])].filter((one) => one !== undefined)
  // without any, it may belong to a process that is just starting
  if (pids.length > 0 && !pids.some((one) => alive(Number(one)))) await rm(path, { recursive: true, force: true })
}
