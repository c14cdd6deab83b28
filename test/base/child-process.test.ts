import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { childProcess } from '../../main/base/process/child-process.ts'
import { WorkerHost, WorkerLost } from '../../main/base/worker-host.ts'

const MESSAGES = new URL('../../main/base/worker-messages.ts', import.meta.url).href
const LIMITS = { memoryMb: 2048, cpuSeconds: 60 }

/** Does what the job says, in a process that serves jobs as a thread does. */
const ACTOR = `
  import os from 'node:os'
  import { serveJobs } from ${JSON.stringify(MESSAGES)}
  serveJobs((job, progress) => {
    if (job === 'exit') process.exit(3)
    if (job === 'throw') throw new Error('no such file')
    if (job === 'hang') for (;;);
    if (job === 'abort') process.abort()
    if (job === 'steps') for (const step of [1, 2]) progress(step)
    const about = () => ({ env: Object.keys(process.env), nice: os.getPriority(), args: process.argv.slice(2) })
    if (job === 'about') return { reply: about() }
    return { reply: new Uint8Array([1, 2, 3]) }
  })`

type Host = WorkerHost<string, unknown, number>
let dir: string
const open: Host[] = []

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-child-'))
  await writeFile(join(dir, 'actor.mjs'), ACTOR)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((host) => host.close()))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

function hostOf(options: Partial<Parameters<typeof childProcess>[1]> = {}): Host {
  const url = pathToFileURL(join(dir, 'actor.mjs'))
  const host: Host = new WorkerHost({ spawn: () => childProcess(url, { ...LIMITS, ...options }), clock: systemClock })
  open.push(host)
  return host
}

const lost = (reason: string) => expect.objectContaining({ name: 'WorkerLost', reason })

describe('a child process as a worker', () => {
  it('answers jobs, with progress, bytes and errors', async () => {
    const host = hostOf()
    const steps: number[] = []
    expect(await host.request('steps', { onProgress: (step) => steps.push(step) })).toEqual(new Uint8Array([1, 2, 3]))
    expect(steps).toEqual([1, 2])
    await expect(host.request('throw')).rejects.toMatchObject({ code: 'INTERNAL', message: 'no such file' })
    expect(host.running).toBe(true)
    await host.end()
    expect(host.running).toBe(false)
  })

  it('knows nothing of its host and yields to all other processes', async () => {
    const about = await hostOf({ args: ['7'] }).request('about')
    expect(about).toMatchObject({ nice: constants.priority.PRIORITY_BELOW_NORMAL, args: ['7'] })
    expect((about as { env: string[] }).env.filter((name) => !/^(NODE_CHANNEL|PWD$|SystemRoot|windir|_$)/.test(name)))
      // a shell may count how deep it is
      .toEqual(expect.not.arrayContaining(['PATH', 'HOME', 'USER']))
  })

  it.each([
    ['exit', 'exited'],
    ['abort', 'outOfMemory'],
  ])('is replaced after it died of %s', async (job, reason) => {
    const host = hostOf()
    await expect(host.request(job)).rejects.toEqual(lost(reason))
    expect(await host.request('a')).toEqual(new Uint8Array([1, 2, 3]))
  })

  it('is killed in the midst of an endless loop', async () => {
    const host = hostOf()
    await host.request('warm')
    const hanging = host.request('hang')
    const refused = expect(hanging).rejects.toEqual(lost('enough'))
    await host.kill('enough')
    await refused
    await expect(hanging).rejects.toBeInstanceOf(WorkerLost)
  })

  it.runIf(process.platform === 'linux')('is limited by the system', async () => {
    let pid = 0
    const url = pathToFileURL(join(dir, 'pid.mjs'))
    await writeFile(
      join(dir, 'pid.mjs'),
      `import { serveJobs } from ${JSON.stringify(MESSAGES)}; serveJobs(() => ({ reply: process.pid }))`,
    )
    const host: WorkerHost<null, number> = new WorkerHost({
      spawn: () => childProcess(url, { memoryMb: 3000, cpuSeconds: 77 }),
      clock: systemClock,
    })
    pid = await host.request(null)
    const limits = await readFile(`/proc/${pid}/limits`, 'utf8')
    expect(limits).toMatch(/^Max cpu time +77 +77 /m)
    expect(limits).toMatch(/^Max data size +3145728000 +3145728000 /m)
    expect(limits).toMatch(/^Max core file size +0 +0 /m)
    await host.close()
  })
})
