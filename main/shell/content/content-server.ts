import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ContentBook, ContentView } from '../../domain/content-view.ts'
import { viewerOf } from '../../domain/viewer.ts'
import { hostAllowed, tokenMatches } from '../web/guard.ts'
import { parseRange } from './range.ts'

/** All contents lie below this path: /content/TOKEN/KIND/ID and, for the reader's sake, a name. */
export const CONTENT_PATH = '/content/'

/** A content is no page: nothing in it may run, load or be framed elsewhere, whatever it says it is. */
const GUARD: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
}

interface Address {
  token: string
  kind: string
  id: string
}

function addressOf(url: string | undefined): Address | null {
  const parts = (url ?? '').split('?')[0]?.split('/') ?? []
  const [, , token = '', kind = '', id = ''] = parts
  try {
    return parts.length >= 5 && parts.length <= 6 ? { token, kind, id: decodeURIComponent(id) } : null
  } catch {
    return null
  }
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...GUARD, 'Cache-Control': 'no-store', 'Content-Length': '0', ...headers })
  response.end()
}

async function send(view: ContentView, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { type, viewer } = viewerOf(view.name)
  if (viewer === 'none') return refuse(response, 415)
  const range = parseRange(request.headers.range, view.size)
  if (range === 'unsatisfiable') return refuse(response, 416, { 'Content-Range': `bytes */${view.size}` })
  const { start, end } = range ?? { start: 0, end: view.size }
  response.writeHead(range ? 206 : 200, {
    ...GUARD,
    'Content-Type': type,
    'Content-Length': String(end - start),
    'Accept-Ranges': 'bytes',
    'Cache-Control': view.lasting ? 'private, max-age=31536000, immutable' : 'no-store',
    'Content-Disposition': `inline; filename*=UTF-8''${extendedValue(view.name)}`,
    ...(range && { 'Content-Range': `bytes ${start}-${end - 1}/${view.size}` }),
  })
  if (request.method === 'HEAD' || start === end) return void response.end()
  // the headers at once: a player that waits for the first bytes of a download shows that it waits
  response.flushHeaders()
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  await pipeline(
    Readable.from(view.read(start, end, gone.signal), { objectMode: false, highWaterMark: 1 << 18 }),
    response,
  )
}

/**
 * Answers requests for contents (thumbnails, files being shared or fetched): by ranges, to the holder of `token` on
 * this machine only, and never as something that could run. Returns false if the request is for something else.
 */
export function contentServer(
  book: ContentBook,
  token: string,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    if (!request.url?.startsWith(CONTENT_PATH)) return false
    const address = addressOf(request.url)
    const site = request.headers['sec-fetch-site']
    if (!hostAllowed(request.headers.host) || (site !== undefined && site !== 'same-origin' && site !== 'none'))
      refuse(response, 403)
    else if (request.method !== 'GET' && request.method !== 'HEAD') refuse(response, 405)
    else if (!address || !tokenMatches(address.token, token)) refuse(response, 404)
    else {
      book
        .open(address.kind, address.id)
        .then((view) => (view ? send(view, request, response) : refuse(response, 404)))
        .catch(() => {
          // what broke off midway cannot be taken back: the connection ends, and the player asks again
          if (response.headersSent) response.destroy()
          else refuse(response, 404)
        })
    }
    return true
  }
}

/** A file name as the extended value of a header parameter (RFC 8187), without charset and language. */
function extendedValue(name: string): string {
  const escape = (sign: string): string => `%${sign.charCodeAt(0).toString(16)}`
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, escape)
}
