import { afterEach, expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import type { WorkerHandle } from '../../../main/base/worker-handle.ts'
import type { JobMessage } from '../../../main/base/worker-messages.ts'
import { CHUNK_BYTES, chunkHash } from '../../../main/domain/merkle.ts'
import { seededRandom } from '../../../main/base/random.ts'
import { ChunkHasher, type ChunkBuffer, verifyThread } from '../../../main/transfers/storage/chunk-hasher.ts'
import { untilThread } from '../helpers/hashing-thread.ts'
import type { VerifyJob } from '../../../main/transfers/storage/verify-worker.ts'

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

/** The real worker with a record of what it was sent and what it answered, and its batches under a clock of ours. */
async function recorded() {
  const sent: VerifyJob[][] = []
  let answers = 0
  let ready = (): void => {}
  let worker: WorkerHandle | null = null
  const clock = new ManualClock()
  const spawn = (): WorkerHandle => {
    const real = (worker = verifyThread())
    return {
      ...real,
      post(message, transfer) {
        sent.push((message as JobMessage<VerifyJob[]>).job)
        real.post(message, transfer)
      },
      onMessage: (listener) =>
        real.onMessage((message) => {
          listener(message)
          if ('ready' in (message as object)) ready()
          else answers++
        }),
    }
  }
  const of = (desk = new ChunkHasher({ clock, spawn }))
  const slot = filled(of, noise(1000))
  const begun = new Promise<void>((resolve) => (ready = resolve))
  // eight chunks are hashed in this thread before the ninth starts the worker
  for (let n = 0; n < 8; n++) await of.hash(slot, 1000, false)
  expect(worker).toBeNull()
  await of.hash(slot, 1000, false)
  await begun
  expect(sent).toEqual([])
  of.give(slot)
  return {
    of,
    clock,
    kill: () => worker?.kill(),
    answers: () => answers,
    /** By message: the slots in it, with `+` where their memory goes along, and `-` where they are forgotten. */
    sent: (): string[][] =>
      sent
        .splice(0)
        .map((jobs) => jobs.map(({ slot: id, bytes, length }) => `${length < 0 ? '-' : bytes ? '+' : ''}${id}`)),
  }
}
const hashed = (bytes: Uint8Array): Buffer => Buffer.from(chunkHash(bytes))

test('chunks go to the worker four at a time, or after 25 ms, or when no other is on its way', async () => {
  const { of, clock, sent, answers } = await recorded()
  const contents = Array.from({ length: 5 }, () => noise(2000))
  const slots = contents.map((content) => filled(of, content))
  const [a, b, c, d, e] = slots.map(({ id }) => id)
  const hash = (n: number): Promise<Uint8Array> => of.hash(slots[n] as ChunkBuffer, 2000, false)
  const check = async (hashes: Promise<Uint8Array>[], first = 0): Promise<void> => {
    for (const [n, found] of (await Promise.all(hashes)).entries())
      expect(Buffer.from(found)).toEqual(hashed(contents[first + n] as Buffer))
  }
  // the fifth buffer is being filled
  const four = [hash(0), hash(1), hash(2)]
  expect(sent()).toEqual([])
  four.push(hash(3))
  expect(sent()).toEqual([[`+${a}`, `+${b}`, `+${c}`, `+${d}`]])
  await check(four)
  expect(answers()).toBe(1)
  const two = [hash(0), hash(1)]
  clock.advance(24)
  expect(sent()).toEqual([])
  clock.advance(1)
  expect(sent()).toEqual([[`${a}`, `${b}`]])
  await check(two)
  for (const slot of slots.splice(0, 3)) of.give(slot)
  // two buffers are in use, and both wait
  const last = [hash(0), hash(1)]
  expect(sent()).toEqual([[`${d}`, `+${e}`]])
  await check(last, 3)
  expect(answers()).toBe(3)
  for (const slot of slots) of.give(slot)
})

test('when the worker dies, its chunks are hashed in this thread', async () => {
  const { of, sent, kill } = await recorded()
  const content = noise(2000)
  const slot = filled(of, content)
  const hash = of.hash(slot, 2000, false)
  await kill()
  expect(Buffer.from(await hash)).toEqual(hashed(content))
  expect(sent()).toEqual([[`+${slot.id}`]])
  expect(Buffer.from(await of.hash(slot, 2000, false))).toEqual(hashed(content))
  expect(sent()).toEqual([])
  of.give(slot)
})

test('the worker forgets the memory of a block that is given up, and a block in use is kept', async () => {
  const { of, clock, sent } = await recorded()
  // three blocks of eight
  const slots = Array.from({ length: 24 }, () => filled(of, noise(100)))
  const [first, second, third] = [0, 8, 16].map((at) => slots.slice(at, at + 8)) as [
    ChunkBuffer[],
    ChunkBuffer[],
    ChunkBuffer[],
  ]
  const hashes = [first, third].map(([slot]) => of.hash(slot as ChunkBuffer, 100, false))
  clock.advance(25)
  await Promise.all(hashes)
  sent()
  // sixteen are free, but one of each block is in use
  const given = [...first.slice(1), ...third.slice(1), ...second.slice(6)]
  for (const slot of given) of.give(slot)
  expect(Array.from({ length: 16 }, () => of.take().id).every((id) => id < 24)).toBe(true)
  for (const slot of given) of.give(slot)
  expect(sent()).toEqual([])
  of.give(first[0] as ChunkBuffer)
  expect(sent()).toEqual([[`-${first[0]?.id}`]])
  of.give(third[0] as ChunkBuffer)
  for (const slot of second.slice(0, 6)) of.give(slot)
  // one block stays, and what the worker never had it need not forget
  expect(sent()).toEqual([])
  expect(Array.from({ length: 9 }, () => of.take().id).filter((id) => id < 24)).toHaveLength(8)
})
