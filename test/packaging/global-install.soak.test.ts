import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')
let work: string
let hyoban: string
/** The Node of this project first, as that of a user who has Node 24. */
const env = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  HYOBAN_DATA_DIR: join(work, 'data'),
})

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'hyoban-global-'))
  // the tier has built what is packed
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', work], { cwd: ROOT })
  const [tarball] = await readdir(work)
  const prefix = join(work, 'prefix')
  const install = ['install', '--global', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', [...install, join(work, tarball as string)], { env: env(), maxBuffer: 1 << 24 })
  hyoban = join(prefix, process.platform === 'win32' ? 'hyoban.cmd' : 'bin/hyoban')
}, 600_000)
afterAll(() => rm(work, { recursive: true, force: true }))

const answer = async (...args: string[]): Promise<string> =>
  (await run(hyoban, args, { env: env(), cwd: work, maxBuffer: 1 << 24 })).stdout

it('a packed tarball, installed globally into an empty prefix, gives the command', async () => {
  expect(await answer('--version')).toBe(`${packageJson.version}\n`)
  expect(await answer('completion', 'bash')).toContain('complete -o filenames -F _hyoban hyoban')
  // threads are found in the bundle
  const { metrics } = JSON.parse(await answer('simulate', 'mechanism', '--set', 'mechanism=game', '--json')) as {
    metrics: { defectShare: { mean: number } }
  }
  // the last 7 of 1000 units (docs/results.md, result 12)
  expect(metrics.defectShare.mean).toBeCloseTo(0.007, 6)
  expect(await answer('attack', 'dustReceipts', '--seeds', '1', '--json')).toContain('"dustReceipts"')
  if (process.platform !== 'win32') expect(await readdir(join(work, 'prefix/share/man/man1'))).toEqual(['hyoban.1'])
})

it('it serves its page, and its commands talk to it', async () => {
  const serving = spawn(hyoban, ['serve', '--host-only', '--bootstrap', '127.0.0.1:9', '--name', 'Global'], {
    env: env(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => serving.once('exit', resolve))
  try {
    const line = await new Promise<string>((resolve) =>
      createInterface({ input: serving.stdout }).once('line', resolve),
    )
    const { url } = JSON.parse(line) as { url: string }
    const page = await fetch(url)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="root">')])
    expect(await answer('status')).toContain('identity   Global')
  } finally {
    serving.kill('SIGTERM')
  }
  expect(await ended).toBe(0)
})
