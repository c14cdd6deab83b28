import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'

/** What statfs(2) says: SUBSTITUTE, as mounting FAT needs root. */
const disk = vi.hoisted(() => ({ asked: [] as string[], says: { type: 0, blocks: 0, bavail: 0, bfree: 0, bsize: 0 } }))
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  statfs: (path: string) => {
    disk.asked.push(path)
    return Promise.resolve(disk.says)
  },
}))

const EXT4 = 0xef53
const VFAT = 0x4d44
beforeEach(() => void (disk.says = { type: EXT4, blocks: 1000, bavail: 10, bfree: 70, bsize: 4096 }))
afterEach(() => void disk.asked.splice(0))

test('free space is what a user gets, not what is kept for root', async () => {
  expect(await diskFiles.freeSpace('/films')).toBe(40_960)
  expect(disk.asked).toEqual(['/films'])
  disk.says.bavail = 0
  expect(await diskFiles.freeSpace('/films')).toBe(0)
})

test('a file system that reports no size at all has room as long as it says nothing else', async () => {
  disk.says = { type: EXT4, blocks: 0, bavail: 0, bfree: 0, bsize: 4096 }
  expect(await diskFiles.freeSpace('/films')).toBe(Infinity)
})

test('FAT takes files of up to 4 GiB less a byte, others any', async () => {
  expect(await diskFiles.maxFileBytes('/films')).toBe(Infinity)
  disk.says.type = VFAT
  expect(await diskFiles.maxFileBytes('/films')).toBe(4_294_967_295)
})
