import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Minimum Node version for the scripts; everything else runs on the project's own Node. */
export const MIN_NODE = 20

/** A path below the project root. */
export const inRoot = (...parts) => join(root, ...parts)

/** The project's own Node 24 (the dev dependency `node`); undefined before the installation. */
export function projectNode() {
  const path = inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(path) ? path : undefined
}

/** Threads for work on files: network disks that hang may hold a few (main/base/disks). */
const FILE_THREADS = '16'

/** Environment for child processes: node_modules/.bin first in PATH, so that `node` is the project's own. */
export function childEnv(extra = {}) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const bin = inRoot('node_modules', '.bin')
  const separator = process.platform === 'win32' ? ';' : ':'
  const parts = (process.env[name] ?? '').split(separator).filter((part) => part && part !== bin)
  return { UV_THREADPOOL_SIZE: FILE_THREADS, ...process.env, [name]: [bin, ...parts].join(separator), ...extra }
}
