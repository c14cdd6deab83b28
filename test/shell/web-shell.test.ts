import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { HyobanError } from '../../main/base/errors.ts'
import { createRouter } from '../../main/contract/serve.ts'
import { SUBPROTOCOL } from '../../main/shell/limits.ts'
import { hostAllowed, originAllowed } from '../../main/shell/web/guard.ts'
import { startWebShell, type WebShell } from '../../main/shell/web/web-shell.ts'
import { PAGE_SUBPROTOCOL } from '../../renderer/client/connection/web-transport.ts'
import { smallHandlers } from '../contract/small-handlers.ts'

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

let rendererDir: string
let shell: WebShell

beforeAll(async () => {
  const base = await mkdtemp(join(tmpdir(), 'hyoban-web-'))
  rendererDir = join(base, 'renderer')
  await mkdir(join(rendererDir, 'assets'), { recursive: true })
  await writeFile(join(base, 'secret.txt'), 'secret')
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Hyoban</title>')
  await writeFile(join(rendererDir, 'assets', 'app-1.js'), 'export {}')
  shell = await startWebShell({ router: createRouter(smallHandlers().handlers), rendererDir, port: 0 })
})
afterAll(async () => {
  await shell.close()
  await rm(join(rendererDir, '..'), { recursive: true, force: true })
})

/** A request as no fetch would let us write it: with a Host and a path of our own. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: shell.port, path, method, headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    call.on('error', reject)
    call.end()
  })
}

/** 101 when the socket opens, else the HTTP status of the refusal. */
function upgrade(options: { protocols?: string[]; origin?: string; host?: string; path?: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(
      `ws://127.0.0.1:${shell.port}${options.path ?? '/'}`,
      options.protocols ?? [SUBPROTOCOL, shell.token],
      {
        ...(options.origin && { origin: options.origin }),
        ...(options.host && { headers: { host: options.host } }),
      },
    )
    socket.on('open', () => {
      socket.close()
      resolve(101)
    })
    socket.on('unexpected-response', (call, response) => {
      call.destroy()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', (error) =>
      /Unexpected server response|closed before/.test(error.message) ? undefined : reject(error),
    )
  })
}

describe('the pages of the web shell', () => {
  it('have a strict policy and are not cached', async () => {
    const { status, headers, body } = await get('/')
    expect(status).toBe(200)
    expect(body).toContain('<title>Hyoban</title>')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/)
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe|\*/)
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  it('cache hashed assets and route deep links to the index', async () => {
    expect((await get('/assets/app-1.js')).headers['cache-control']).toContain('immutable')
    expect((await get('/peers/abc')).body).toContain('<title>Hyoban</title>')
    expect((await get('/peers/abc')).headers['cache-control']).toBe('no-store')
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '//secret.txt',
    '/..%5csecret.txt',
  ])('never leave their folder: %s', async (path) => {
    expect((await get(path)).body).not.toContain('secret')
  })

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '10.0.0.1', '[::1]@evil'])(
    'are refused to the host "%s", so that a rebound name reads nothing',
    async (host) => {
      expect((await get('/', { host })).status).toBeGreaterThanOrEqual(400)
    },
  )

  it.each(['127.0.0.1', 'localhost:1234', 'LOCALHOST'])('are given to the host "%s"', async (host) => {
    expect((await get('/', { host })).status).toBe(200)
  })

  it('refuse requests without a host', () => {
    expect([
      hostAllowed(undefined),
      hostAllowed(''),
      hostAllowed(':80'),
      originAllowed(undefined, '127.0.0.1'),
    ]).toEqual([false, false, false, true])
  })

  it('accept GET and HEAD only', async () => {
    expect((await get('/', {}, 'POST')).status).toBe(405)
    expect((await get('/', {}, 'HEAD')).status).toBe(200)
  })

  it('do not contain the token', async () => {
    expect(JSON.stringify([await get('/'), await get('/assets/app-1.js')])).not.toContain(shell.token)
  })
})

describe('the socket of the web shell', () => {
  it('uses the same subprotocol as the page', () => {
    expect(PAGE_SUBPROTOCOL).toBe(SUBPROTOCOL)
  })

  it('accepts its own page and programs without an Origin', async () => {
    expect(await upgrade({ origin: `http://127.0.0.1:${shell.port}` })).toBe(101)
    expect(await upgrade({})).toBe(101)
  })

  it.each([
    ['no token', [SUBPROTOCOL]],
    ['a wrong token', [SUBPROTOCOL, 'x'.repeat(43)]],
    ['half a token', [SUBPROTOCOL, 'short']],
    ['an empty offer', []],
  ])('is refused with %s', async (_name, protocols) => {
    expect(await upgrade({ protocols })).toBe(401)
  })

  it('refuses a token offered first or in the address', async () => {
    expect(await upgrade({ protocols: [shell.token] })).toBe(401)
    expect(await upgrade({ protocols: [], path: `/?token=${shell.token}` })).toBe(401)
  })

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://localhost:1', 'file://'])(
    'is refused to the origin %s even with the token',
    async (origin) => {
      expect(await upgrade({ origin })).toBe(403)
    },
  )

  it('refuses a rebound host even with the token and a matching origin', async () => {
    expect(await upgrade({ host: 'evil.example', origin: 'http://evil.example' })).toBe(403)
  })

  it('uses a new token at each start', async () => {
    const other = await startWebShell({ router: createRouter(smallHandlers().handlers), rendererDir, port: 0 })
    expect(other.token).not.toBe(shell.token)
    expect(Buffer.from(other.token, 'base64url')).toHaveLength(32)
    await other.close()
  })
})

describe('starting and ending', () => {
  it('reports a busy port', async () => {
    const error: unknown = await startWebShell({
      router: createRouter(smallHandlers().handlers),
      rendererDir,
      port: shell.port,
    }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(HyobanError)
    expect(error).toMatchObject({
      code: 'PORT_BUSY',
      message: `Port ${shell.port} is already in use.`,
      details: { port: shell.port },
    })
  })

  it('reports that the UI is not built', async () => {
    const bare = await startWebShell({
      router: createRouter(smallHandlers().handlers),
      rendererDir: join(rendererDir, 'nowhere'),
      port: 0,
    })
    const response = await fetch(`http://127.0.0.1:${bare.port}/`)
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('npm run build')])
    await bare.close()
  })

  it('closes connected pages with a status code', async () => {
    const own = await startWebShell({ router: createRouter(smallHandlers().handlers), rendererDir, port: 0 })
    const socket = new WebSocket(`ws://127.0.0.1:${own.port}/`, [SUBPROTOCOL, own.token])
    await new Promise((resolve) => socket.once('open', resolve))
    const code = new Promise((resolve) => socket.once('close', resolve))
    await own.close()
    expect(await code).toBe(1001)
  })
})
