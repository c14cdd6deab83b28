import { readFileSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chunkMemory } from '../../../main/transfers/storage/chunk-memory.ts'
import { DirectIoFile } from '../../../main/transfers/storage/direct-io-file.ts'
import { cleanNodes, tempDir } from '../helpers/cleanup.ts'

/**
 * SUBSTITUTE for file systems that refuse O_DIRECT, when a file is opened or when it is written: mounting them needs
 * root. `done` is what happens to files that are opened with this flag (d) and without it (b).
 */
const disk = vi.hoisted(() => ({
  O_DIRECT: 2 ** 29,
  refusesOpen: null as string | null,
  refusesWrite: null as string | null,
  done: [] as string[],
}))
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  return { ...real, constants: { ...real.constants, O_DIRECT: disk.O_DIRECT } }
})
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  const failing = (code: string): Error => Object.assign(new Error(code), { code })
  return {
    ...real,
    open: async (path: string, flags: number, mode?: number): Promise<FileHandle> => {
      const isDirect = (flags & disk.O_DIRECT) !== 0
      if (isDirect && disk.refusesOpen) throw failing(disk.refusesOpen)
      const handle = await real.open(path, flags & ~disk.O_DIRECT, mode)
      const name = isDirect ? 'd' : 'b'
      const writev = handle.writev.bind(handle)
      handle.writev = ((parts: Uint8Array[], position: number) => {
        disk.done.push(`${name} write ${position}`)
        return isDirect && disk.refusesWrite ? Promise.reject(failing(disk.refusesWrite)) : writev(parts, position)
      }) as FileHandle['writev']
      const close = handle.close.bind(handle)
      handle.close = () => (disk.done.push(`${name} close`), close())
      return handle
    },
  }
})

let path: string
beforeEach(() => {
  path = join(tempDir(), 'film.part')
  disk.refusesOpen = disk.refusesWrite = null
  disk.done = []
})
afterEach(cleanNodes)

const REFUSALS = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']
const [first, second] = chunkMemory() as [Buffer, Buffer]
first.fill(1)
second.fill(2)
const MIB = 1_048_576

test('whole pages at the beginning of a page are written past the cache, all else through it', async () => {
  const part = await DirectIoFile.open(path, true)
  expect(part.direct).toBe(true)
  await part.writev([first, second], 0)
  await part.writev([first.subarray(0, 4096)], 4096)
  await part.writev([first], 100)
  await part.writev([first.subarray(0, 4096), second.subarray(0, 100)], 8192)
  await part.writev([Buffer.alloc(4096)], 12_288)
  await part.close()
  expect(part.direct).toBe(false)
  expect(disk.done).toEqual([
    'd write 0',
    'd write 4096',
    'b write 100',
    'b write 8192',
    'b write 12288',
    'd close',
    'b close',
  ])
  await part.close()
})

test.each(REFUSALS)('where opening says %s, all is written through the cache', async (code) => {
  disk.refusesOpen = code
  const part = await DirectIoFile.open(path, true)
  expect(part.direct).toBe(false)
  await part.writev([first], 0)
  await part.close()
  expect(disk.done).toEqual(['b write 0', 'b close'])
  expect(readFileSync(path).equals(first)).toBe(true)
})

test('any other error of opening is passed on, and nothing stays open', async () => {
  disk.refusesOpen = 'EACCES'
  await expect(DirectIoFile.open(path, true)).rejects.toMatchObject({ code: 'EACCES' })
  expect(disk.done).toEqual(['b close'])
})

test.each(REFUSALS)('where writing says %s, it is done through the cache, and not tried again', async (code) => {
  disk.refusesWrite = code
  const part = await DirectIoFile.open(path, true)
  expect(await part.writev([first], 0)).toMatchObject({ bytesWritten: MIB })
  expect(part.direct).toBe(false)
  await part.writev([second], MIB)
  await part.close()
  expect(disk.done).toEqual(['d write 0', 'd close', 'b write 0', `b write ${MIB}`, 'b close'])
  expect(readFileSync(path).equals(Buffer.concat([first, second]))).toBe(true)
})

test('two writes that are refused at a time are both done', async () => {
  disk.refusesWrite = 'EINVAL'
  const part = await DirectIoFile.open(path, true)
  await Promise.all([part.writev([first], 0), part.writev([second], MIB)])
  expect(part.direct).toBe(false)
  await part.close()
  expect(readFileSync(path).equals(Buffer.concat([first, second]))).toBe(true)
})

test('any other error of writing is passed on, and the next write is direct again', async () => {
  disk.refusesWrite = 'ENOSPC'
  const part = await DirectIoFile.open(path, true)
  await expect(part.writev([first], 0)).rejects.toMatchObject({ code: 'ENOSPC' })
  expect(part.direct).toBe(true)
  disk.refusesWrite = null
  await part.writev([first], 0)
  await part.close()
  expect(disk.done).toEqual(['d write 0', 'd write 0', 'd close', 'b close'])
})
