import { readFile } from 'node:fs/promises'
import { securityHeaders } from '../csp.ts'
import { type RendererFile, resolveRendererFile } from '../renderer-files.ts'

/** The UI's own scheme: unlike file://, it has an origin and a policy, and serves only the UI. */
export const APP_SCHEME = 'hyoban-app'
export const APP_ORIGIN = `${APP_SCHEME}://app`

/** Resolves a URL of the app's scheme to a file below `rendererDir`, or undefined. */
export function resolveAppFile(rendererDir: string, url: string): RendererFile | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, host, pathname } = new URL(url)
  return protocol === `${APP_SCHEME}:` && host === 'app' ? resolveRendererFile(rendererDir, pathname) : undefined
}

/** Serves the UI's files on the app's scheme, with the security headers on every response. */
export async function answerApp(rendererDir: string, request: { url: string; method: string }): Promise<Response> {
  const headers = securityHeaders()
  const fail = (status: number): Response => new Response(null, { status, headers })
  if (request.method !== 'GET' && request.method !== 'HEAD') return fail(405)
  const file = resolveAppFile(rendererDir, request.url)
  if (!file) return fail(404)
  try {
    const body = new Uint8Array(await readFile(file.path))
    return new Response(request.method === 'HEAD' ? null : body, { headers: { ...headers, 'Content-Type': file.type } })
  } catch {
    return fail(404)
  }
}
