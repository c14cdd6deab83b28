import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ContentBook, ContentView } from '../../domain/content-view.ts'
import { viewerOf } from '../../domain/viewer.ts'
import { hostAllowed, tokenMatches } from '../web/guard.ts'
import { parseRange } from './range.ts'

/** Path of all contents: /content/TOKEN/KIND/ID, optionally followed by a name. */
export const CONTENT_PATH = '/content/'

/** Nothing in a content may run, load other resources or be framed elsewhere, whatever its type. */
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
  // headers first, so that a player shows that it is waiting for the first bytes of a download
  response.flushHeaders()
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  await pipeline(
    Readable.from(view.read(start, end, gone.signal), { objectMode: false, highWaterMark: 1 << 18 }),
    response,
  )
}

/**
 * Serves contents (thumbnails, shared and downloading files) by ranges, only to holders of `token` on this machine, and
 * never as executable types. Returns false for requests outside CONTENT_PATH.
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
          // after a failure midway, closing the connection makes the player retry
          if (response.headersSent) response.destroy()
          else refuse(response, 404)
        })
    }
    return true
  }
}

/** Encodes a file name as an extended parameter value (RFC 8187), without charset and language. */
function extendedValue(name: string): string {
  const escape = (sign: string): string => `%${sign.charCodeAt(0).toString(16)}`
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, escape)
}
