import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { securityHeaders } from '../csp.ts'

/** The UI's own scheme: unlike file://, it has an origin and a policy, and serves only the UI. */
export const APP_SCHEME = 'hyoban-app'
export const APP_ORIGIN = `${APP_SCHEME}://app`

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

/**
 * Resolves a URL of the app's scheme to a file below `rendererDir`, or undefined. Paths without an extension are routes
 * of the UI and resolve to its index. Nothing outside `rendererDir` is reachable.
 */
export function resolveAppFile(rendererDir: string, url: string): string | undefined {
  let path: string
  try {
    const parsed = new URL(url)
    if (parsed.protocol !== `${APP_SCHEME}:` || parsed.host !== 'app') return undefined
    path = decodeURIComponent(parsed.pathname)
  } catch {
    return undefined
  }
  if (path.includes('\0') || path.includes('\\')) return undefined
  const base = normalize(rendererDir.endsWith(sep) ? rendererDir : rendererDir + sep)
  const file = normalize(join(base, extname(path) === '' ? 'index.html' : path))
  return file.startsWith(base) && TYPES[extname(file)] !== undefined ? file : undefined
}

/** Serves the UI's files on the app's scheme, with the security headers on every response. */
export async function answerApp(rendererDir: string, request: { url: string; method: string }): Promise<Response> {
  const headers = securityHeaders()
  const fail = (status: number): Response => new Response(null, { status, headers })
  if (request.method !== 'GET' && request.method !== 'HEAD') return fail(405)
  const file = resolveAppFile(rendererDir, request.url)
  if (!file) return fail(404)
  try {
    const body = new Uint8Array(await readFile(file))
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    return new Response(request.method === 'HEAD' ? null : body, { headers: { ...headers, 'Content-Type': type } })
  } catch {
    return fail(404)
  }
}
