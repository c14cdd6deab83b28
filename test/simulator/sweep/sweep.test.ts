import { access, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shardCount } from '../../../main/simulator/sweep/sweep-plan.ts'
import { SweepLines } from './sweep-lines.ts'

let lines: SweepLines
beforeAll(async () => {
  lines = await SweepLines.make()
})
afterAll(() => lines.close())

const dirOf = (name: string): string => join(lines.dir, name)
const FIGURE = ['custom', '--set', 'N=50', 'transactions=500', '--sweep', 'turnover=0.01,0.1', '--replications', '3']
const MECHANISM = ['mechanism', '--set', 'N=50', 'transactions=500', '--sweep', 'turnover=0,0.5', '--replications', '3']

async function emitted(name: string, args: readonly string[], shards: number): Promise<string> {
  await lines.out(...args, '--emit', 'parallel', '--shards', String(shards), '--out', dirOf(name))
  return dirOf(name)
}

async function runShards(dir: string, shards: readonly number[]): Promise<void> {
  for (const shard of shards) await lines.out('shard', dir, String(shard))
}

interface Status {
  done: number[]
  missing: number[]
  running: number[]
  failed: { shard: number; reason: string }[]
}
const statusOf = async (dir: string): Promise<Status> => JSON.parse(await lines.out('status', dir, '--json')) as Status

describe('a sweep in shards', () => {
  it.each([
    ['a figure', FIGURE],
    ['a mechanism', MECHANISM],
  ])('of %s prints the same bytes as one run', async (name, args) => {
    const dir = await emitted(name, args, 2)
    await runShards(dir, [2, 1])
    expect(await statusOf(dir)).toMatchObject({ done: [1, 2], missing: [], failed: [] })
    const csv = dirOf(`${name}.csv`)
    expect(await lines.out('merge', dir, '--json')).toBe(await lines.out(...args, '--json', '--csv', csv))
    expect(await lines.out('merge', dir, '--csv', '-')).toBe((await readFile(csv, 'utf8')).trimEnd() + '\n')
  })

  it('has a plan with version, request, seed, tasks and a hash of all', async () => {
    const dir = await emitted('plan', [...FIGURE, '--seed', '7'], 5)
    const plan = JSON.parse(await readFile(join(dir, 'plan.json'), 'utf8')) as Record<string, unknown>
    expect(plan).toMatchObject({ version: '0.1.0', seed: 7, tasks: 18, shards: 5 })
    expect(plan.job).toMatchObject({ kind: 'figure', request: { scenario: 'custom', replications: 3, seed: 7 } })
    expect(plan.hash).toMatch(/^[0-9a-f]{64}$/)
    await writeFile(join(dir, 'plan.json'), JSON.stringify({ ...plan, seed: 8 }))
    expect(await lines.run('status', dir)).toMatchObject({ code: 1, err: expect.stringContaining('changed by hand') })
    const again = await lines.run(...FIGURE, '--emit', 'parallel', '--shards', '5', '--out', dir)
    expect(again.err).toContain('changed by hand')
  })

  it('merges what is there, and says which points lack replications', async () => {
    const dir = await emitted('partly', MECHANISM, 3)
    await runShards(dir, [1, 2])
    const { code, out, err } = await lines.run('merge', dir, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      lacking: [
        { at: { turnover: 0 }, replications: 2 },
        { at: { turnover: 0.5 }, replications: 2 },
      ],
    })
    expect(err).toContain('2 of 3 shards are done; points that lack replications:')
    expect(err).toContain('turnover=0.5: 2 of 3')
    const figure = await emitted('figure partly', FIGURE, 18)
    await runShards(figure, [1])
    expect((await lines.run('merge', figure)).err).toContain('identity=PI turnover=0.1: 0 of 3')
    const none = await emitted('none', FIGURE, 2)
    expect(await lines.run('merge', none)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/No shard of .* is done/),
    })
  })

  it('refuses strange and damaged parts, and runs only these again', async () => {
    const dir = await emitted('strange', MECHANISM, 3)
    const other = await emitted('other seed', [...MECHANISM, '--seed', '2'], 3)
    await runShards(dir, [1, 2, 3])
    await runShards(other, [2])
    const whole = await lines.out('merge', dir, '--json')
    await writeFile(join(dir, 'part-2.json'), await readFile(join(other, 'part-2.json')))
    await writeFile(join(dir, 'part-3.json'), (await readFile(join(dir, 'part-3.json'), 'utf8')).slice(0, -9))
    expect((await statusOf(dir)).failed).toEqual([
      { shard: 2, reason: expect.stringContaining('belongs to another sweep') },
      { shard: 3, reason: expect.stringContaining('is damaged') },
    ])
    expect((await lines.run('merge', dir)).err).toContain('Shard 2 is left out')
    await lines.out('--emit', 'parallel', '--missing', '--out', dir)
    expect(await readFile(join(dir, 'run.sh'), 'utf8')).toMatch(/::: 2 3$/m)
    await runShards(dir, [2, 3])
    expect(await lines.out('merge', dir, '--json')).toBe(whole)
    expect(await lines.out('--emit', 'slurm', '--missing', '--out', dir)).toContain('No shard is missing.')
  })

  it('tells shards that were killed from those that run here, and from those begun elsewhere', async () => {
    const dir = await emitted('begun', MECHANISM, 3)
    const begun = (shard: number, host: string, pid: number): Promise<void> =>
      writeFile(join(dir, `part-${shard}.json.tmp`), JSON.stringify({ host, pid }))
    await begun(1, hostname(), process.pid)
    await begun(2, hostname(), 2 ** 30)
    await begun(3, 'elsewhere.invalid', process.pid)
    expect(await statusOf(dir)).toEqual({
      ...(await statusOf(dir)),
      done: [],
      running: [1],
      missing: [3],
      failed: [{ shard: 2, reason: 'It was killed (process 1073741824 has gone).' }],
    })
    expect(await lines.out('status', dir)).toContain('running on this computer: 1\nmissing: 3\nfailed: 2: It was')
    await lines.out(...MECHANISM, '--emit', 'slurm', '--missing', '--out', dir)
    expect(await readFile(join(dir, 'run.sh'), 'utf8')).toContain('--array=2-3 ')
  })

  it('leaves no half-written part, and does a shard once', async () => {
    const dir = await emitted('once', MECHANISM, 3)
    await runShards(dir, [2])
    await expect(access(join(dir, 'part-2.json.tmp'))).rejects.toThrow('ENOENT')
    expect((await lines.run('shard', dir, '2')).err).toContain('Shard 2 is done already.')
    await rm(join(dir, 'part-2.json'))
    expect((await lines.run('shard', dir, '2')).err).toBe('')
  })

  it('keeps a folder for one sweep', async () => {
    const dir = await emitted('kept', MECHANISM, 3)
    for (const args of [
      [...MECHANISM, '--seed', '2', '--shards', '3'],
      [...MECHANISM, '--shards', '2'],
      [...MECHANISM, '--seed', '2', '--missing'],
    ])
      expect((await lines.run(...args, '--emit', 'slurm', '--out', dir)).err).toContain('holds another sweep')
    await emitted('kept', MECHANISM, 3)
  })

  it('makes shards of ten minutes by default, at most 1000', async () => {
    expect(shardCount(10, 0.001)).toBe(1)
    expect(shardCount(10_000, 0.6)).toBe(10)
    expect(shardCount(10_000, 0.6001)).toBe(11)
    expect(shardCount(3, 6000)).toBe(3)
    expect(shardCount(1_000_000, 60)).toBe(1000)
    const { err } = await lines.run(...MECHANISM, '--emit', 'slurm', '--out', dirOf('timed'))
    expect(err).toMatch(/A run takes [\d.e-]+ s: 6 runs make 1 shards\./)
  })
})

