import { describe, expect, it } from 'vitest'
import type { WorkerExit } from '../../main/base/worker-handle.ts'
import { type ReaderProcess, ReaderProcesses } from '../../main/shell/electron/core/reader-processes.ts'
import { RemoteReaders } from '../../main/shell/electron/core/remote-readers.ts'

/** A process of the main process's, and what happened to it. */
class FakeProcess implements ReaderProcess {
  readonly spawned = Promise.resolve(undefined)
  readonly posted: unknown[] = []
  killed = false
  say: (message: unknown) => void = () => {}
  end: (exit: WorkerExit) => void = () => {}
  post(message: unknown): void {
    this.posted.push(message)
  }
  onMessage(listener: (message: unknown) => void): void {
    this.say = listener
  }
  onExit(listener: (exit: WorkerExit) => void): void {
    this.end = listener
  }
  async kill(): Promise<void> {
    this.killed = true
    this.end({ code: 137 })
  }
  hold(): void {}
}

function connected(fork?: () => ReaderProcess) {
  const started: FakeProcess[] = []
  const readers: RemoteReaders = new RemoteReaders((message) => processes.receive(message))
  const processes = new ReaderProcesses(
    fork ??
      (() => {
        const one = new FakeProcess()
        started.push(one)
        return one
      }),
    (message) => readers.receive(message),
  )
  return { readers, processes, started }
}

describe('processes that the main process starts for the core', () => {
  it('hear and are heard, each on its own', async () => {
    const { readers, started } = connected()
    const [first, second] = [readers.start(), readers.start()]
    const heard: unknown[] = []
    first.onMessage((message) => heard.push(['first', message]))
    second.onMessage((message) => heard.push(['second', message]))
    first.post({ id: 1 })
    second.post({ id: 2 })
    started[1]?.say('b')
    started[0]?.say('a')
    expect(started.map(({ posted }) => posted)).toEqual([[{ id: 1 }], [{ id: 2 }]])
    expect(heard).toEqual([
      ['second', 'b'],
      ['first', 'a'],
    ])
  })

  it('are killed at the wish of the core, and reported as ended', async () => {
    const { readers, started } = connected()
    const reader = readers.start()
    const exit = new Promise((resolve) => reader.onExit(resolve))
    await reader.kill()
    expect(started[0]?.killed).toBe(true)
    expect(await exit).toEqual({ code: 137 })
  })

  it('are reported as ended if they cannot be started', async () => {
    const { readers } = connected(() => {
      throw new Error('no processes left')
    })
    expect(await new Promise((resolve) => readers.start().onExit(resolve))).toEqual({ code: 1 })
  })

  it('all end with the core', () => {
    const { readers, processes, started } = connected()
    readers.start()
    readers.start()
    processes.close()
    expect(started.map(({ killed }) => killed)).toEqual([true, true])
  })
})
