import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HyobanError } from '../../main/base/errors.ts'
import { isLoopback, bootstrapArgument, parsePort, parseSeconds } from '../../main/shell/arguments.ts'
import { defaultDataDir } from '../../main/shell/data-dir.ts'
import { launchOptions } from '../../main/shell/electron/launch-options.ts'
import { report } from '../../main/shell/report.ts'

const code = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    return error instanceof HyobanError ? error.code : 'STRANGER'
  }
  return 'NONE'
}

describe('arguments', () => {
  it('parses bootstrap nodes', () => {
    expect(bootstrapArgument('127.0.0.1:49737, node-1.example.org:1')).toEqual([
      '127.0.0.1:49737',
      'node-1.example.org:1',
    ])
  })
  it.each([
    '',
    ',',
    'host',
    'host:',
    'host:0',
    'host:65536',
    'host:1x',
    ':80',
    'a b:80',
    '-x:80',
    'host:80,',
    'http://host:80',
  ])('takes %j for no entry point or a list with an empty end', (text) => {
    if (text === 'host:80,') expect(bootstrapArgument(text)).toEqual(['host:80'])
    else expect(code(() => bootstrapArgument(text))).toBe('BAD_BOOTSTRAP')
  })
  it('recognises bootstrap nodes on this machine', () => {
    expect(isLoopback(['127.0.0.1:1', 'localhost:2', '127.3.4.5:6'])).toBe(true)
    expect(isLoopback(['127.0.0.1:1', '10.0.0.1:2'])).toBe(false)
    expect(isLoopback(['127.0.0.1.example.org:1'])).toBe(false)
    expect(isLoopback([])).toBe(false)
  })
  it.each(['-1', '65536', '1.5', 'http', '', ' 1', '0x10'])('refuses the port %j', (text) =>
    expect(code(() => parsePort(text))).toBe('BAD_INPUT'),
  )
  it.each(['0', '-1', 'soon', '', 'Infinity', '1e9'])('refuses the timeout %j', (text) =>
    expect(code(() => parseSeconds(text))).toBe('BAD_INPUT'),
  )
  it('parses ports and times', () =>
    expect([parsePort('0'), parsePort('65535'), parseSeconds('1.5')]).toEqual([0, 65535, 1500]))
})

describe('the data directory', () => {
  it.each([
    ['linux', {}, '/home/ada/.local/share/hyoban'],
    ['linux', { XDG_DATA_HOME: '/xdg' }, '/xdg/hyoban'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/hyoban'],
    ['linux', { HYOBAN_DATA_DIR: '/mine', XDG_DATA_HOME: '/xdg' }, '/mine'],
    ['darwin', {}, '/home/ada/Library/Application Support/Hyoban'],
    ['win32', { LOCALAPPDATA: '/appdata' }, '/appdata/Hyoban'],
    ['win32', {}, '/home/ada/AppData/Local/Hyoban'],
  ] as const)('on %s with %j is %s', (platform, env, path) => {
    expect(defaultDataDir(env, platform, '/home/ada')).toBe(join(path))
  })
  it.each(['linux', 'darwin', 'win32'] as const)('on %s must be named where there is no home folder', (platform) => {
    expect(code(() => defaultDataDir({}, platform, null))).toBe('BAD_INPUT')
    expect(defaultDataDir({ HYOBAN_DATA_DIR: '/mine' }, platform, null)).toBe('/mine')
  })
})

describe('a failed command', () => {
  it.each([
    [new HyobanError('BAD_INPUT', 'No.', { hint: 'Do so.' }), 'hyoban: No. Do so.', 2],
    [new HyobanError('BAD_BOOTSTRAP', 'No.'), 'hyoban: No.', 2],
    [new HyobanError('IN_USE', 'In\n use.'), 'hyoban: In use.', 1],
    [new HyobanError('NOT_FOUND', 'No \u001b[31mred\u009b2J\u0007\r.'), 'hyoban: No \ufffd[31mred\ufffd2J\ufffd .', 1],
    [
      Object.assign(new Error('EACCES'), { code: 'EACCES' }),
      'hyoban: No permission to use this path. Change its permissions or choose another folder.',
      1,
    ],
    [Object.assign(new Error('x'), { code: 'commander.unknownOption', exitCode: 1 }), '', 2],
    [Object.assign(new Error('x'), { code: 'commander.helpDisplayed', exitCode: 0 }), '', 0],
    ['text', 'hyoban: text', 1],
  ])('%#: says one line and a code', (error, line, exit) => {
    expect(report(error)).toEqual({ line, code: exit })
  })
})

describe("the desktop's command line", () => {
  it('parses our options and ignores the rest', () => {
    expect(
      launchOptions(['--no-sandbox', '.', '--demo', '--peers', '5', '--remote-debugging-port=1'], {
        HYOBAN_DATA_DIR: '/d',
      }),
    ).toEqual({ dataDir: '/d', ownDataDir: false, hidden: false, demo: { peers: 5 }, setup: {} })
    expect(
      launchOptions(
        [
          '--data-dir',
          '/e',
          '--bootstrap',
          '127.0.0.1:9',
          '--share',
          '/a',
          '--share',
          '/b',
          '--name',
          'Ada',
          '--community',
          'c',
        ],
        {},
      ),
    ).toEqual({
      dataDir: '/e',
      ownDataDir: true,
      hidden: false,
      bootstrap: ['127.0.0.1:9'],
      host: '127.0.0.1',
      setup: { name: 'Ada', community: 'c', share: ['/a', '/b'] },
    })
  })
  it('shares relative folders of the current folder', () => {
    const { setup } = launchOptions(['--data-dir', 'd', '--share', 'music'], {})
    expect(setup).toEqual({ share: [join(process.cwd(), 'music')] })
  })
  it.each([[['--peers', '0']], [['--peers', 'many']], [['--data-dir']], [['--share', '']]])('refuses %j', (args) =>
    expect(code(() => launchOptions(args, {}))).toBe('BAD_INPUT'),
  )
  it('rejects a malformed bootstrap node', () =>
    expect(code(() => launchOptions(['--bootstrap', 'nowhere'], {}))).toBe('BAD_BOOTSTRAP'))
})
