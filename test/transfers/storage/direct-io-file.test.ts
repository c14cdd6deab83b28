import { constants, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { ChunkHasher } from '../../../main/transfers/storage/chunk-hasher.ts'
import { BLOCK_CHUNKS, chunkMemory } from '../../../main/transfers/storage/chunk-memory.ts'
import { DirectIoFile } from '../../../main/transfers/storage/direct-io-file.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { smallDisk } from '../../helpers/small-disk.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'hyoban-disk-part-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** A chunk with unique content, in page-aligned memory. */
function chunks(count: number): Uint8Array[] {
  const list = Array.from({ length: Math.ceil(count / BLOCK_CHUNKS) }, () => chunkMemory())
    .flat()
    .slice(0, count)
  for (const [n, bytes] of list.entries())
    for (let i = 0; i < CHUNK_BYTES; i += 4093) bytes[i] = (i * 7 + n * 31 + 1) & 255
  return list
}

describe('chunk memory', () => {
  it('is handed out one chunk at a time, and taken back', () => {
    const desk = new ChunkHasher()
    const taken = Array.from({ length: 3 * BLOCK_CHUNKS }, () => desk.take())
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length)
    expect(
      new Set(taken.map(({ bytes }) => `${taken.findIndex(({ block }) => block === block)}/${bytes.byteOffset}`)).size,
    ).toBe(BLOCK_CHUNKS)
    expect(new Set(taken.map(({ block }) => block)).size).toBe(3)
    for (const slot of taken) desk.give(slot)
    // one block stays, and no slot is handed out twice at a time
    const again = Array.from({ length: 2 * BLOCK_CHUNKS }, () => desk.take())
    expect(new Set(again.map(({ bytes }) => bytes)).size).toBe(again.length)
    expect(again.filter(({ id }) => id < taken.length)).toHaveLength(BLOCK_CHUNKS)
  })
})

describe('a part file on the disk', () => {
  it.runIf(process.platform === 'linux')(
    'takes whole chunks past the cache, in any order, among writes that go through it',
    async () => {
      const path = join(dir, 'mixed')
      const part = await DirectIoFile.open(path, true)
      // the system decides whether this disk can do it
      const probe = await open(path, constants.O_WRONLY | constants.O_DIRECT).catch(() => null)
      await probe?.close()
      expect(part.direct).toBe(probe !== null)
      const list = chunks(12)
      const last = Buffer.alloc(70_001, 9)
      const size = list.length * CHUNK_BYTES + last.byteLength
      await part.truncate(size)
      await Promise.all(
        [...list.keys()]
          .reverse()
          .map(async (n) => {
            const { bytesWritten } = await part.writev([list[n] as Uint8Array], n * CHUNK_BYTES)
            expect(bytesWritten).toBe(CHUNK_BYTES)
          })
          .concat(part.writev([last], list.length * CHUNK_BYTES).then(() => {})),
      )
      // what was read before is not kept when the page changes
      const seen = Buffer.alloc(CHUNK_BYTES)
      await part.read(seen, 0, CHUNK_BYTES, 3 * CHUNK_BYTES)
      expect(seen.equals(list[3] as Uint8Array)).toBe(true)
      ;(list[3] as Uint8Array).fill(77)
      await part.writev([list[3] as Uint8Array], 3 * CHUNK_BYTES)
      await part.read(seen, 0, CHUNK_BYTES, 3 * CHUNK_BYTES)
      expect(seen.equals(list[3] as Uint8Array)).toBe(true)
      await part.datasync()
      await part.close()
      expect(readFileSync(path).equals(Buffer.concat([...list, last]))).toBe(true)
    },
  )

  it('shows readers each chunk as written, even if they read the hole before', async () => {
    const path = join(dir, 'served')
    const part = await DirectIoFile.open(path, true)
    const list = chunks(16)
    await part.truncate(list.length * CHUNK_BYTES)
    const reader = await open(path, 'r')
    const seen = Buffer.alloc(CHUNK_BYTES)
    let over = false
    // a partial file is served, and looked at, while it comes
    const greedy = (async () => {
      const anything = Buffer.alloc(CHUNK_BYTES)
      for (let n = 0; !over; n = (n + 1) % list.length) await reader.read(anything, 0, CHUNK_BYTES, n * CHUNK_BYTES)
    })()
    for (const [n, bytes] of list.entries()) {
      await part.writev([bytes], n * CHUNK_BYTES)
      await reader.read(seen, 0, CHUNK_BYTES, n * CHUNK_BYTES)
      expect(seen.equals(bytes)).toBe(true)
    }
    over = true
    await greedy
    await reader.close()
    await part.close()
    expect(readFileSync(path).equals(Buffer.concat(list))).toBe(true)
  })

  it('writes any memory at any offset', async () => {
    const path = join(dir, 'any')
    const part = await DirectIoFile.open(path, true)
    const [first, second] = chunks(2) as [Uint8Array, Uint8Array]
    await part.writev([first], 100)
    await part.writev([second.subarray(1, 2000), Buffer.from('end')], 100 + CHUNK_BYTES)
    await part.close()
    expect(
      readFileSync(path).equals(
        Buffer.concat([Buffer.alloc(100), first, second.subarray(1, 2000), Buffer.from('end')]),
      ),
    ).toBe(true)
  })

  it('does not overwrite an existing file, and reports a missing one', async () => {
    const path = join(dir, 'there')
    await (await DirectIoFile.open(path, true)).close()
    await expect(DirectIoFile.open(path, true)).rejects.toMatchObject({ code: 'EEXIST' })
    await expect(DirectIoFile.open(join(dir, 'gone'), false)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('reports a full disk for direct and buffered writes', async ({ skip }) => {
    const folder = join(dir, 'small')
    mkdirSync(folder)
    const small = await smallDisk(folder, 2 * CHUNK_BYTES)
    if (!small) return skip('NOT RUN: no small file system may be mounted here (root is needed)')
    try {
      expect(await diskFiles.freeSpace(small.path)).toBe(2 * CHUNK_BYTES)
      expect(await diskFiles.maxFileBytes(small.path)).toBe(Infinity)
      const part = await DirectIoFile.open(join(small.path, 'file'), true)
      const write = async (n: number, bytes: Uint8Array): Promise<void> => {
        const { bytesWritten } = await part.writev([bytes], n * CHUNK_BYTES)
        if (bytesWritten < bytes.byteLength)
          await part.writev([bytes.subarray(bytesWritten)], n * CHUNK_BYTES + bytesWritten)
      }
      await expect(
        (async () => {
          for (const [n, bytes] of chunks(4).entries()) await write(n, bytes)
        })(),
      ).rejects.toMatchObject({ code: 'ENOSPC' })
      await part.close()
    } finally {
      await small.unmount()
    }
  })
})
