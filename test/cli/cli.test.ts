import { writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CommandLines, type CommandResult, judge, NOBODY, type Running } from './processes.ts'

// Each test starts processes of its own, which a busy machine does slowly.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 })

const THERE_ARE =
  'There are: serve, demo, share, search, get, torrent, hash, status, peers, trust, exclude, allow, transfers, ' +
  'limits, communities, export, simulate, attack, completion.'
const A_LINK = 'It looks like "hyoban:?root=...&name=...&size=...", in quotes on a command line.'
let lines: CommandLines

beforeEach(async () => {
  lines = await CommandLines.make()
})
afterEach(() => lines.close())

const hyoban = (...args: string[]): Running => lines.start(args)
/** For usage errors, which come before anything is started. */
const judged = (...args: string[]): Promise<CommandResult> => judge(join(lines.dir, 'data'), args)

/** A node that talks to nobody: its entry point is a closed port of this machine. */
const serve = (...args: string[]): Running => hyoban('serve', ...NOBODY, ...args)

describe('hyoban serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says where it is in its first line, and ends in order on %s',
    async (signal) => {
      const node = serve('--name', 'Ada', '--community', 'test')
      const { url, token, identity } = JSON.parse(await node.firstLine) as {
        url: string
        token: string
        identity: Record<string, string>
      }
      expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/#token=${token}$`))
      expect(identity).toMatchObject({ name: 'Ada', publicKey: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
      expect((await fetch(url.split('#')[0] ?? '')).status).toBeLessThan(504)
      node.kill(signal)
      const { code, out } = await node.ended
      expect([code, out.trim().split('\n')]).toEqual([0, [await node.firstLine]])
    },
  )

  it('keeps its identity across restarts', async () => {
    const keys: string[] = []
    for (let i = 0; i < 2; i++) {
      const node = serve()
      keys.push((JSON.parse(await node.firstLine) as { identity: { publicKey: string } }).identity.publicKey)
      node.kill('SIGTERM')
      await node.ended
    }
    expect(keys[0]).toBe(keys[1])
  })

  it('keeps its address across restarts with a token file and a port', async () => {
    const urls: string[] = []
    let port = '0'
    for (let i = 0; i < 2; i++) {
      const node = serve('--token-file', 'token', '--port', port)
      const { url } = JSON.parse(await node.firstLine) as { url: string }
      urls.push(url)
      ;({ port } = new URL(url))
      node.kill('SIGTERM')
      await node.ended
    }
    expect(urls[1]).toBe(urls[0])
  })

  it('reports a busy port', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const ended = await serve('--port', String(port)).ended
    server.close()
    expect(ended).toEqual({
      code: 1,
      out: '',
      err:
        `hyoban: Port ${port} is already in use. ` +
        'Choose another port with --port, or leave it out to get a free one.\n',
    })
  })

  it('reports a data directory in use', async () => {
    await serve().firstLine
    const { code, out, err } = await serve().ended
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^hyoban: [^\n]+\n$/)
    expect(err).not.toMatch(/ at .*\.ts:\d+/)
  })

  it('reports a missing folder to share', async () => {
    const { code, out, err } = await serve('--share', join(lines.dir, 'nowhere')).ended
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(join(lines.dir, 'nowhere'))
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  it.each([
    [
      ['serve', '--bootstrap', 'nowhere'],
      'hyoban: "nowhere" is not an entry point. Write --bootstrap host:port, several with commas between them.',
    ],
    [['serve', '--port', '70000'], 'hyoban: --port must be a whole number from 0 to 65535, not "70000".'],
    [['serve', '--name', ' '], 'hyoban: --name must have 1 to 64 characters.'],
    [['serve', '--unknown'], "hyoban: unknown option '--unknown'"],
    [['serve', 'stray'], "hyoban: too many arguments for 'serve'. Expected 0 arguments but got 1: stray."],
    [['demo', '--peers', '0'], 'hyoban: --peers must be a whole number from 1 to 64, not "0".'],
    [['demo', '--peers', '-3'], 'hyoban: --peers must be a whole number from 1 to 64, not "-3".'],
    [['demo', '--peers', '65'], 'hyoban: --peers must be a whole number from 1 to 64, not "65".'],
    [['demo', '--peers', 'many'], 'hyoban: --peers must be a whole number from 1 to 64, not "many".'],
    [
      ['search', '--timeout', 'soon', 'x'],
      'hyoban: --timeout must be a number of seconds above 0, at most 86400, not "soon".',
    ],
    [['constructor'], `hyoban: There is no command "constructor". ${THERE_ARE}`],
    [
      ['get', 'hyoban:root=1'],
      `hyoban: This is not a Hyoban link: after "hyoban:" there must be a question mark. ${A_LINK}`,
    ],
    [
      ['get', 'hyoban:?root=12&name=a&size=1'],
      `hyoban: This is not a Hyoban link: its root is not 64 hexadecimal digits. ${A_LINK}`,
    ],
    // the shell took what comes after the "&" for itself
    [
      ['get', `HYOBAN:?root=${'ab'.repeat(32)}`],
      `hyoban: This is not a Hyoban link: its size is not a number of bytes up to 1 TiB. ${A_LINK}`,
    ],
    [
      ['get', `hyoban:?root=${'ab'.repeat(32)}&size=1`],
      `hyoban: This is not a Hyoban link: it has no usable name. ${A_LINK}`,
    ],
    [
      ['get', `hyoban:?root=${'ab'.repeat(32)}&name=%ff&size=1`],
      `hyoban: This is not a Hyoban link: a part of it is not well-formed. ${A_LINK}`,
    ],
    [
      ['get', `hyoban:?root=${'ab'.repeat(32)}&size=1&size=2&name=a`],
      `hyoban: This is not a Hyoban link: a part of it is there twice. ${A_LINK}`,
    ],
    [
      ['get', 'magnet:?xt=urn:btmh:1220ab'],
      'hyoban: This magnet link identifies a torrent, not a file. ' +
        'Use one that Hyoban made for a single file, a root, a Hyoban link or search words.',
    ],
    [['get'], "hyoban: missing required argument 'root-link-or-text'"],
    [['dance'], `hyoban: There is no command "dance". ${THERE_ARE}`],
    [[], `hyoban: No command was given. ${THERE_ARE} Run hyoban --help for details.`],
  ])('%j is bad usage: one line, code 2', async (args, line) => {
    expect(await judged(...args)).toEqual({ code: 2, out: '', err: `${line}\n` })
  })

  it.each([[['dance']], [['serve', '--unknown']]])('%j ends its process just so', async (args) => {
    expect(await hyoban(...args).ended).toEqual(await judged(...args))
  })
})

