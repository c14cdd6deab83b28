import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CommandLines, type CommandResult, judge as judgeIn, NOBODY } from './processes.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 })

let lines: CommandLines
const inDir = (...parts: string[]): string => join(lines.dir, ...parts)
const judge = (args: readonly string[], input?: Uint8Array): Promise<CommandResult> =>
  judgeIn(inDir('judged'), args, input)

beforeAll(async () => {
  lines = await CommandLines.make()
  await mkdir(inDir('folder'))
  await writeFile(inDir('folder', 'note.txt'), 'hello')
  await writeFile(inDir('a.txt'), 'a')
  await writeFile(inDir('-dash.txt'), 'a')
})
afterAll(() => lines.close())

const A_TXT = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'
const SMALL = ['--replications', '1', '--set', 'N=50', 'transactions=500', '--workers', '1']

describe('operands', () => {
  it('hash goes on after a file that is missing, and ends with 1', async () => {
    const plain = await lines.run(['hash', 'a.txt', 'missing', './-dash.txt'])
    expect([plain.code, plain.out]).toEqual([1, `${A_TXT}  a.txt\n${A_TXT}  ./-dash.txt\n`])
    const { code, out } = await lines.run(['hash', 'a.txt', 'missing', './-dash.txt', '--json'])
    expect([code, JSON.parse(out)]).toEqual([
      1,
      [
        { path: 'a.txt', size: 1, root: A_TXT },
        {
          path: 'missing',
          error: {
            code: 'FOLDER_MISSING',
            message: `${inDir('missing')} does not exist.`,
            hint: 'Check the path, or choose another folder.',
            details: { path: inDir('missing') },
          },
        },
        { path: './-dash.txt', size: 1, root: A_TXT },
      ],
    ])
  })

  it('share goes on after a folder that is missing, and may be repeated', async () => {
    await mkdir(inDir('second'))
    await writeFile(inDir('second', 'more.txt'), 'more')
    for (const repeat of [1, 2]) {
      const { code, out } = await lines.run(['share', 'missing', 'second', '--json', ...NOBODY])
      expect([repeat, code, JSON.parse(out)]).toMatchObject([
        repeat,
        1,
        [
          { path: inDir('second'), files: 1, bytes: 4 },
          { path: inDir('missing'), error: { code: 'FOLDER_MISSING' } },
        ],
      ])
    }
  })

  it('a name that begins with a hyphen comes after "--"', async () => {
    const { code, out } = await lines.run(['hash', '--', '-dash.txt'])
    expect([code, out]).toEqual([0, `${A_TXT}  -dash.txt\n`])
    expect((await lines.run(['hash', '-dash.txt'])).code).toBe(2)
  })

  it.each([
    [['search', 'bach', '-live'], 0],
    [['search', '-harp', 'bach', '-5'], 0],
    [['search', 'bach', '--', '--live'], 0],
    [['search', 'bach', '--live'], 2],
    [['search', 'bach', '--timeuot', '5'], 2],
  ])('%j is read as words: %i', async (args, usage) => {
    const { code, err } = await judge([args[0] as string, '--timeout', '1', ...NOBODY, ...args.slice(1)])
    // nothing is found, as nobody is met
    expect([code === 2 ? 2 : 0, code], err).toEqual([usage, usage || 1])
  })

  it('"-" is the standard input of hash', async () => {
    const big = Buffer.alloc(2 * 1024 * 1024 + 1, 7)
    await writeFile(inDir('big'), big)
    const { out: file } = await lines.run(['hash', 'big'])
    const { code, out } = await lines.run(['hash', '-'], { input: big })
    expect([code, out.split(' ')[0]]).toEqual([0, file.split(' ')[0]])
    for (const size of [0, 1, 1024 * 1024, 1024 * 1024 + 1]) {
      await writeFile(inDir('sized'), big.subarray(0, size))
      const [whole, piped] = [
        await judge(['hash', inDir('sized'), '--json']),
        await judge(['hash', '-', '--json'], big.subarray(0, size)),
      ]
      const root = (text: string): unknown => (JSON.parse(text) as { root: string }[])[0]?.root
      expect([size, root(piped.out)]).toEqual([size, root(whole.out)])
    }
  })

  it('a standard input that is no shard is called by its name', async () => {
    const { code, err } = await judge(['simulate', 'merge', '-'], Buffer.from('{'))
    expect([code, err.split(' It ')[0]]).toEqual([1, 'hyoban: The standard input is not JSON.'])
  })

  it('hash prints one line for each file, whatever its name is', async () => {
    for (const name of ['two\nlines\\', 'back\\slash']) await writeFile(inDir(name), 'a')
    const { out } = await lines.run(['hash', 'two\nlines\\', 'back\\slash'])
    expect(out).toBe(`\\${A_TXT}  two\\nlines\\\\\n${A_TXT}  back\\slash\n`)
  })

  it('"-" is the standard output of torrent --out and simulate --csv', async () => {
    const { code, out } = await lines.run(['torrent', 'a.txt', '--out', '-'])
    expect([code, out.startsWith('d10:created by6:Hyoban4:info'), out.endsWith('e')]).toEqual([0, true, true])
    const csv = await lines.run(['simulate', 'custom', ...SMALL, '--csv', '-'])
    expect([csv.code, csv.out.includes(','), csv.out.includes('95 %')]).toEqual([0, true, false])
    expect(await readdir(lines.dir)).not.toContain('-')
  })

  it.each([
    ['a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 as PowerShell writes it', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a mark', (text: string) => Buffer.from(text, 'utf16le')],
    ['UTF-16, big end first', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('simulate merge reads shards with %s', async (_name, encode) => {
    for (const part of ['1/2', '2/2']) {
      const args = ['simulate', 'custom', '--set', 'N=50', 'transactions=500', '--workers', '1', '--replications', '2']
      const { out } = await judge([...args, '--shard', part, '--json'])
      await writeFile(inDir(`part-${part[0]}.json`), encode(out))
    }
    const merged = await judge(['simulate', 'merge', inDir('part-1.json'), inDir('part-2.json'), '--json'])
    expect([merged.code, JSON.parse(merged.out)]).toMatchObject([0, { scenario: 'custom', replications: 2 }])
    const piped = await judge(
      ['simulate', 'merge', inDir('part-1.json'), '-', '--json'],
      await readFile(inDir('part-2.json')),
    )
    expect(piped.out).toBe(merged.out)
  })

  it('relative folders of serve are those of the current folder', async () => {
    const data = { HYOBAN_DATA_DIR: inDir('relative') }
    const node = lines.start(['serve', '--share', 'folder', '--downloads', 'got', ...NOBODY], { env: data })
    expect(JSON.parse(await node.firstLine)).toHaveProperty('url')
    node.kill('SIGTERM')
    expect((await node.ended).code).toBe(0)
    expect((await stat(inDir('got'))).isDirectory()).toBe(true)
  })
})