describe('bad input to sweeps', () => {
  const OUT = ['--out', 'nowhere']
  it.each([
    [[...FIGURE, '--emit', 'slrum', ...OUT], /Allowed choices are slurm, parallel, kubernetes/],
    [[...FIGURE, '--emit', 'slurm'], /--emit needs a folder for the sweep\. Name it: --out sweep/],
    [['--emit', 'slurm', ...OUT], /Which experiment\?/],
    [['fig7', '--emit', 'slurm', ...OUT], /no scenario "fig7"\. Did you mean fig/],
    [['claims', '--emit', 'slurm', ...OUT], /"claims" is not an experiment/],
    [['custom', 'x', '--emit', 'slurm', ...OUT], /"x" is an unexpected argument/],
    [[...FIGURE, '--emit', 'slurm', '--shards', '0', ...OUT], /--shards must be a whole number from 1 to 1000/],
    [[...FIGURE, '--emit', 'slurm', '--shards', '1001', ...OUT], /--shards must be a whole number from 1 to 1000/],
    [[...FIGURE, '--emit', 'slurm', '--shards', '19', ...OUT], /18 runs cannot be divided into 19 shards/],
    [[...FIGURE, '--emit', 'slurm', '--svg', 'a.svg', ...OUT], /--svg does not go with --emit/],
    [[...FIGURE, '--emit', 'slurm', '--shard', '1/2', ...OUT], /--shard does not go with --emit/],
    [[...FIGURE, '--emit', 'slurm', '--missing', ...OUT], /is not a sweep: it has no plan\.json/],
    [['--emit', 'slurm', '--missing', '--shards', '2', ...OUT], /number of shards stands in the plan/],
    [[...FIGURE, '--missing'], /--missing needs --emit/],
    [[...FIGURE, ...OUT], /--out needs --emit/],
    [[...FIGURE, '--shards', '2'], /--shards needs --emit/],
    [['status'], /Which sweep\? Write: hyoban simulate status DIR/],
    [['status', '/nonexistent'], /is not a sweep/],
    [['shard', '.'], /Write: hyoban simulate shard DIR I/],
  ] satisfies [string[], RegExp][])('%j', async (args, message) => {
    const { code, out, err } = await lines.run(...args)
    expect([out, code === 0]).toEqual(['', false])
    expect(err).toMatch(message)
  })

  it('names the shards that there are', async () => {
    const dir = await emitted('few', MECHANISM, 3)
    for (const shard of ['0', '4', '1.5', 'x']) expect((await lines.run('shard', dir, shard)).code).toBe(2)
    expect((await lines.run('shard', dir, '4')).err).toContain('This sweep has shards 1 to 3, not 4.')
  })
})
