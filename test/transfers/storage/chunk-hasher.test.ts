import { afterEach, expect, test } from 'vitest'
import { CHUNK_BYTES, chunkHash } from '../../../main/domain/merkle.ts'
import { seededRandom } from '../../../main/base/random.ts'
import { ChunkHasher, type ChunkBuffer } from '../../../main/transfers/storage/chunk-hasher.ts'

const random = seededRandom(6)
const noise = (length: number): Buffer =>
  Buffer.from(Uint32Array.from({ length: Math.ceil(length / 4) }, () => random.next() * 2 ** 32).buffer).subarray(
    0,
    length,
  )

let desk: ChunkHasher | null = null
afterEach(() => desk?.close())

function filled(of: ChunkHasher, content: Uint8Array): ChunkBuffer {
  const slot = of.take()
  // in pieces that lie at odd places, as messages do in what came from the wire
  for (let at = 0; at < content.byteLength; at += 65_536) {
    const piece = content.subarray(at, at + 65_536)
    const message = Buffer.alloc(piece.byteLength + 21)
    message.set(piece, 21)
    of.put(slot, at, message.subarray(21))
  }
  return slot
}

/** Hashes until the thread does it: what is hashed here is there before the next turn of the loop. */
async function untilThread(of: ChunkHasher): Promise<void> {
  const slot = filled(of, noise(CHUNK_BYTES))
  for (let here = true; here;) {
    const done = of.hash(slot, CHUNK_BYTES, false).then(() => 'done')
    here =
      (await Promise.race([
        done,
        Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => 'waits'),
      ])) === 'done'
    await done
    await new Promise(setImmediate)
  }
  of.give(slot)
}

test('chunks are assembled and hashed like domain/merkle.ts does, with and without the worker', async () => {
  desk = new ChunkHasher()
  for (let round = 0; round < 12; round++) {
    if (round === 6) await untilThread(desk)
    const contents = Array.from({ length: 1 + (round % 6) }, (_, i) => noise(i === 3 ? 12_345 : CHUNK_BYTES))
    const slots = contents.map((content) => filled(desk as ChunkHasher, content))
    for (const [i, slot] of slots.entries())
      expect(slot.bytes.subarray(0, contents[i]?.byteLength).equals(contents[i] as Buffer)).toBe(true)
    const hashes = await Promise.all(
      slots.map((slot, i) => desk?.hash(slot, (contents[i] as Buffer).byteLength, false)),
    )
    for (const [i, hash] of hashes.entries())
      expect(Buffer.from(hash as Uint8Array)).toEqual(Buffer.from(chunkHash(contents[i] as Buffer)))
    for (const slot of slots) desk.give(slot)
  }
})

test('a single chunk is hashed without waiting for others', async () => {
  desk = new ChunkHasher()
  const content = noise(CHUNK_BYTES)
  const half = desk.take()
  await untilThread(desk)
  for (let n = 0; n < 3; n++) {
    const slot = filled(desk, content)
    expect(Buffer.from(await desk.hash(slot, CHUNK_BYTES, false))).toEqual(Buffer.from(chunkHash(content)))
    desk.give(slot)
  }
  desk.give(half)
})

test('chunks waiting for the worker at close are hashed in this thread', async () => {
  desk = new ChunkHasher()
  const content = noise(CHUNK_BYTES)
  const half = desk.take()
  await untilThread(desk)
  const slot = filled(desk, content)
  const hash = desk.hash(slot, CHUNK_BYTES, false)
  await desk.close()
  expect(Buffer.from(await hash)).toEqual(Buffer.from(chunkHash(content)))
  desk.give(slot)
  desk.give(half)
})
