import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, watch } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CommandLines } from '../../cli/processes.ts'
import { noSlurm, OneMachineSlurm } from './one-machine-slurm.ts'

const CLI = join(import.meta.dirname, '../../../main/cli.ts')
const TASKS = ['--sweep', 'turnover=0.01,0.1', '--replications', '3', '--workers', '1']
/** About a second for each run. */
const LONG = ['custom', '--set', 'N=1000', 'transactions=10000000', 'identity=PI', ...TASKS]
const OVERLAY = ['overlay', '--set', 'nodes=2000', '--sweep', 'failed=0,0.3', '--replications', '2', '--workers', '1']
const PRESET = ['tenFriends', '--set', 'N=60', 'rounds=5', '--replications', '2', '--workers', '1']

let lines: CommandLines
beforeAll(async () => {
  lines = await CommandLines.make()
})
afterAll(() => lines.close())

async function simulate(...args: readonly string[]): Promise<string> {
  const { code, out, err } = await lines.run(['simulate', ...args])
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}: ${err}`)
  return out
}

interface Status {
  done: number[]
  missing: number[]
  running: number[]
  failed: { shard: number; reason: string }[]
}
const statusOf = async (name: string): Promise<Status> => JSON.parse(await simulate('status', name, '--json')) as Status

/** Resolves with the process id of a shard once it has begun. */
async function begun(name: string, shard: number): Promise<number> {
  const path = join(lines.dir, name, `part-${shard}.json.tmp`)
  const pid = (): number | undefined => {
    try {
      return (JSON.parse(readFileSync(path, 'utf8')) as { pid: number }).pid
    } catch {
      return undefined
    }
  }
  return new Promise((resolve) => {
    const watcher = watch(join(lines.dir, name), () => check())
    const check = (): void => {
      const found = pid()
      if (found === undefined) return
      watcher.close()
      resolve(found)
    }
    check()
  })
}

/** Resolves once a file is there. */
async function appeared(name: string, file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(join(lines.dir, name), () => check())
    const check = (): void => {
      try {
        readFileSync(join(lines.dir, name, file))
      } catch {
        return
      }
      watcher.close()
      resolve()
    }
    check()
  })
}

const merged = (name: string): string => readFileSync(join(lines.dir, name, 'merged.json'), 'utf8')

describe('shards as processes', () => {
  it.each([
    ['figure', LONG],
    ['overlay', OVERLAY],
    ['preset', PRESET],
  ])('of a %s: one is killed, seen, run again; the merge equals one run', async (name, args) => {
    await simulate(...args, '--emit', 'parallel', '--shards', '3', '--out', name)
    for (const shard of ['1', '3']) await simulate('shard', name, shard)
    const victim = lines.start(['simulate', 'shard', name, '2'])
    const pid = await begun(name, 2)
    expect(pid).toBe(victim.pid)
    victim.kill('SIGKILL')
    await victim.ended
    expect(await statusOf(name)).toMatchObject({ done: [1, 3], failed: [{ shard: 2, reason: /killed/ }] })
    await simulate('--emit', 'parallel', '--missing', '--out', name)
    expect(readFileSync(join(lines.dir, name, 'run.sh'), 'utf8')).toMatch(/::: 2$/m)
    await simulate('shard', name, '2')
    expect(await simulate('merge', name, '--json')).toBe(await simulate(...args, '--json'))
  })

  it('say that they were interrupted', async () => {
    await simulate(...LONG, '--emit', 'parallel', '--shards', '3', '--out', 'interrupted')
    const victim = lines.start(['simulate', 'shard', 'interrupted', '2'])
    await begun('interrupted', 2)
    victim.kill('SIGTERM')
    expect((await victim.ended).code).toBe(143)
    expect((await statusOf('interrupted')).failed).toEqual([{ shard: 2, reason: 'Interrupted by SIGTERM.' }])
  })
})

const noParallel = spawnSync('parallel', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU parallel')
  ? undefined
  : 'parallel not installed (Debian: parallel)'
if (noParallel) console.warn(`GNU parallel is NOT tried: ${noParallel}`)

describe.skipIf(noParallel)(`GNU parallel (${noParallel ?? 'here'})`, () => {
  it('runs a sweep, and after a kill only the missing shard; the merge equals one run', async () => {
    await simulate(...LONG, '--emit', 'parallel', '--shards', '6', '--out', 'parallel')
    const first = spawn('sh', [join(lines.dir, 'parallel/run.sh'), '-j', '2'], { stdio: 'ignore' })
    const ended = new Promise<number | null>((resolve) => first.once('exit', resolve))
    process.kill(await begun('parallel', 4), 'SIGKILL')
    expect(await ended).toBe(1)
    expect(await statusOf('parallel')).toMatchObject({ done: [1, 2, 3, 5, 6], failed: [{ shard: 4 }] })
    await simulate('--emit', 'parallel', '--missing', '--out', 'parallel')
    const again = spawnSync('sh', [join(lines.dir, 'parallel/run.sh')], { encoding: 'utf8' })
    expect([again.status, again.stdout]).toEqual([0, ''])
    const log = readFileSync(join(lines.dir, 'parallel/parallel.log'), 'utf8').trim().split('\n')
    expect(log).toHaveLength(2)
    expect(merged('parallel')).toBe(await simulate(...LONG, '--json'))
  })
})

const slurmProblem = noSlurm()
if (slurmProblem) console.warn(`Slurm is NOT tried: ${slurmProblem}`)

describe.skipIf(slurmProblem)(`Slurm (${slurmProblem ?? 'here'})`, () => {
  let slurm: OneMachineSlurm | undefined
  afterEach(() => slurm?.stop())

  it('runs an array and its merge, and after a kill only the missing shard; the merge equals one run', async () => {
    await mkdir(join(lines.dir, 'slurm-state'))
    slurm = await OneMachineSlurm.start(join(lines.dir, 'slurm-state'))
    await simulate(...LONG, '--emit', 'slurm', '--shards', '6', '--out', 'slurm')
    const environment = `HYOBAN="'${process.execPath}' '${CLI}'"`
    expect(slurm.run(`${environment} sh '${join(lines.dir, 'slurm/run.sh')}'`)).toMatch(/^shards: job \d+, merge: job/)
    slurm.run(`kill -KILL ${await begun('slurm', 4)}`)
    for (const shard of [1, 2, 3, 5, 6]) await appeared('slurm', `part-${shard}.json`)
    // what a shard of another process namespace says of its process, only that namespace can check
    const status = JSON.parse(
      slurm.run(`'${process.execPath}' '${CLI}' simulate status '${join(lines.dir, 'slurm')}' --json`),
    ) as Status
    expect(status).toMatchObject({ done: [1, 2, 3, 5, 6], failed: [{ shard: 4 }] })
    expect(() => merged('slurm')).toThrow('ENOENT')
    slurm.run(`'${process.execPath}' '${CLI}' simulate --emit slurm --missing --out '${join(lines.dir, 'slurm')}'`)
    expect(readFileSync(join(lines.dir, 'slurm/run.sh'), 'utf8')).toContain('--array=4 ')
    slurm.run(`sh '${join(lines.dir, 'slurm/run.sh')}'`)
    await appeared('slurm', 'merged.json')
    expect(merged('slurm')).toBe(await simulate(...LONG, '--json'))
  })
})
