import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../../main/domain/merkle.ts'
import type { ReadHandle } from '../../../main/transfers/ports.ts'
import { checked } from '../../../main/transfers/storage/checked-handle.ts'
import { ChunkHasher } from '../../../main/transfers/storage/chunk-hasher.ts'
import { untilThread } from '../helpers/hashing-thread.ts'

/** More chunks than are handed to the thread at once. */
const CHUNKS = 16

const hasher = new ChunkHasher()
beforeAll(() => untilThread(hasher))
afterAll(() => hasher.close())

interface Source {
  bytes: Buffer
  handle: ReadHandle
  /** Set once the file is found to be damaged. */
  damaged: boolean
}

/** A checked handle of a file in memory, whose reads wait for `until`. */
function source(until: Promise<void> = Promise.resolve()): Source {
  const bytes = randomBytes(CHUNKS * CHUNK_BYTES)
  const hashes = Array.from({ length: CHUNKS }, (_, n) =>
    chunkHash(bytes.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES)),
  )
  const layer = Buffer.concat(hashes)
  const made: Source = { bytes, damaged: false, handle: null as never }
  const proof = { size: bytes.length, root: layerRoot(layer), layer, damaged: () => (made.damaged = true) }
  const disk: ReadHandle = {
    stat: () => Promise.resolve({ size: bytes.length, mtimeMs: 0, ctimeMs: 0 }),
    close: () => Promise.resolve(),
    async read(buffer, offset, length, position) {
      await until
      bytes.copy(buffer, offset, position, position + length)
      return { bytesRead: length }
    },
  }
  made.handle = checked(disk, proof, () => Promise.resolve(true), hasher)
  return made
}

async function readChunk({ handle }: Source, chunk: number): Promise<Buffer> {
  const buffer = Buffer.alloc(CHUNK_BYTES)
  await handle.read(buffer, 0, CHUNK_BYTES, chunk * CHUNK_BYTES)
  return buffer
}

test('readers that share a thread each get their own hashes, and one is found to be damaged', async () => {
  const [good, bad] = [source(), source()]
  bad.bytes.writeUInt8(bad.bytes.readUInt8(5 * CHUNK_BYTES) ^ 1, 5 * CHUNK_BYTES)
  const reads = Array.from({ length: CHUNKS }, (_, n) => [readChunk(good, n), readChunk(bad, n)]).flat()
  const results = await Promise.allSettled(reads)
  const failed = results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))
  expect(failed).toEqual([2 * 5 + 1])
  expect([good.damaged, bad.damaged]).toEqual([false, true])
})

test('a reader whose disk does not answer holds nothing that others need', async () => {
  const disk = Promise.withResolvers<void>()
  const [stuck, lively] = [source(disk.promise), source()]
  const waiting = Array.from({ length: CHUNKS }, (_, n) => readChunk(stuck, n))
  for (let n = 0; n < CHUNKS; n++)
    expect((await readChunk(lively, n)).equals(lively.bytes.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES))).toBe(
      true,
    )
  disk.resolve()
  expect(Buffer.concat(await Promise.all(waiting)).equals(stuck.bytes)).toBe(true)
  expect([stuck.damaged, lively.damaged]).toEqual([false, false])
})
