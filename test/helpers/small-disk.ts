import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Mounts a tmpfs of "$2" bytes at "$1" where nobody else sees it, then becomes the rest of the arguments. */
const MOUNTED = 'mount -t tmpfs -o "size=$2" tmpfs "$1" && shift 2 && exec "$@"'

/** True if this machine lets us mount disks in a mount namespace (Linux, root or user namespaces). */
export function canMount(): boolean {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' })
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

/**
 * Runs a TypeScript program with a disk of `bytes` mounted at `path` for this process alone: the mount is gone with the
 * process, however that ends. Messages go over IPC; stderr is that of the test.
 */
export function spawnOnSmallDisk(disk: { path: string; bytes: number }, program: string, args: string[]): ChildProcess {
  const line = [process.execPath, program, ...args]
  return spawn('unshare', ['-m', 'sh', '-c', MOUNTED, 'sh', disk.path, String(disk.bytes), ...line], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/**
 * A small disk for the process that calls: the path leads into the mount namespace of a helper, which ends with its
 * standard input, so that no mount outlives a test that is killed. Null where this machine does not let us mount one.
 * SQLite cannot be opened there: it resolves the path in the wrong namespace.
 */
export async function smallDisk(
  folder: string,
  bytes: number,
): Promise<{ path: string; unmount(): Promise<void>; makeReadOnly(): void } | null> {
  if (!canMount()) return null
  const line = ['-m', 'sh', '-c', MOUNTED, 'sh', folder, String(bytes), 'sh', '-c', 'echo mounted && exec cat']
  const holder = spawn('unshare', line, { stdio: ['pipe', 'pipe', 'ignore'] })
  await once(holder.stdout, 'data')
  return {
    path: join(`/proc/${holder.pid}/root`, folder),
    makeReadOnly: () =>
      void execFileSync('nsenter', ['-t', String(holder.pid), '-m', 'mount', '-o', 'remount,ro', folder]),
    async unmount() {
      const gone = once(holder, 'exit')
      holder.stdin.end()
      await gone
    },
  }
}

/** Runs a TypeScript program in a mount namespace of its own: what it mounts is gone with it. Messages go over IPC. */
export function spawnWithMounts(program: string): ChildProcess {
  return spawn('unshare', ['-m', process.execPath, program], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}
