import { truncateSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { fromHex } from '../../../main/base/hex.ts'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { ChunkMap } from '../../../main/transfers/storage/chunk-map.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { PartFile } from '../../../main/transfers/storage/part-file.ts'
import type { ChunkSegment, FileSystem } from '../../../main/transfers/ports.ts'
import { cleanNodes, tempDir } from '../helpers/cleanup.ts'
import { makeFile } from '../helpers/files.ts'

afterEach(cleanNodes)

const CHUNKS = 20
const KNOWN = 19
/** Flushed together. */
const FLUSHED = 16
const never = new AbortController().signal

/**
 * A download of 20 chunks of which 19 are written, and the means to start it again; `close`: the node ended in order,
 * else it was killed then.
 */
async function begun(close: boolean) {
  const dir = tempDir()
  const file = makeFile(dir, 'film.bin', CHUNKS * CHUNK_BYTES)
  const kept = new Map<number, ChunkSegment>()
  let flush = (): void => {}
  const flushed = new Promise<void>((resolve) => (flush = resolve))
  const record = (_moved: number, segments: ChunkSegment[]): void => {
    for (const { segment, written, synced } of segments)
      kept.set(segment, { segment, written: written.slice(), synced: synced.slice() })
    // the first flush is recorded with its last chunk
    if ((kept.get(0)?.synced[1] ?? 0) === 0xff) flush()
  }
  const path = join(dir, 'film.bin.part')
  const part = new PartFile(path, new ChunkMap(file.size), diskFiles, record)
  await part.open(fromHex(file.root), file.layer, never)
  const source = await open(file.path, 'r')
  for (let chunk = 0; chunk < KNOWN; chunk++) {
    const bytes = Buffer.alloc(CHUNK_BYTES)
    await source.read(bytes, 0, CHUNK_BYTES, chunk * CHUNK_BYTES)
    await part.write(chunk, [bytes])
    if (chunk === FLUSHED - 1) await flushed
  }
  await source.close()
  // a killed process records nothing more; its file stays as it is
  const atKill = [...kept.values()].map(({ segment, written, synced }) => ({
    segment,
    written: written.slice(),
    synced: synced.slice(),
  }))
  await part.close()
  const read: number[] = []
  const counting: FileSystem = {
    ...diskFiles,
    async openPart(at, create) {
      const handle = await diskFiles.openPart(at, create)
      const reading = handle.read.bind(handle)
      handle.read = (buffer, offset, length, position) => {
        read.push(position / CHUNK_BYTES)
        return reading(buffer, offset, length, position)
      }
      return handle
    },
  }
  return {
    path,
    read,
    async again(layer: Uint8Array | null = file.layer): Promise<ChunkMap> {
      const map = new ChunkMap(file.size, close ? [...kept.values()] : atKill)
      const next = new PartFile(path, map, counting, record)
      await next.open(fromHex(file.root), layer, never)
      await next.close()
      return map
    },
  }
}

test('after a clean close nothing is read again', async () => {
  const { again, read } = await begun(true)
  expect((await again()).bytes).toBe(KNOWN * CHUNK_BYTES)
  expect(read).toEqual([])
})

test('after a kill only unflushed chunks are read, and the correct ones are kept', async () => {
  const { again, read, path } = await begun(false)
  const wrong = await open(path, 'r+')
  await wrong.write(Buffer.from('not what was written'), 0, 20, (KNOWN - 1) * CHUNK_BYTES + 77)
  await wrong.close()
  const map = await again()
  expect(read.length).toBeGreaterThan(0)
  expect(read.every((chunk) => chunk >= FLUSHED && chunk < KNOWN)).toBe(true)
  expect(map.has(KNOWN - 1)).toBe(false)
  expect(map.bytes).toBe((KNOWN - 1) * CHUNK_BYTES)
})

test('a truncated file is verified in full', async () => {
  const { again, read, path } = await begun(true)
  truncateSync(path, 10 * CHUNK_BYTES)
  expect((await again()).bytes).toBe(10 * CHUNK_BYTES)
  expect(read).toHaveLength(KNOWN)
})

test('without the hashes of its chunks, what is in a part file is fetched anew', async () => {
  const download = await begun(true)
  expect((await download.again(null)).bytes).toBe(0)
  // each was read, and none could be verified
  expect(download.read).toEqual(Array.from({ length: KNOWN }, (_, chunk) => chunk))
})
