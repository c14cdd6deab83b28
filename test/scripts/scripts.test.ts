import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HEAP_FLAGS } from '../../main/base/heap-flags.ts'
import { NODE_ENVIRONMENT } from '../../main/base/process/node-environment.ts'
import { CLI_LINE } from '../../scripts/lib/cli-line.mjs'
import { downloadProblem } from '../../scripts/lib/electron.mjs'
import { installProblem } from '../../scripts/lib/install.mjs'
import { nodeVersionProblem } from '../../scripts/lib/node-version.mjs'
import { NODE_ENVIRONMENT as SCRIPTS_ENVIRONMENT } from '../../scripts/lib/paths.mjs'
import { closingLine, playwrightCounts } from '../../scripts/lib/test-report.mjs'

const root = join(import.meta.dirname, '../..')

interface Ended {
  code: number
  out: string
  err: string
}

it('the scripts pass the same heap flags as Electron does', () => {
  expect(HEAP_FLAGS).toEqual(['--initial-old-space-size=64', '--max-semi-space-size=2', '--heap-growing-percent=50'])
  expect(CLI_LINE).toEqual(expect.arrayContaining([...HEAP_FLAGS]))
})

it('scripts, Electron, the image and the services start a node in the same environment', async () => {
  expect(NODE_ENVIRONMENT).toEqual({ UV_THREADPOOL_SIZE: '16', MALLOC_ARENA_MAX: '2' })
  expect(SCRIPTS_ENVIRONMENT).toEqual(NODE_ENVIRONMENT)
  for (const file of ['Dockerfile', 'build/systemd/hyoban.service', 'build/systemd/user/hyoban.service'])
    expect(await readFile(join(root, file), 'utf8'), file).toContain('UV_THREADPOOL_SIZE=16 MALLOC_ARENA_MAX=2')
})

/** Runs a script as npm does and waits for its end. */
function script(args: string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { cwd: options.cwd ?? root, env: { ...process.env, ...options.env } },
      (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err })
      },
    )
  })
}

describe('the installed packages', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a/node_modules/b': { version: '2.0.0' },
      'node_modules/only-mac': { version: '1.0.0', optional: true },
    },
  }

  it.each([
    ['nothing', undefined, 'nothing is installed yet'],
    ['a missing package', { packages: { 'node_modules/a': { version: '1.0.0' } } }, 'b is missing'],
    [
      'another version',
      { packages: { 'node_modules/a': { version: '1.0.1' }, 'node_modules/a/node_modules/b': { version: '2.0.0' } } },
      'a is 1.0.1, wanted 1.0.0',
    ],
    [
      'all but what other systems need',
      { packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/a/node_modules/b': { version: '2.0.0' } } },
      undefined,
    ],
  ])('is compared with the lock: %s', (_name, got, why) => {
    expect(installProblem(wanted, got)).toBe(why)
  })
})

describe('the Node version', () => {
  it.each(['18.20.4', '16.0.0', '19.9.0'])('is refused when it is %s', (version) => {
    expect(nodeVersionProblem(version)).toMatch(
      new RegExp(`^hyoban: this is Node ${version}, but Node 20 or newer is needed\\.[^\\n]*$`),
    )
  })
  it.each(['20.0.0', '24.21.0', '100.0.0'])('will do when it is %s', (version) => {
    expect(nodeVersionProblem(version)).toBeUndefined()
  })

  it('makes every script exit with one line and code 1 if it is too old', async () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.1.0"})'
    for (const name of ['start', 'test', 'hyoban', 'bench', 'run']) {
      const { code, out, err } = await script(['--import', old, join(root, 'scripts', `${name}.mjs`)])
      expect([name, code, out, err.trim().split('\n').length]).toEqual([name, 1, '', 1])
    }
    const cli = await script(['--import', old, join(root, 'main', 'cli.ts'), 'hash', 'x'])
    expect([cli.code, cli.out, cli.err]).toEqual([
      1,
      '',
      expect.stringMatching(/^hyoban: this is Node 18\.1\.0, but Node 24 is needed\.[^\n]*\n$/),
    ])
    const json = await script(['--import', old, join(root, 'main', 'cli.ts'), 'hash', 'x', '--json'])
    expect([json.code, JSON.parse(json.out)]).toMatchObject([
      1,
      { error: { code: 'UNSUPPORTED', message: 'This is Node 18.1.0, but Node 24 is needed.' } },
    ])
  })
})

