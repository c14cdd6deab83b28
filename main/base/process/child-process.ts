import { spawn, type ChildProcess, type Serializable, type StdioOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WorkerExit, WorkerHandle } from '../worker-handle.ts'

export interface ChildOptions {
  /** Node's options, before the entry file. */
  execArgv?: readonly string[]
  /** Arguments of the entry file. */
  args?: readonly string[]
  /** MiB of memory at which the system refuses more; only where it can (Linux). */
  memoryMb: number
  /** Seconds of processor time after which the system ends the process; not on Windows. */
  cpuSeconds: number
}

/** Sets limits of the system for the program in its arguments, which takes the place of the shell. */
const LIMITED = 'ulimit -c 0; ulimit -t "$1"; ulimit -d "$2"; shift 2; exec "$@"'
/** Windows' libraries need these to start. */
const WINDOWS_ENV = ['SystemRoot', 'windir']

/**
 * Runs an entry file in a process of its own: no environment, no output, a lower priority, limits of the system. It is
 * killed by SIGKILL, which no code in it can delay, unlike a thread that is busy in native code.
 */
export function childProcess(
  entry: URL,
  { execArgv = [], args = [], memoryMb, cpuSeconds }: ChildOptions,
): WorkerHandle {
  const line = [process.execPath, ...execArgv, fileURLToPath(entry), ...args]
  const windows = process.platform === 'win32'
  const limits = [String(cpuSeconds), String(memoryMb * 1024)]
  const [program = '', ...rest] = windows ? line : ['/bin/sh', '-c', LIMITED, 'sh', ...limits, ...line]
  const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', 'ipc']
  const env = Object.fromEntries(windows ? WINDOWS_ENV.map((name) => [name, process.env[name]]) : [])
  const cwd = parse(process.execPath).root
  return childHandle(spawn(program, rest, { stdio, env, cwd, serialization: 'advanced', windowsHide: true }))
}

/** The handle of a running process that has an IPC channel. */
function childHandle(child: ChildProcess): WorkerHandle {
  const { pid } = child
  const gone = new Promise<WorkerExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code: code ?? 1, ...(signal && { signal }) }))
    child.once('error', (error) => resolve({ code: 1, error }))
  })
  if (pid !== undefined) lowerPriority(pid)
  const hold = (on: boolean): void => {
    if (on) child.ref()
    else child.unref()
    if (on) child.channel?.ref()
    else child.channel?.unref()
  }
  hold(false)
  return {
    post: (message) => {
      // a message to a process that has just died is lost with it; 'exit' follows
      if (child.connected) child.send(message as Serializable, () => {})
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void gone.then(listener),
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
    memory: () => memoryOf(pid),
    hold,
  }
}

/**
 * Gives other processes precedence. Not the lowest priority: deadlines are wall-clock time, and on a busy machine that
 * one gets a sixtieth of a core, so that honest files would miss theirs.
 */
export function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // it has ended already, or this system forbids it
  }
}

/** Ends a process in a way that no code in it can delay. */
export function killByForce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has ended already
  }
}

const PAGE_BYTES = 4096

/** Resident bytes of a process, read without waiting for a disk; undefined except on Linux. */
export function memoryOf(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== 'linux') return undefined
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    return Number.isFinite(pages) ? pages * PAGE_BYTES : undefined
  } catch {
    return undefined
  }
}
