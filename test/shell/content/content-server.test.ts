import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ContentBook, ContentView } from '../../../main/domain/content-view.ts'
import { contentServer } from '../../../main/shell/content/content-server.ts'
import { relayContent, serveContent } from '../../../main/shell/electron/core/content-relay.ts'

const TOKEN = 'a-token-of-this-start'
const bytes = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251))

let arrived: (() => void) | undefined
const coming = new Promise<void>((resolve) => (arrived = resolve))
let left: (() => void) | undefined
const leaving = new Promise<void>((resolve) => (left = resolve))

function view(name: string, read?: ContentView['read']): ContentView {
  return {
    name,
    size: bytes.length,
    lasting: false,
    read:
      read ??
      async function* part(start, end) {
        yield bytes.subarray(start, end)
      },
  }
}

const book: ContentBook = {
  open: async (kind, id) => {
    if (kind !== 'shared') return null
    switch (id) {
      case 'song':
        return view('song "1".mp3')
      case 'page':
        return view('page.html')
      case 'picture':
        return view('picture.svg')
      case 'odd':
        return view('program.exe')
      case 'broken':
        return view('song.mp3', async function* broken() {
          yield bytes.subarray(0, 10)
          throw new Error('the disk is gone')
        })
      case 'coming':
        return view('song.mp3', async function* slow(start, end) {
          yield bytes.subarray(start, 500)
          await coming
          yield bytes.subarray(500, end)
        })
      case 'endless':
        return view('song.mp3', async function* endless(start, _end, signal) {
          yield bytes.subarray(start, 10)
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
          left?.()
        })
      default:
        return null
    }
  },
}

let server: Server
let port: number
beforeAll(async () => {
  const answer = contentServer(book, TOKEN)
  server = createServer((incoming, response) => void (answer(incoming, response) || response.writeHead(418).end()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
})

function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      )
    })
      .on('error', reject)
      .end()
  })
}
const at = (id: string, token = TOKEN): string => `/content/${token}/shared/${id}`

describe('contents over HTTP', () => {
  it('are sent whole or by range', async () => {
    const whole = await get(at('song'))
    expect(whole.status).toBe(200)
    expect(whole.headers).toMatchObject({
      'content-type': 'audio/mpeg',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
    })
    expect(whole.body.equals(bytes)).toBe(true)
    const part = await get(at('song'), { range: 'bytes=100-199' })
    expect(part.status).toBe(206)
    expect(part.headers['content-range']).toBe('bytes 100-199/1000')
    expect(part.body.equals(bytes.subarray(100, 200))).toBe(true)
    expect((await get(at('song'), { range: 'bytes=1000-' })).status).toBe(416)
    const head = await get(at('song'), {}, 'HEAD')
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '1000', 0])
  })

  it('wait for bytes that are still downloading', async () => {
    const answer = get(at('coming'))
    arrived?.()
    expect((await answer).body.equals(bytes)).toBe(true)
  })

  it('are refused without the token, to other sites and for other host names', async () => {
    expect((await get('/content/shared/song')).status).toBe(404)
    expect((await get(at('song', 'guess'))).status).toBe(404)
    expect((await get(at('song'), { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await get(at('song'), { 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect((await get(at('song'), { host: 'evil.example' })).status).toBe(403)
    expect((await get(at('song'), {}, 'POST')).status).toBe(405)
    expect((await get('/content/%')).status).toBe(404)
    expect((await get(`/content/${TOKEN}/shared/%E0%A4%A`)).status).toBe(404)
    expect((await get('/elsewhere')).status).toBe(418)
  })

  it('never run: markup is text, programs are not served, everything is sandboxed', async () => {
    for (const id of ['page', 'picture']) {
      const { headers } = await get(at(id))
      expect(headers['content-type']).toBe('text/plain; charset=utf-8')
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox$/)
    }
    expect((await get(at('odd'))).status).toBe(415)
    expect((await get(at('nothing'))).status).toBe(404)
    expect((await get(`/content/${TOKEN}/toString/song`)).status).toBe(404)
  })

  it('close the connection on failure midway instead of appearing complete', async () => {
    await expect(get(at('broken'))).rejects.toThrow()
  })

  it('are no longer read once the player disconnects', async () => {
    const call = request({ host: '127.0.0.1', port, path: at('endless') }, (response) =>
      response.once('data', () => call.destroy()),
    )
    call.on('error', () => {})
    call.end()
    await leaving
  })
})

describe('contents on the desktop', () => {
  it('are relayed from the core with their range', async () => {
    const core = await serveContent({ token: TOKEN, book }, () => {})
    const url = `hyoban-app://app${at('song')}`
    const answer = await relayContent(core.port, {
      url,
      method: 'GET',
      headers: new Headers({ range: 'bytes=5-14', cookie: 'x' }),
    })
    expect([answer.status, answer.headers.get('content-range'), answer.headers.get('content-type')]).toEqual([
      206,
      'bytes 5-14/1000',
      'audio/mpeg',
    ])
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(5, 15))).toBe(true)
    expect((await relayContent(core.port, { url, method: 'HEAD', headers: new Headers() })).status).toBe(200)
    core.close()
    expect((await relayContent(core.port, { url, method: 'GET', headers: new Headers() })).status).toBe(502)
    expect((await relayContent(undefined, { url, method: 'GET', headers: new Headers() })).status).toBe(503)
  })
})