describe('an Electron that cannot be downloaded', () => {
  it.each([
    ['RequestError: getaddrinfo ENOTFOUND github.com\n    at x', 1, 'getaddrinfo ENOTFOUND github.com'],
    ['HTTPError: Response code 404 for https://a.example/electron.zip', 1, 'Response code 404 for the download server'],
    ['', 124, 'the download did not get on'],
    ['', 3, 'the installer ended with code 3'],
  ])('is explained in a few words', (output, code, words) => {
    expect(downloadProblem(output, code)).toBe(words)
  })
})

describe('the closing line', () => {
  it('sums passed, failed and skipped', () => {
    const skip = { name: 'x', why: 'y' }
    expect(
      closingLine([
        { passed: 2, failed: 1, skipped: [skip], failures: ['a'] },
        { passed: 40, failed: 0, skipped: [], failures: [] },
      ]),
    ).toBe('42 passed, 1 failed, 1 skipped')
  })

  it("reads Playwright's report with reasons for skipped tests", () => {
    const spec = (title: string, test: object) => ({ title, tests: [test] })
    const counts = playwrightCounts({
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec('one', { status: 'expected' }), spec('two', { status: 'unexpected' })],
          suites: [
            {
              title: 'inner',
              specs: [
                spec('three', {
                  status: 'skipped',
                  annotations: [{ type: 'skip', description: 'no Electron here' }],
                  results: [{}],
                }),
              ],
            },
          ],
        },
      ],
      errors: [{ message: 'cannot load b.spec.ts\nmore' }],
    })
    expect(counts).toEqual({
      passed: 1,
      failed: 2,
      skipped: [{ name: 'a.spec.ts > inner > three', why: 'no Electron here' }],
      failures: ['a.spec.ts > two', 'cannot load b.spec.ts'],
    })
  })
})

describe('npm run bench', () => {
  let copy: string
  beforeAll(async () => {
    // A copy of the runner beside a benchmark of its own: the real ones take minutes.
    copy = await mkdtemp(join(tmpdir(), 'hyoban-bench-'))
    await cp(join(root, 'scripts/lib'), join(copy, 'scripts/lib'), { recursive: true })
    await cp(join(root, 'test/fixtures/bench'), join(copy, 'test/bench'), { recursive: true })
    await writeFile(
      join(copy, 'test/bench/bound.ts'),
      `export default function* run() {
        yield { name: 'kept', ours: 50, limit: 50, unit: 'ms' }
        yield { name: 'broken', ours: 50.1, limit: 50, unit: 'ms' }
        yield { name: 'raced', ours: 4, reference: 2, ratio: 0.5, unit: 's' }
      }`,
    )
    await writeFile(join(copy, 'package.json'), '{"type":"module"}')
  })
  afterAll(() => rm(copy, { recursive: true, force: true }))
  const bench = (...args: string[]) => script([join(copy, 'scripts/lib/bench-runner.mjs'), ...args])

  it('prints one JSON object per line and passes options', async () => {
    const { code, out } = await bench('sample', '--json', '--size=3', '--label', 'x')
    expect(code).toBe(0)
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { name: 'sample', ours: 3, reference: 6, ratio: 0.5, unit: 'MB/s', label: 'x' },
      { name: 'sample-2', ours: 1, reference: 1, ratio: 1, unit: 'MB/s' },
    ])
  })

  it('prints limits, and whether they are exceeded', async () => {
    expect((await bench('bound')).out.split('\n')).toEqual([
      'kept: 50 ms, limit 50 ms',
      'broken: 50.1 ms, limit 50 ms (EXCEEDED)',
      'raced: 4 s against 2 s, ratio 0.500',
      '',
    ])
  })

  it('explains with --help how to read a ratio', async () => {
    const { code, out } = await bench('--help')
    expect(code).toBe(0)
    expect(out).toContain('bigger is better')
    expect(out).toContain('Names: bound, sample.')
  })

  it.each([[['nope', '--json']], [[]], [['--json']], [['sample', 'stray']]])(
    'refuses %j with the list of names',
    async (args) => {
      const { code, out, err } = await bench(...args)
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(/^hyoban: [^\n]*Names: bound, sample\.\n$/)
    },
  )

  it('exits with one line and code 1 if a benchmark fails', async () => {
    expect(await bench('sample', '--fail')).toEqual({
      code: 1,
      out: '',
      err: 'hyoban: the benchmark failed: as it was told to\n',
    })
  })
})
