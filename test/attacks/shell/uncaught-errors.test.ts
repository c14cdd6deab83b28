import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { FaultGuard } from '../../../main/base/process/fault-guard.ts'
import { FaultReporter } from '../../../main/status/fault-reporter.ts'
import { StandingNotices } from '../../../main/status/standing-notices.ts'

// Attack: whoever can reach the node (a program on this machine, a peer) makes something throw. No such error may end
// a node that serves.

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })

const CLI = join(import.meta.dirname, '../../../main/cli.ts')
const PAGE = '<!doctype html><title>Hyoban</title>'
/** Errors that no handler catches, at the attacker's wish. */
const FAULTS =
  'data:text/javascript,' +
  encodeURIComponent(`
    process.on('SIGUSR2', () => { throw new Error('thrown by nobody knows whom') })
    process.on('SIGCONT', () => void Promise.reject(new Error('rejected by nobody knows whom')))`)

let dir: string
let node: ChildProcess
let port: number
/** Lines on stderr. */
let lines: AsyncIterator<string>

function hyoban(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', FAULTS, CLI, ...args], {
    env: { ...process.env, HYOBAN_DATA_DIR: join(dir, 'data'), HYOBAN_RENDERER_DIR: join(dir, 'ui') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const linesOf = (stream: ChildProcess['stdout']): AsyncIterator<string> => {
  if (!stream) throw new Error('not piped')
  return createInterface({ input: stream })[Symbol.asyncIterator]()
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-faults-'))
  await mkdir(join(dir, 'ui', 'assets'), { recursive: true })
  await writeFile(join(dir, 'ui', 'index.html'), PAGE)
  await writeFile(join(dir, 'ui', 'assets', 'app-1.js'), 'export {}')
  node = hyoban('serve', '--bootstrap', '127.0.0.1:9')
  lines = linesOf(node.stderr)
  const hello = (await linesOf(node.stdout).next()) as IteratorResult<string, undefined>
  port = Number(new URL((JSON.parse(hello.value ?? '') as { url: string }).url).port)
})
afterAll(async () => {
  node.kill('SIGKILL')
  await rm(dir, { recursive: true, force: true })
})

/** Status and body; rejects if the node is gone. */
function get(path: string, headers: Record<string, string> = {}): Promise<[status: number, body: string]> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve([response.statusCode ?? 0, body]))
      response.on('error', reject)
    })
    call.on('error', reject)
    call.end()
  })
}

/** The first line on stderr that contains `text`; fails if the node ends before. */
async function said(text: string): Promise<string> {
  for (;;) {
    const { value, done } = (await lines.next()) as IteratorResult<string, undefined>
    if (done) throw new Error(`the node ended before it said "${text}"`)
    if (value.includes(text)) return value
  }
}

describe('a request without a token', () => {
  it.each([
    'bytes=5-2',
    'bytes=-',
    'bytes=9999999999999999999-1',
    'bytes=0-0,5-2',
    'bytes=1e9-0',
    'bytes=NaN-NaN',
    'x',
  ])('ends no node by its range: %s', async (range) => {
    expect(await get('/', { range })).toEqual([200, PAGE])
    expect(await get('/assets/app-1.js', { range, 'if-range': '"x"' })).toEqual([200, 'export {}'])
    expect((await get('/content/x/thumbnail/y', { range }))[0]).toBe(404)
  })

  const LONG = `/${'a/'.repeat(4000)}x.js`
  it.each(['/%', '/%ff%fe', '//', '/?%', '/assets/%2e%2e/index.html', '/content/%/%/%', 'long'])(
    'ends no node by its path: %s',
    async (path) => {
      expect((await get(path === 'long' ? LONG : path))[0]).toBeLessThan(500)
      expect(await get('/')).toEqual([200, PAGE])
    },
  )

  it('ends no node by an upgrade, and is cut off although it never closes', async () => {
    for (const head of ['Upgrade: websocket', 'Upgrade: x', 'Upgrade: websocket\r\nSec-WebSocket-Key: x']) {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      socket.on('error', () => {})
      socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n${head}\r\n\r\n`)
      let answer = ''
      socket.on('data', (chunk) => (answer += chunk))
      await once(socket, 'end')
      // a reset shows that the node holds no descriptor for it any more
      while (!(await new Promise((resolve) => socket.write('x', resolve)))) continue
      expect(answer).toMatch(/^HTTP\/1\.1 401 /)
      socket.destroy()
    }
    expect(await get('/')).toEqual([200, PAGE])
  })
})

describe('an error that nobody caught', () => {
  it('is logged, and a node that serves goes on', async () => {
    node.kill('SIGUSR2')
    expect(await said('thrown by')).toBe(
      'hyoban: an unexpected error, which the node survives: thrown by nobody knows whom',
    )
    node.kill('SIGCONT')
    expect(await said('rejected by')).toBe(
      'hyoban: an unexpected error, which the node survives: rejected by nobody knows whom',
    )
    expect(await get('/')).toEqual([200, PAGE])
    expect(node.exitCode).toBeNull()
  })

  it('ends a process that serves nothing, with code 1', async () => {
    const thrown = 'data:text/javascript,setImmediate(() => { throw new Error("too early") })'
    const early = spawn(process.execPath, ['--import', thrown, CLI, 'simulate', 'fig2'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let text = ''
    early.stderr.on('data', (chunk) => (text += chunk))
    expect(await once(early, 'close')).toEqual([1, null])
    expect(text).toContain('too early')
  })

  it('is shown as a notice, and logged once a minute however often it recurs', () => {
    const clock = new ManualClock()
    const notices = new StandingNotices()
    const log: string[] = []
    const reporter = new FaultReporter({ notices, clock, log: (line) => log.push(line) })
    const guard = new FaultGuard()
    const release = guard.guard((error) => reporter.report(error))
    for (let i = 0; i < 1000; i++) expect(guard.contain(new Error('again'))).toBe(true)
    expect(log).toHaveLength(1)
    expect(notices.all()).toEqual([
      {
        id: 'fault',
        code: 'INTERNAL',
        message: 'Something failed unexpectedly: again',
        hint: 'Hyoban goes on running; if something no longer works, restart it.',
        details: {},
      },
    ])
    clock.advance(59_999)
    guard.contain(new Error('again'))
    expect(log).toHaveLength(1)
    clock.advance(1)
    guard.contain(new Error('again'))
    expect(log).toHaveLength(2)
    release()
    expect(guard.contain(new Error('late'))).toBe(false)
  })

  it('ends nothing even if its report fails', () => {
    const guard = new FaultGuard()
    guard.guard(() => {
      throw new Error('no space for the log')
    })
    expect(guard.contain(new Error('first'))).toBe(true)
  })
})
