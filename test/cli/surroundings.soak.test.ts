import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Interruption, interruptionOf, Interrupts } from '../../main/cli/process/interrupts.ts'
import { CommandLines, NOBODY } from './processes.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 })

let lines: CommandLines
beforeEach(async () => {
  lines = await CommandLines.make()
})
afterEach(() => lines.close())

/** Node's own answers in an account that the list of users does not know. */
const NOBODYS_HOME =
  '--import=data:text/javascript,' +
  encodeURIComponent(`
    import os from 'node:os'
    import { syncBuiltinESMExports } from 'node:module'
    const unknown = new Error('ENOENT: no such file or directory, uv_os_get_passwd')
    const missing = () => { throw Object.assign(unknown, { code: 'ENOENT' }) }
    const homedir = os.homedir
    os.homedir = () => process.env.HOME === undefined ? missing() : homedir()
    os.userInfo = missing
    syncBuiltinESMExports()`)
const account = { NODE_OPTIONS: NOBODYS_HOME, XDG_DATA_HOME: undefined }

describe('an account without a home folder', () => {
  it('serves with folders that are named', async () => {
    const node = lines.start(['serve', '--data-dir', 'd', '--downloads', 'e', ...NOBODY], {
      env: { ...account, HOME: undefined },
    })
    expect(JSON.parse(await node.firstLine)).toHaveProperty('url')
    node.kill('SIGTERM')
    expect((await node.ended).code).toBe(0)
    expect((await readdir(lines.dir)).toSorted()).toEqual(['d', 'e'])
  })

  it('keeps downloads beside its data if no folder is named for them', async () => {
    const node = lines.start(['serve', '--data-dir', 'd', ...NOBODY], { env: { ...account, HOME: undefined } })
    await node.firstLine
    node.kill('SIGTERM')
    await node.ended
    expect((await stat(join(lines.dir, 'd', 'downloads'))).isDirectory()).toBe(true)
  })

  it.each([
    ['no HOME', undefined],
    ['an empty HOME', ''],
    ['a relative HOME', 'here'],
  ])('with %s is asked for a data folder, and nothing is written', async (_name, home) => {
    const env = { ...account, HOME: home, HYOBAN_DATA_DIR: '' }
    const { code, err } = await lines.run(['share', '.', ...NOBODY], { env })
    expect([code, err, await readdir(lines.dir)]).toEqual([
      2,
      'hyoban: This account has no home folder to keep an identity in. ' +
        'Name a folder with --data-dir or HYOBAN_DATA_DIR.\n',
      [],
    ])
  })
})

it.each([
  ['--data-dir', ['serve', '--data-dir', '', ...NOBODY]],
  ['--downloads', ['serve', '--downloads', '', ...NOBODY]],
  ['--share', ['serve', '--share', '', ...NOBODY]],
  ['--data-dir', ['demo', '--data-dir', '']],
  ['--to', ['get', 'x', '--to', '']],
  ['The path of a folder', ['share', '', ...NOBODY]],
  ['The path of a file', ['hash', '']],
  ['The path of a file or folder', ['torrent', '']],
  ['--out', ['torrent', '.', '--out', '']],
])('%s may not be empty, as of a variable that is not set: %j', async (option, args) => {
  const { code, err } = await lines.run(args)
  expect([code, err, await readdir(lines.dir)]).toEqual([
    2,
    `hyoban: ${option} must not be empty. Perhaps a variable of a script is not set.\n`,
    [],
  ])
})

describe('signals', () => {
  it.each([
    ['a service', 'exec "$@"'],
    ['nohup', 'exec nohup "$@"'],
  ])('a hang-up does not end %s', async (_name, shell) => {
    const node = lines.start(['serve', ...NOBODY], { shell })
    const { url } = JSON.parse(await node.firstLine) as { url: string }
    node.kill('SIGHUP')
    // answered after the signal was handled
    expect((await fetch(url)).status).toBeLessThan(504)
    node.kill('SIGTERM')
    expect((await node.ended).code).toBe(0)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends a search with what it has found, and %i', async (signal, exit) => {
    const search = lines.start(['search', 'x', '--community', 'c', '--json', '--timeout', '80', ...NOBODY])
    await search.says('searching')
    search.kill(signal)
    const { code, out, err } = await search.ended
    expect([code, out, err.trimEnd().split('\n').at(-1)]).toEqual([exit, '[]\n', `hyoban: Interrupted by ${signal}.`])
  })

  function interrupts(terminal: boolean): { one: Interrupts; exits: number[]; time: { now: number } } {
    const [exits, time]: [number[], { now: number }] = [[], { now: 0 }]
    return { one: new Interrupts({ now: () => time.now, exit: (code) => exits.push(code), terminal }), exits, time }
  }

  it('the first ends a command in order, one that comes later at once', () => {
    const { one, exits, time } = interrupts(true)
    one.receive('SIGINT')
    expect(interruptionOf(one.signal)).toMatchObject({ code: 'CANCELLED', exitCode: 130 })
    // npm passes on what the terminal has sent already
    time.now = 1_500
    one.receive('SIGINT')
    expect(exits).toEqual([])
    time.now = 1_501
    one.receive('SIGINT')
    expect(exits).toEqual([130])
  })

  it('a hang-up ends a command that has a terminal', () => {
    const { one } = interrupts(true)
    one.receive('SIGHUP')
    expect(one.signal.reason).toBeInstanceOf(Interruption)
    expect(interruptionOf(one.signal)?.exitCode).toBe(129)
    const without = interrupts(false)
    without.one.receive('SIGHUP')
    expect(interruptionOf(without.one.signal)).toBeNull()
  })
})
