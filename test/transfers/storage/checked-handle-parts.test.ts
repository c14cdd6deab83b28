import { open, type FileHandle } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fromHex } from '../../../main/base/hex.ts'
import { checked } from '../../../main/transfers/storage/checked-handle.ts'
import { ChunkHasher } from '../../../main/transfers/storage/chunk-hasher.ts'
import type { ReadHandle } from '../../../main/transfers/ports.ts'
import { cleanNodes, tempDir } from '../helpers/cleanup.ts'
import { makeFile } from '../helpers/files.ts'

const MIB = 1_048_576
const changed = { code: 'FILE_CHANGED' }
const disks: FileHandle[] = []
let damaged: number
let hasher: ChunkHasher

beforeEach(() => {
  damaged = 0
  hasher = new ChunkHasher()
})
afterEach(async () => {
  await hasher.close()
  for (const disk of disks.splice(0)) await disk.close()
  await cleanNodes()
})

/** A file of `size` bytes whose byte at `decayed` is not the one that was offered. */
async function served(size: number, decayed?: number, unchanged = true): Promise<ReadHandle> {
  const { path, root, layer } = makeFile(tempDir(), 'film.bin', size)
  const disk = await open(path, 'r+')
  disks.push(disk)
  if (decayed !== undefined) {
    const { buffer } = await disk.read(Buffer.alloc(1), 0, 1, decayed)
    await disk.write(Buffer.of((buffer[0] as number) ^ 1), 0, 1, decayed)
  }
  const proof = { size, root: fromHex(root), layer, damaged: () => damaged++ }
  return checked(disk, proof, () => Promise.resolve(unchanged), hasher)
}
const buffer = Buffer.alloc(3 * MIB)

describe('of a file of 2 MiB and 5 bytes', () => {
  const size = 2 * MIB + 5

  test('each chunk is read as it is', async () => {
    const handle = await served(size)
    expect(await handle.read(buffer, 0, MIB, 0)).toMatchObject({ bytesRead: MIB })
    expect(await handle.read(buffer, 0, MIB, MIB)).toMatchObject({ bytesRead: MIB })
    expect(await handle.read(buffer, 0, MIB, 2 * MIB)).toMatchObject({ bytesRead: 5 })
    expect(damaged).toBe(0)
  })

  test.each([
    [0, 0],
    [MIB, 1],
    [2 * MIB - 1, 1],
    [2 * MIB + 4, 2],
  ])('a byte that decayed at %d is found in chunk %d alone', async (at, bad) => {
    const handle = await served(size, at)
    for (const chunk of [0, 1, 2]) {
      const read = handle.read(buffer, 0, MIB, chunk * MIB)
      if (chunk === bad) await expect(read).rejects.toMatchObject(changed)
      else expect(await read).toMatchObject({ bytesRead: chunk === 2 ? 5 : MIB })
    }
    expect(damaged).toBe(1)
  })

  test('a chunk that is read in pieces is compared with its last one, wherever it lies in memory', async () => {
    const handle = await served(size, MIB + 7)
    // the chunk begins at 500 of the memory
    expect(await handle.read(buffer, 500, 1000, MIB)).toMatchObject({ bytesRead: 1000 })
    expect(await handle.read(buffer, 1500, 2000, MIB + 1000)).toMatchObject({ bytesRead: 2000 })
    await expect(handle.read(buffer, 3500, MIB - 3000, MIB + 3000)).rejects.toMatchObject(changed)
    const good = await served(size)
    expect(await good.read(buffer, 500, 1000, MIB)).toMatchObject({ bytesRead: 1000 })
    expect(await good.read(buffer, 1500, MIB - 1000, MIB + 1000)).toMatchObject({ bytesRead: MIB - 1000 })
    expect(damaged).toBe(1)
  })

  test('a part of a chunk without its beginning is not compared', async () => {
    const handle = await served(size, MIB + 7)
    expect(await handle.read(buffer, 0, MIB - 5, MIB + 5)).toMatchObject({ bytesRead: MIB - 5 })
    expect(await handle.read(buffer, 0, 100, MIB)).toMatchObject({ bytesRead: 100 })
    expect(damaged).toBe(0)
  })

  test('one that is being edited is changed, and not damaged', async () => {
    const handle = await served(size, 3, false)
    await expect(handle.read(buffer, 0, MIB, 0)).rejects.toMatchObject(changed)
    expect(damaged).toBe(0)
  })
})

test('each chunk gives its memory back, damaged or not', async () => {
  const [good, bad] = [await served(70_000), await served(70_000, 1)]
  for (let reads = 0; reads < 40; reads++) {
    await good.read(buffer, 0, MIB, 0)
    await expect(bad.read(buffer, 0, MIB, 0)).rejects.toMatchObject(changed)
  }
  // buffers are made in blocks of 8, and only when none is free
  expect(hasher.take().id).toBeLessThan(8)
})

test('it tells the size of the file, and closes it', async () => {
  const handle = await served(70_000)
  expect(await handle.stat()).toMatchObject({ size: 70_000 })
  await handle.close()
  await expect(disks[0]?.stat()).rejects.toMatchObject({ code: 'EBADF' })
})

test('at the end of a file of whole chunks there is nothing to compare', async () => {
  const handle = await served(2 * MIB)
  expect(await handle.read(buffer, 0, MIB, 2 * MIB)).toMatchObject({ bytesRead: 0 })
  expect(damaged).toBe(0)
})

test('a file of one chunk is compared with its root', async () => {
  const good = await served(70_000)
  expect(await good.read(buffer, 0, MIB, 0)).toMatchObject({ bytesRead: 70_000 })
  const bad = await served(70_000, 69_999)
  await expect(bad.read(buffer, 0, MIB, 0)).rejects.toMatchObject(changed)
  expect(damaged).toBe(1)
})
