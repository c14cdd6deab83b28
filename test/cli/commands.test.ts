import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { perTier } from '../helpers/tier.ts'
import { CommandLines, type CommandResult, judge as judgeIn, NOBODY } from './processes.ts'

// One row per command, one test per habit of scripts.

vi.setConfig({ testTimeout: 90_000, hookTimeout: 30_000 })

let lines: CommandLines
const inDir = (...parts: string[]): string => join(lines.dir, ...parts)

const judge = (args: readonly string[]): Promise<CommandResult> => judgeIn(inDir('judged'), args)

beforeAll(async () => {
  lines = await CommandLines.make()
  await mkdir(inDir('folder'))
  await writeFile(inDir('folder', 'note.txt'), 'hello')
  await writeFile(inDir('a.txt'), 'a')
})
afterAll(() => lines.close())

const SMALL = ['--replications', '1', '--set', 'N=50', 'transactions=500', '--workers', '1']

interface Row {
  name: string
  /** Ends with 0; null: not by itself, or not without others. */
  works: string[] | null
  /** Ends with 1. */
  fails: string[] | null
  /** Ends with 2. */
  wrong: string[]
  json: boolean
}
/** Names of files are those in the folder of the test. */
const ROWS: Row[] = [
  { name: 'hash', works: ['hash', 'a.txt'], fails: ['hash', 'missing'], wrong: ['hash'], json: true },
  {
    name: 'torrent',
    works: ['torrent', 'a.txt', '--out', 'a.torrent'],
    fails: ['torrent', 'missing'],
    wrong: ['torrent', '-'],
    json: true,
  },
  {
    name: 'share',
    works: ['share', 'folder', ...NOBODY],
    fails: ['share', 'missing', ...NOBODY],
    wrong: ['share', ''],
    json: true,
  },
  {
    name: 'search',
    works: ['search', 'note', '--timeout', '2', ...NOBODY],
    fails: ['search', 'nothing-like-this', '--timeout', '1', ...NOBODY],
    wrong: ['search', '--limit', '0'],
    json: true,
  },
  { name: 'get', works: null, fails: ['get', 'anything', ...NOBODY], wrong: ['get', 'x', '--to', ''], json: true },
  {
    name: 'simulate',
    works: ['simulate', 'custom', ...SMALL],
    fails: ['simulate', 'custom', ...SMALL, '--csv', 'missing/a.csv'],
    wrong: ['simulate', 'custom', '--json', '--csv', '-'],
    json: true,
  },
  {
    name: 'attack',
    works: ['attack', 'equivocation', '--seeds', '1', '--peers', '100', '--workers', '1'],
    fails: null,
    wrong: ['attack', 'dance'],
    json: true,
  },
  { name: 'serve', works: null, fails: ['serve', '--share', 'missing', ...NOBODY], wrong: ['serve', 'x'], json: false },
  {
    name: 'demo',
    works: null,
    fails: ['demo', '--peers', '1', '--data-dir', 'a.txt/below'],
    wrong: ['demo', '--data-dir', ''],
    json: false,
  },
]
/** The rows that run in processes of their own under `npm test`; all of them under `npm run test:soak`. */
const rows = (...names: string[]): Row[] => ROWS.filter(({ name }) => perTier(names.includes(name), true))
const working = rows('hash', 'torrent', 'simulate').flatMap(({ name, works }) => (works ? [{ name, works }] : []))
/** Commands whose output is cut off: each goes through the same stream. */
const cut = rows('hash').flatMap(({ name, works }) => (works ? [{ name, works }] : []))
const failing = rows('hash', 'share', 'get').flatMap(({ name, fails, json }) => (fails ? [{ name, fails, json }] : []))

describe('exit codes', () => {
  it.each(working)('$name ends with 0, without colours or a bar where there is no terminal', async ({ works }) => {
    const { code, out, err } = await lines.run(works, { env: { NO_COLOR: '1' } })
    expect([code, err.includes('\u001b'), out.includes('\u001b')], err).toEqual([0, false, false])
    expect(out).not.toBe('')
  })

  it.each(failing)('$name ends with 1 and one sentence, and with --json one document', async ({ fails, json }) => {
    const { code, out, err } = await lines.run([...fails, ...(json ? ['--json', '--quiet'] : ['--quiet'])])
    expect([code, err.split('\n').length], err).toEqual([1, 2])
    expect(err).toMatch(/^hyoban: \S.*[.]\n$/)
    if (!json) return expect(out).toBe('')
    const document = JSON.parse(out) as { error?: { code: string } } | { error: { code: string } }[]
    const error = Array.isArray(document) ? document[0]?.error : document.error
    expect(error?.code).toMatch(/^[A-Z_]+$/)
  })

  it.each(ROWS)('$name ends with 2 if it is used wrongly, and with --json one document', async ({ wrong, json }) => {
    const { code, out, err } = await judge([...wrong, ...(json ? ['--json'] : [])])
    expect([code, err.trimEnd().split('\n').length]).toEqual([2, 1])
    if (json) expect(JSON.parse(out)).toMatchObject({ error: { code: 'BAD_INPUT' } })
    else expect(out).toBe('')
  })

  it.each(ROWS)('$name --help ends with 0 on stdout', async ({ name }) => {
    const { code, out, err } = await judge([name, '--help'])
    expect([code, err, out.startsWith(`Usage: hyoban ${name} `)]).toEqual([0, '', true])
    expect(out).toContain('--quiet')
  })
})

describe('output', () => {
  it.each(cut)('$name that cannot write its result ends with 1 and says so', async ({ works }) => {
    const { code, err } = await lines.run(works, { shell: 'exec "$@" > /dev/full' })
    expect(code).toBe(1)
    expect(err.trimEnd().split('\n').at(-1)).toBe(
      'hyoban: The output could not be written. No space left on the disk at standard output.',
    )
  })

  it.each(cut)('$name ends quietly when its reader has gone', async ({ name, works }) => {
    const { err } = await lines.run([...works, '--quiet'], {
      shell: `{ "$@"; echo $? > ${name}.code; } | true; while ! [ -s ${name}.code ]; do :; done`,
    })
    expect([await readFile(inDir(`${name}.code`), 'utf8'), err]).toEqual(['0\n', ''])
  })

  it('says where an error came from with --verbose only', async () => {
    const terse = await judge(['hash', inDir('missing')])
    const verbose = await judge(['hash', inDir('missing'), '--verbose'])
    expect([terse.err.includes('    at '), verbose.err.includes('    at ')]).toEqual([false, true])
  })
})

it('keeps identity and database to their owner, whatever the umask is', async () => {
  const { code } = await lines.run(['share', 'folder', ...NOBODY], {
    env: { HYOBAN_DATA_DIR: inDir('open') },
    shell: 'umask 000; exec "$@"',
  })
  const modes = await Promise.all(
    ['', 'identity.json', 'hyoban.db'].map(async (name) => (await stat(inDir('open', name))).mode & 0o777),
  )
  expect([code, ...modes.map((mode) => mode.toString(8))]).toEqual([0, '700', '600', '600'])
})
