import { extname, join, normalize, sep } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
}

/** A file of the UI and its media type. */
export interface RendererFile {
  path: string
  type: string
}

/**
 * Resolves a URL's path, still percent-encoded, to a file below `rendererDir`, or undefined. Paths without an extension
 * are routes of the UI and resolve to its index. Nothing outside `rendererDir` is reachable.
 */
export function resolveRendererFile(rendererDir: string, pathname: string): RendererFile | undefined {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  if (path.includes('\0') || path.includes('\\')) return undefined
  const base = normalize(rendererDir.endsWith(sep) ? rendererDir : rendererDir + sep)
  const file = normalize(join(base, extname(path) === '' ? 'index.html' : path))
  const type = TYPES[extname(file)]
  return file.startsWith(base) && type !== undefined ? { path: file, type } : undefined
}
