import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerApp, APP_ORIGIN, resolveAppFile } from '../../main/shell/electron/app-protocol.ts'

let base: string
let ui: string

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hyoban-app-'))
  ui = join(base, 'renderer')
  await mkdir(join(ui, 'assets'), { recursive: true })
  await mkdir(join(base, 'renderer-secret'))
  await writeFile(join(base, 'secret.json'), '{}')
  await writeFile(join(base, 'renderer-secret', 'a.js'), 'secret')
  await writeFile(join(ui, 'index.html'), '<!doctype html><title>評判</title>')
  await writeFile(join(ui, 'assets', 'app.js'), 'export {}')
})
afterAll(() => rm(base, { recursive: true, force: true }))

const get = (url: string, method = 'GET') => answerApp(ui, { url, method })

describe("the app's scheme", () => {
  it('serves files with their types and the policy', async () => {
    const page = await get(`${APP_ORIGIN}/`)
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<!doctype html><title>評判</title>',
    ])
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/)
    const script = await get(`${APP_ORIGIN}/assets/app.js`)
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  it('routes pages to the index', async () => {
    expect(await (await get(`${APP_ORIGIN}/peers/abc?x=1#y`)).text()).toContain('評判')
  })

  it.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/%2e%2e%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/..%5csecret.json',
    '/..%2frenderer-secret%2fa.js',
    '/%00.js',
    '/%zz.js',
    '/assets/app.exe',
    '/assets/missing.js',
  ])('has nothing at %s', async (path) => {
    const answer = await get(`${APP_ORIGIN}${path}`)
    expect([answer.status, await answer.text()]).toEqual([404, ''])
  })

  it.each(['hyoban-app://other/index.html', 'file:///etc/passwd', 'https://app/index.html', 'not a url'])(
    'is not %s',
    (url) => {
      expect(resolveAppFile(ui, url)).toBeUndefined()
    },
  )

  it('accepts GET and HEAD only', async () => {
    expect((await get(`${APP_ORIGIN}/`, 'POST')).status).toBe(405)
    const head = await get(`${APP_ORIGIN}/`, 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
  })
})
