import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, parse, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childProcess } from '../../base/process/child-process.ts'
import type { WorkerHandle } from '../../base/worker-handle.ts'

/** Memory of the reader's process. */
export interface ReaderMemory {
  /** MiB of JavaScript heap. */
  heapMb: number
  /** MiB that the process may hold in all: buffers and native code are outside of the heap. */
  memoryMb: number
}

/** The system counts reserved memory too (stacks, the heap's spare half): MiB that it allows beyond `memoryMb`. */
const RESERVED_MB = 1024
/** An hour of processor time ends even a process whose host died while it was busy. */
const CPU_SECONDS = 3600

/** The folder of the installed packages. */
function packagesFolder(): string {
  const module = createRequire(import.meta.url).resolve('sharp')
  const name = `${sep}node_modules${sep}`
  return module.slice(0, module.lastIndexOf(name) + name.length - 1)
}

/**
 * Starts the process that opens strangers' files. Node's permissions let it read the program and `paths`, and nothing
 * else: no other folder, no writing, no threads, no further processes.
 */
export function readerProcess(entry: URL, { heapMb, memoryMb }: ReaderMemory, paths: Iterable<string>): WorkerHandle {
  const packages = packagesFolder()
  const own = dirname(fileURLToPath(entry))
  // the sources of a worker lie in several rooms, its bundle lies beside those of the others
  const program = entry.pathname.endsWith('.ts') ? join(own, '..', '..') : own
  const readable = [program, packages, join(dirname(packages), 'package.json'), ...paths]
  return childProcess(entry, {
    execArgv: [
      `--max-old-space-size=${heapMb}`,
      '--permission',
      // native modules: libvips, Skia
      '--allow-addons',
      ...readable.map((path) => `--allow-fs-read=${path}`),
    ],
    args: [String(memoryMb)],
    memoryMb: memoryMb + RESERVED_MB,
    cpuSeconds: CPU_SECONDS,
  })
}

/** Whether `path` is `folder` or lies below it. */
function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/**
 * What the process may read for this file: the highest folder above it that contains none of the private ones, since
 * few such folders cover all shares; the file alone if its own folder contains one; null if it lies in a private
 * folder, or its path contains Node's wildcard, which would allow more.
 */
export function readablePath(path: string, privateFolders: readonly string[]): string | null {
  if (path.includes('*') || privateFolders.includes(dirname(path))) return null
  const { root } = parse(path)
  let folder = root
  for (const part of ['', ...relative(root, dirname(path)).split(sep)]) {
    folder = join(folder, part)
    if (!privateFolders.some((secret) => isWithin(secret, folder))) return folder
  }
  return path
}
