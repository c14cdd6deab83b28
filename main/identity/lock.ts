import { randomUUID } from 'node:crypto'
import { constants, copyFile, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { asHyobanError, HyobanError, systemCode } from '../base/errors.ts'
import { makeFolders } from '../base/make-folders.ts'

export const LOCK_FILE = 'lock.json'

/**
 * The process that holds the lock. `started` detects reused process ids; empty where the system does not provide it.
 */
interface Holder {
  pid: number
  started: string
  token: string
}

export interface DataDirLock {
  /** Releases the lock; does nothing the second time. */
  release(): Promise<void>
}

/** Errors of `link` on disks without hard links (FAT, some network shares); an exclusive copy is used instead. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** A takeover lasts milliseconds; its folder is considered stale after this many ms. */
const GUARD_MS = 5000

/** Tokens held by this process. The process id is not enough: containers reuse low ids. */
const heldHere = new Set<string>()

/**
 * Locks the data directory for one node. The lock of a dead process (SIGKILL, power cut) is taken over. Throws
 * HyobanError IN_USE that names the other process, BAD_INPUT if the path cannot be a folder.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const path = join(resolve(dataDir), LOCK_FILE)
  const mine: Holder = { pid: process.pid, started: await startedAt(process.pid), token: randomUUID() }
  const draft = `${path}.${mine.token}`
  heldHere.add(mine.token)
  try {
    await makeFolders(dataDir, 0o700)
    await writeFile(draft, JSON.stringify(mine), { mode: 0o600 })
    // a hard link appears with its whole content, so no process reads half a lock
    while (!(await linked(draft, path))) await removeIfStale(path, dataDir)
  } catch (error) {
    heldHere.delete(mine.token)
    if (['EEXIST', 'ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? ''))
      throw new HyobanError('BAD_INPUT', `${dataDir} is not a folder and cannot be created.`, {
        hint: 'Choose another --data-dir.',
        details: { path: dataDir },
        cause: error,
      })
    throw asHyobanError(error, path)
  } finally {
    await rm(draft, { force: true }).catch(() => {})
  }
  let released = false
  return {
    async release() {
      if (released) return
      released = true
      heldHere.delete(mine.token)
      if ((await readHolder(path))?.token === mine.token) await rm(path, { force: true })
    },
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    if (!NO_LINKS.has(systemCode(error) ?? '')) throw error
  }
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

/**
 * Removes the lock of a dead process. Only the owner of the takeover folder does so: otherwise a slow process could
 * remove the lock with which a faster one has just replaced the stale one.
 */
async function removeIfStale(path: string, dataDir: string): Promise<void> {
  const first = await readHolder(path)
  if (first && (await alive(first))) throw inUse(first, dataDir)
  const guard = `${path}.takeover`
  if (!(await entered(guard))) return
  try {
    const holder = await readHolder(path)
    if (holder && (await alive(holder))) throw inUse(holder, dataDir)
    await rm(path, { force: true })
  } finally {
    await rm(guard, { recursive: true, force: true })
  }
}

/** Creates the takeover folder; false, after a short wait, if another process has it. Removes one left by a crash. */
async function entered(guard: string): Promise<boolean> {
  try {
    await mkdir(guard)
    return true
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
  const age = await stat(guard).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )
  if (age > GUARD_MS) await rm(guard, { recursive: true, force: true })
  else await delay(20)
  return false
}

function inUse(holder: Holder, dataDir: string): HyobanError {
  return new HyobanError(
    'IN_USE',
    `The data directory ${dataDir} is in use by another Hyoban (process ${holder.pid}).`,
    {
      hint: 'Close the other one first, or start this one with another --data-dir.',
      details: { path: dataDir, pid: holder.pid },
    },
  )
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    const { pid, started, token } = JSON.parse(await readFile(path, 'utf8')) as Partial<Holder>
    if (!Number.isSafeInteger(pid) || (pid as number) <= 0 || typeof started !== 'string' || typeof token !== 'string')
      return null
    return { pid: pid as number, started, token }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || systemCode(error) === 'ENOENT') return null
    throw error
  }
}

async function alive(holder: Holder): Promise<boolean> {
  if (holder.pid === process.pid) return heldHere.has(holder.token)
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false
  }
  const started = await startedAt(holder.pid)
  return started === '' || holder.started === '' || started === holder.started
}

/** Boot id and start time of a process on Linux; empty elsewhere. */
async function startedAt(pid: number): Promise<string> {
  if (process.platform !== 'linux') return ''
  try {
    const [boot, status] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ])
    // the process name in brackets may contain spaces; the start time is the 20th field after it (22 in proc(5))
    return `${boot.trim()}:${status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`
  } catch {
    return ''
  }
}
