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

/** Environment of a node: repeats main/base/process/node-environment.ts, which the minimum Node version cannot load. */
export const NODE_ENVIRONMENT = { UV_THREADPOOL_SIZE: '16', MALLOC_ARENA_MAX: '2' }

/** Environment for child processes: node_modules/.bin first in PATH, so that `node` is the project's own. */
export function childEnv(extra = {}) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const bin = inRoot('node_modules', '.bin')
  const separator = process.platform === 'win32' ? ';' : ':'
  const parts = (process.env[name] ?? '').split(separator).filter((part) => part && part !== bin)
  return { ...NODE_ENVIRONMENT, ...process.env, [name]: [bin, ...parts].join(separator), ...extra }
}
