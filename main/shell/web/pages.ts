import { existsSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'
import { securityHeaders } from '../csp.ts'
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
 * Serves the UI's files and nothing else. Browsers may cache hashed assets, never the index. Requests for other host
 * names are refused.
 */
export function pageServer(rendererDir: string): (request: IncomingMessage, response: ServerResponse) => void {
  const index = join(rendererDir, 'index.html')
  const files = sirv(rendererDir, {
    // reads the disk on each request, so that a rebuild takes effect while the node runs
    dev: true,
    etag: true,
    single: true,
    dotfiles: false,
    setHeaders(response, pathname) {
      const hashed = pathname.startsWith('/assets/')
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-store')
    },
  })
  return (request, response) => {
    if (!hostAllowed(request.headers.host))
      return answer(response, 403, 'This server answers to 127.0.0.1 and localhost only.\n')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return answer(response, 405, 'Only GET is answered here.\n')
    if (!existsSync(index)) return answer(response, 503, NOT_BUILT)
    const socket = `ws://${request.headers.host}`
    for (const [name, value] of Object.entries(securityHeaders([socket]))) response.setHeader(name, value)
    files(request, response, () => answer(response, 404, 'There is nothing here.\n'))
  }
}
