import { afterEach, expect, test } from 'vitest'
import { guardedReads, guardedWrites } from '../../../main/transfers/storage/guarded-handle.ts'
import type { PartHandle } from '../../../main/transfers/ports.ts'

// A share of Windows is a network mount by its path alone, so that no test has to mount one.
const { platform } = process
const system = (name: NodeJS.Platform): unknown => Object.defineProperty(process, 'platform', { value: name })
afterEach(() => void system(platform))

/** A file on a disk that answers when it is told to; `calls` are those that have reached the disk. */
function slowFile() {
  const calls: unknown[][] = []
  const waiting: (() => void)[] = []
  const call =
    <T>(name: string, result: T) =>
    (...given: unknown[]): Promise<T> => {
      calls.push([name, ...given])
      return new Promise((resolve) => waiting.push(() => resolve(result)))
    }
  const handle: PartHandle = {
    stat: call('stat', { size: 7, mtimeMs: 8 }),
    read: call('read', { bytesRead: 5 }),
    writev: call('writev', { bytesWritten: 6 }),
    truncate: call('truncate', undefined),
    datasync: call('datasync', undefined),
    sync: call('sync', undefined),
    close: call('close', undefined),
  }
  const answerAll = async <T>(results: Promise<T>[]): Promise<T[]> => {
    const all = Promise.all(results)
    let isDone = false
    void all.then(() => (isDone = true))
    while (!isDone) {
      for (const answer of waiting.splice(0)) answer()
      await new Promise((resolve) => setImmediate(resolve))
    }
    return all
  }
  return { handle, calls, answerAll }
}

const bytes = new Uint8Array(3)
const CALLS: [name: string, call: (handle: PartHandle) => Promise<unknown>, given: unknown[], result: unknown][] = [
  ['stat', (handle) => handle.stat(), [], { size: 7, mtimeMs: 8 }],
  ['read', (handle) => handle.read(bytes, 1, 2, 30), [bytes, 1, 2, 30], { bytesRead: 5 }],
  ['writev', (handle) => handle.writev([bytes], 40), [[bytes], 40], { bytesWritten: 6 }],
  ['truncate', (handle) => handle.truncate(50), [50], undefined],
  ['datasync', (handle) => handle.datasync(), [], undefined],
  ['sync', (handle) => handle.sync(), [], undefined],
  ['close', (handle) => handle.close(), [], undefined],
]

test.each(CALLS)(
  '%s of a file on a network mount waits while two calls there are in flight',
  async (name, call, given, result) => {
    system('win32')
    const { handle, calls, answerAll } = slowFile()
    const guarded = guardedWrites(handle, `\\\\server\\${name}\\film.part`)
    const results = [call(guarded), call(guarded), call(guarded)]
    expect(calls).toEqual([
      [name, ...given],
      [name, ...given],
    ])
    expect(await answerAll(results)).toEqual(
      name === 'close' ? [undefined, undefined, undefined] : [result, result, result],
    )
    expect(calls).toHaveLength(3)
  },
)

test.each(['stat', 'read', 'close'] as const)('so does %s of a file that is only read', async (name) => {
  system('win32')
  const { handle, calls, answerAll } = slowFile()
  const guarded = guardedReads(handle, `\\\\reader\\${name}\\film.bin`)
  const call = (): Promise<unknown> => (name === 'read' ? guarded.read(bytes, 0, 3, 0) : guarded[name]())
  const results = [call(), call(), call()]
  expect(calls).toHaveLength(2)
  await answerAll(results)
  expect(calls).toHaveLength(3)
})

test('on a disk of this machine the handle is used as it is', () => {
  system('win32')
  const { handle } = slowFile()
  expect(guardedReads(handle, 'C:\\film.bin')).toBe(handle)
  expect(guardedWrites(handle, 'C:\\film.bin')).toBe(handle)
})
