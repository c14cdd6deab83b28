import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock, systemClock } from '../../main/base/clock.ts'
import { threadHandle, workerThread } from '../../main/base/worker-handle.ts'
import { WorkerHost, WorkerLost } from '../../main/base/worker-host.ts'
import { Worker } from 'node:worker_threads'

const MESSAGES = new URL('../../main/base/worker-messages.ts', import.meta.url).href

/** A real thread that serves jobs with this function body. */
function threadOf(run: string, onEnd = '() => {}'): URL {
  const code = `import { serveJobs } from ${JSON.stringify(MESSAGES)}; serveJobs(${run}, ${onEnd})`
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`)
}

/** Does what the job says. */
const ACTOR = `async (job, progress) => {
  if (job === 'exit') process.exit(3)
  if (job === 'throw') throw new Error('no such file')
  if (job === 'crash') { setImmediate(() => { throw new Error('crashed') }); await new Promise(() => {}) }
  if (job === 'hang') for (;;);
  if (job === 'steps') for (const step of [1, 2, 3]) progress(step)
  return { reply: 'did ' + job }
}`

type Host = WorkerHost<string, string, number>
const open: Host[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((host) => host.close()))
})

function hostOf(options: Partial<ConstructorParameters<typeof WorkerHost>[0]> = {}, url = threadOf(ACTOR)) {
  const started: Worker[] = []
  const spawn = () => {
    const worker = new Worker(url)
    started.push(worker)
    return threadHandle(worker)
  }
  const host: Host = new WorkerHost({ spawn, clock: systemClock, ...options })
  open.push(host)
  return { host, started }
}

const lost = (reason: string, oldest = true) => expect.objectContaining({ name: 'WorkerLost', reason, oldest })

describe('a worker host', () => {
  it('starts one thread with the first request and answers in order', async () => {
    const { host, started } = hostOf()
    expect([host.running, host.ready]).toEqual([false, false])
    expect(await Promise.all(['a', 'b', 'c'].map((job) => host.request(job)))).toEqual(['did a', 'did b', 'did c'])
    expect([started.length, host.ready, host.pending]).toEqual([1, true, 0])
  })

  it('passes on progress and errors of jobs, and continues', async () => {
    const { host, started } = hostOf()
    const steps: number[] = []
    expect(await host.request('steps', { onProgress: (step) => steps.push(step) })).toBe('did steps')
    expect(steps).toEqual([1, 2, 3])
    await expect(host.request('throw')).rejects.toMatchObject({ code: 'INTERNAL', message: 'no such file' })
    expect(await host.request('a')).toBe('did a')
    expect(started).toHaveLength(1)
  })

  it.each([
    ['exit', 'exited'],
    ['crash', 'failed'],
  ])('rejects all requests when the thread dies of %s; the next request starts another', async (job, reason) => {
    const { host, started } = hostOf()
    const results = await Promise.allSettled([host.request(job), host.request('after')])
    expect(results).toEqual([
      { status: 'rejected', reason: lost(reason) },
      { status: 'rejected', reason: lost(reason, false) },
    ])
    expect(await host.request('again')).toBe('did again')
    expect(started).toHaveLength(2)
  })

  it('kills a thread that misses its deadline, even in an endless loop', async () => {
    const clock = new ManualClock()
    const { host, started } = hostOf({ clock })
    await host.request('warm')
    const hanging = host.request('hang', { deadlineMs: 1000 })
    clock.advance(999)
    expect(host.pending).toBe(1)
    const gone = new Promise((resolve) => started[0]?.once('exit', resolve))
    clock.advance(1)
    await expect(hanging).rejects.toEqual(lost('deadline'))
    await gone
    expect(await host.request('next')).toBe('did next')
  })

  it('cancels a request at once and ignores its reply', async () => {
    const { host, started } = hostOf()
    const stop = new AbortController()
    const cancelled = host.request('a', { signal: stop.signal })
    stop.abort()
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await host.request('b')).toBe('did b')
    await expect(host.request('c', { signal: stop.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(started).toHaveLength(1)
  })

  it('ends an idle thread after idleMs, but not a busy one', async () => {
    const clock = new ManualClock()
    const { host, started } = hostOf({ clock, idleMs: 5000 })
    await host.request('a')
    clock.advance(4999)
    expect(host.running).toBe(true)
    await host.request('b')
    clock.advance(4999)
    expect(host.running).toBe(true)
    clock.advance(1)
    expect(host.running).toBe(false)
    await host.request('c')
    expect(started).toHaveLength(2)
  })

  it('answers pending jobs before it ends', async () => {
    const { host, started } = hostOf()
    const gone = Promise.withResolvers<number>()
    const last = host.request('last')
    started[0]?.once('exit', gone.resolve)
    await host.end()
    expect(await last).toBe('did last')
    expect(await gone.promise).toBe(0)
  })

  it('refuses requests after it was closed', async () => {
    const { host } = hostOf()
    const waiting = host.request('hang')
    const closed = host.close()
    await expect(waiting).rejects.toEqual(lost('closed'))
    await closed
    await expect(host.request('a')).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('distinguishes running out of memory from a failure', async () => {
    const eat = `() => { const all = []; for (;;) all.push(Array.from({ length: 10000 }, (_, i) => ({ i }))) }`
    const spawn = () => workerThread(threadOf(eat), { resourceLimits: { maxOldGenerationSizeMb: 16 } })
    const host: Host = new WorkerHost({ spawn, clock: systemClock })
    open.push(host)
    await expect(host.request('eat')).rejects.toEqual(lost('outOfMemory'))
  })

  it('reports that no thread can be started, and retries at the next request', async () => {
    let works = false
    const spawn = () => {
      if (!works) throw new Error('no threads left')
      return workerThread(threadOf(ACTOR))
    }
    const { host } = hostOf({ spawn })
    const failed = await host.request('a').catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(WorkerLost)
    expect(failed).toEqual(lost('failed'))
    works = true
    expect(await host.request('a')).toBe('did a')
  })

  it('keeps the process alive while a request waits, and no longer', async () => {
    const base = (file: string): string => JSON.stringify(new URL(`../../main/base/${file}`, import.meta.url).href)
    const program = `
      import { systemClock } from ${base('clock.ts')}
      import { workerThread } from ${base('worker-handle.ts')}
      import { WorkerHost } from ${base('worker-host.ts')}
      const spawn = () => workerThread(new URL(${JSON.stringify(threadOf(ACTOR).href)}))
      const host = new WorkerHost({ spawn, clock: systemClock })
      console.log(await host.request('a'))
      console.log(await host.request('b'))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
    expect(stdout).toBe('did a\ndid b\n')
  })
})
