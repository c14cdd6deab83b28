import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { NodeContent } from '../../../node.ts'
import { CONTENT_PATH, contentServer } from '../../content/content-server.ts'
import { safeHandler } from '../../safe-handler.ts'

const LOOPBACK = '127.0.0.1'
/** The only request headers that are forwarded. */
const FORWARDED = ['range', 'sec-fetch-site'] as const

/** In the core: serves contents on a free local port; only the main process knows the token. */
export async function serveContent(
  content: NodeContent,
  log: (line: string) => void,
): Promise<{ port: number; close(): void }> {
  const answer = contentServer(content.book, content.token)
  const respond = safeHandler((request, response) => {
    if (!answer(request, response)) response.writeHead(404).end()
  }, log)
  const server: Server = createServer(respond)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, LOOPBACK, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Whether a URL of the app's scheme addresses a content. */
export function isContent(url: string): boolean {
  return URL.canParse(url) && new URL(url).pathname.startsWith(CONTENT_PATH)
}

/**
 * In the main process: streams a content from the core to the page on the app's own scheme, so that the page needs no
 * other origin. 503 while the core is not running.
 */
export function relayContent(
  port: number | undefined,
  request: { url: string; method: string; headers: Headers; signal?: AbortSignal },
): Promise<Response> {
  if (port === undefined) return Promise.resolve(new Response(null, { status: 503 }))
  const { pathname } = new URL(request.url)
  const headers = Object.fromEntries(
    FORWARDED.flatMap((name) => (request.headers.has(name) ? [[name, request.headers.get(name) as string]] : [])),
  )
  return new Promise((resolve) => {
    const call = httpRequest(
      {
        host: LOOPBACK,
        port,
        path: pathname,
        method: request.method,
        headers,
        ...(request.signal && { signal: request.signal }),
      },
      (answer) => {
        const given = new Headers()
        for (const [name, value] of Object.entries(answer.headers))
          if (typeof value === 'string' && name !== 'connection' && name !== 'keep-alive') given.set(name, value)
        const empty = request.method === 'HEAD' || answer.statusCode === 204
        if (empty) answer.resume()
        resolve(
          new Response(empty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>), {
            status: answer.statusCode ?? 502,
            headers: given,
          }),
        )
      },
    )
    call.on('error', () => resolve(new Response(null, { status: 502 })))
    call.end()
  })
}
