import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename, join, sep } from 'node:path'
import { systemCode } from '../../base/errors.ts'
import { securityHeaders } from '../csp.ts'
import { resolveRendererFile } from '../renderer-files.ts'
import { hostAllowed } from './guard.ts'

const NOT_BUILT = 'The UI is not built yet. Run "npm run build" in the project folder, then reload this page.\n'

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(text)
}

/**
 * Serves the UI's files and nothing else, whole: ranges and conditions of a request are ignored. Browsers may cache
 * hashed assets, never the index. Requests for other host names are refused.
 */
export function pageServer(
  rendererDir: string,
): (request: IncomingMessage, response: ServerResponse) => void | Promise<void> {
  return async (request, response) => {
    const { host } = request.headers
    if (!hostAllowed(host)) return answer(response, 403, 'This server answers to 127.0.0.1 and localhost only.\n')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(response, 405, 'Only GET is answered here.\n')
    const pathname = request.url?.split(/[?#]/)[0] ?? ''
    const file = resolveRendererFile(rendererDir, pathname)
    if (!file) return answer(response, 404, 'There is nothing here.\n')
    let body: Buffer
    try {
      // read on each request, so that a rebuild takes effect while the node runs
      body = await readFile(file.path)
    } catch (error) {
      if (systemCode(error) === 'ENOENT' && basename(file.path) === 'index.html')
        return answer(response, 503, NOT_BUILT)
      return answer(response, 404, 'There is nothing here.\n')
    }
    const hashed = file.path.startsWith(join(rendererDir, 'assets') + sep)
    response.writeHead(200, {
      ...securityHeaders([`ws://${host}`]),
      'Content-Type': file.type,
      'Content-Length': String(body.byteLength),
      'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-store',
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
}