describe('hyoban hash', () => {
  it('prints names as given, sizes and roots', async () => {
    await writeFile(join(lines.dir, 'a.txt'), 'a')
    await writeFile(join(lines.dir, 'empty'), '')
    const { code, out, err } = await hyoban('hash', 'a.txt', 'empty', '--json').ended
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toEqual([
      { path: 'a.txt', size: 1, root: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb' },
      { path: 'empty', size: 0, root: '0'.repeat(64) },
    ])
  })

  it('reports which file is missing', async () => {
    const { code, out, err } = await hyoban('hash', 'nowhere', '--json').ended
    expect([code, JSON.parse(out)]).toMatchObject([1, [{ path: 'nowhere', error: { code: 'FOLDER_MISSING' } }]])
    expect(err).toContain('nowhere does not exist')
  })
})

describe('hyoban share, then search', () => {
  it('hashes a folder, and finds nothing without other peers', async () => {
    await writeFile(join(lines.dir, 'note.txt'), 'hello')
    const shared = await hyoban('share', '.', '--bootstrap', '127.0.0.1:9', '--json').ended
    expect(shared.code, shared.err).toBe(0)
    expect(JSON.parse(shared.out)).toMatchObject([{ path: lines.dir, files: 1, bytes: 5 }])
    const found = await hyoban(
      'search',
      'nothing-like-this',
      'nor that',
      '--bootstrap',
      '127.0.0.1:9',
      '--community',
      'test',
      '--timeout',
      '1',
      '--json',
    ).ended
    expect([found.code, JSON.parse(found.out)]).toMatchObject([1, { error: { code: 'OFFLINE' } }])
  })
})

it('prints its help and its version on stdout', async () => {
  const help = await hyoban('--help').ended
  expect([help.code, help.err]).toEqual([0, ''])
  for (const name of ['serve', 'demo', 'share', 'search', 'get', 'torrent', 'hash', 'simulate', 'attack'])
    expect(help.out).toMatch(new RegExp(`^  ${name} `, 'm'))
  expect(await hyoban('--version').ended).toEqual({ code: 0, out: '0.1.0\n', err: '' })
})
