import { expect, test } from 'vitest'
import type { Channel } from '../../main/protocol/channel.ts'
import { ManualClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../main/domain/merkle.ts'
import { toHex } from '../../main/base/hex.ts'
import { type Random, seededRandom } from '../../main/base/random.ts'
import { ChunkHasher, type ChunkBuffer } from '../../main/transfers/storage/chunk-hasher.ts'
import { ChunkPicker } from '../../main/transfers/download/chunk-picker.ts'
import { PeerLink } from '../../main/transfers/peer-link.ts'
import type { FileSystem, ReceiptMaker } from '../../main/transfers/ports.ts'
import { CurrentLimits, DEFAULT_RULES } from '../../main/transfers/queue/rules.ts'
import type { TransferEvents } from '../../main/transfers/transfers-options.ts'
import { UploadScheduler } from '../../main/transfers/upload/upload-scheduler.ts'
import { ExchangeTally } from '../../main/transfers/exchange-tally.ts'
import { UploadAdmission } from '../../main/transfers/upload/admission.ts'
import { UploadList } from '../../main/transfers/upload/list.ts'
import { LAYER_PART, MAX_RANGE, REFUSALS, type TransferMessages } from '../../main/protocol/transfer.ts'

const MESSAGES = 100_000
const PER_PEER = 40
const COUNT = 3
const SIZE = COUNT * CHUNK_BYTES - 777
const film = new Uint8Array(SIZE).map((_, i) => (i >> 8) & 255)
const layer = Buffer.concat(
  Array.from({ length: COUNT }, (_, i) => chunkHash(film.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES))),
)
const root = toHex(layerRoot(layer))
const other = '77'.repeat(32)

type Message = { [K in keyof TransferMessages]: [K, TransferMessages[K]] }[keyof TransferMessages]

/**
 * The desk, counting what is out: nothing may stay out. Hashes at once, without the thread, which is not in question
 * here.
 */
class CountingDesk extends ChunkHasher {
  out = 0
  override take(): ChunkBuffer {
    this.out++
    return super.take()
  }

  override give(slot: ChunkBuffer): void {
    this.out--
    super.give(slot)
  }

  override async hash(slot: ChunkBuffer, length: number, alone: boolean): Promise<Uint8Array> {
    return chunkHash(slot.bytes.subarray(0, length), alone)
  }
}

/**
 * What a peer may say: mostly what could be right just now, so that sessions get far, and every kind of nonsense that
 * the wire lets through.
 */
function anything(random: Random, at: { data: number }): Message {
  const one = <T>(...list: readonly T[]): T => list[random.int(list.length)] as T
  const id = one(1, 1, 1, 1, 2, 3, 0, 99)
  const n = (): number => one(0, 0, 1, 2, 3, 4, 1e6)
  switch (random.int(18)) {
    case 0:
      return [
        'open',
        {
          id: one(1, 2, 3, 4, 5, 0xffffffff),
          root: one(root, root, other),
          nonce: other,
          logLength: n(),
          layer: one(0, 1),
        },
      ]
    case 1:
      return ['accepted', { id, size: one(SIZE, SIZE, SIZE, 0, 1), logLength: n() }]
    case 2:
      return [
        'layer',
        {
          id,
          from: one(0, 0, 0, LAYER_PART),
          hashes: one(layer, layer, layer, layer.subarray(32), new Uint8Array(layer.length), new Uint8Array(0)),
        },
      ]
    case 3:
      return ['refused', { id: one(id, 98), reason: one(...REFUSALS) }]
    case 4:
      return ['request', { id, from: n(), count: one(1, 1, 2, 3, 0, MAX_RANGE) }]
    case 5:
      return ['cancel', { id: one(id, 97) }]
    case 6:
      return ['finish', { id, receipt: new Uint8Array(random.int(300)) }]
    case 7:
      return ['finished', { id, signature: new Uint8Array(one(64, 0, 63)) }]
    case 8:
      return ['partial', { id, receipt: new Uint8Array(random.int(300)) }]
    case 9:
      return ['partialSigned', { id, signature: new Uint8Array(one(64, 0, 63)) }]
    case 10:
      return ['have', { id, from: one(0, 0, 1, 2, 5), count: one(COUNT, COUNT, 1, 0, 1e6) }]
    case 11:
      return ['bitfield', { id, bits: new Uint8Array(one([7], [5], [0], [255], [], [1, 2])) }]
    case 12:
      return ['drop', { id, from: n(), count: n() }]
    case 13:
      return ['queued', { id, position: one(1, 2, 0), of: one(1, 2, 7), reason: 'little', weight: n() % 1000 }]
    default: {
      const offset = one(at.data, at.data, at.data, at.data, 0, CHUNK_BYTES, SIZE, 2 ** 33)
      const length = one(262_144, 262_144, 262_144, 16_384, 1, 0)
      const bytes = film.slice(offset, offset + length)
      if (random.int(12) === 0 && bytes.length > 0) bytes[0] = (bytes[0] as number) ^ 1
      at.data = offset + bytes.length >= SIZE ? 0 : offset + bytes.length
      return ['data', { id, offset, bytes }]
    }
  }
}

const files: FileSystem = {
  openSource: async () => ({
    stat: async () => ({ size: SIZE, mtimeMs: 0 }),
    read: async (buffer, offset, length, position) => (
      buffer.set(film.subarray(position, position + length), offset),
      { bytesRead: length }
    ),
    close: async () => {},
  }),
  openPart: () => Promise.reject(new Error('nothing is written here')),
  freeSpace: async () => 0,
  maxFileBytes: async () => Infinity,
}
const receipts: ReceiptMaker = {
  logLength: () => 0,
  propose: () => new Uint8Array(200),
  complete: (half) => half,
  countersign: (half) => (half.length > 100 ? new Uint8Array(64) : null),
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('100,000 messages in any order from unruly peers: no error, and no memory, session or slot is left', async () => {
  const random = seededRandom(2026)
  const clock = new ManualClock()
  const claim = () => ({ received: 0, u: 0.5, newcomer: false, friend: false })
  const seats = new UploadScheduler({
    clock,
    random,
    limits: new CurrentLimits({ values: DEFAULT_RULES }, clock),
    policy: { claim },
  })
  let lines = 0
  const events = new Emitter<TransferEvents>()
  const list = new UploadList({
    store: { save: () => {}, remove: () => {} },
    clock,
    rows: [],
    events,
    tally: new ExchangeTally(events),
    ids: { next: () => `u${lines++}` },
  })
  const admission = new UploadAdmission({ behaviour: { serves: () => true } }, list, clock)
  const desk = new CountingDesk()
  const ends: Record<string, number> = {}
  let [said, rejected, kept] = [0, 0, 0]
  for (let run = 0; run * PER_PEER < MESSAGES; run++) {
    const listeners = new Map<string, (message: never) => void>()
    const closing: (() => void)[] = []
    let closed = false
    const close = (): void => {
      if (closed) return
      closed = true
      for (const listener of closing) listener()
    }
    // the wire in memory: 2,500 real peers do not fit into a test
    const channel: Channel<TransferMessages> = {
      peer: run.toString(16).padStart(64, '0'),
      get closed() {
        return closed
      },
      send: () => random.int(4) > 0,
      on: (type, listener) => void listeners.set(type, listener as (message: never) => void),
      arrivedBytes: 0,
      drained: turn,
      onClose: (listener) => void closing.push(listener),
      close,
    }
    const link = new PeerLink({
      channel,
      host: {
        receipts: { maker: receipts, intervalBytes: CHUNK_BYTES },
        clock,
        list,
        admission,
        scheduler: seats,
        storage: {
          sources: { source: (wanted) => (wanted === root ? { path: '/film', size: SIZE, layer } : null) },
          files,
        },
      },
      reject: () => {
        rejected++
        close()
      },
    })
    const had = new Set<number>()
    const picker = new ChunkPicker({ count: COUNT, has: (chunk) => had.has(chunk) }, () => random.next())
    let known: Uint8Array | null = null
    picker.add(1)
    const session = link.session({
      request: { root, size: SIZE, nonce: other, requesterLogLength: 0, layer: true },
      source: 1,
      clock,
      receipts: { maker: receipts, intervalBytes: CHUNK_BYTES },
      consumer: {
        picker,
        hasher: desk,
        get layer() {
          return known
        },
        layerVerified: (found) => void (known = found),
        updateStarvation: () => {},
        pick: (_source, max) => picker.pick(1, max, { due: () => 0, next: () => 1 }),
        room: () => 4,
        queueChanged: () => {},
        keep: async (_source, chunk, slot, length) => {
          expect(
            Buffer.compare(
              slot.bytes.subarray(0, length),
              film.subarray(chunk * CHUNK_BYTES, chunk * CHUNK_BYTES + length),
            ),
          ).toBe(0)
          kept++
          had.add(chunk)
          picker.done(chunk)
          desk.give(slot)
        },
      },
    })
    session.open()
    void session.ended.then(({ kind }) => {
      ends[kind] = (ends[kind] ?? 0) + 1
      link.forget(session.id)
    })
    const at = { data: 0 }
    const honesty = [0, 0, 0, 0.8, 0, 0, 0, 0.95][run % 8] as number
    for (let i = 0; i < PER_PEER; i++, said++) {
      // a polite beginning for two of three, or hardly any session would come to its data
      const polite: Message[] =
        run % 3 === 0
          ? []
          : [
              ['accepted', { id: 1, size: SIZE, logLength: 0 }],
              ['layer', { id: 1, from: 0, hashes: layer }],
              ['have', { id: 1, from: 0, count: COUNT }],
            ]
      const right: Message | null =
        session.busy && random.next() < honesty
          ? ['data', { id: 1, offset: at.data, bytes: film.slice(at.data, Math.min(SIZE, at.data + 262_144)) }]
          : null
      if (right) at.data += 262_144
      const [type, message] = polite[i] ?? right ?? anything(random, at)
      if (!closed) listeners.get(type)?.(message as never)
      if (random.int(3) === 0) await turn()
      if (random.int(50) === 0) clock.advance(random.int(20_000))
    }
    close()
    await turn()
    await turn()
  }
  clock.advance(1000)
  for (let i = 0; i < 10; i++) await turn()
  expect(said).toBe(MESSAGES)
  expect([desk.out, admission.open, seats.slots.used, seats.places().length]).toEqual([0, 0, 0, 0])
  // the sessions got far enough for that to mean something
  expect(kept).toBeGreaterThan(300)
  expect(rejected).toBeGreaterThan(200)
  expect(Object.keys(ends).sort()).toEqual(expect.arrayContaining(['abusive', 'corrupt', 'left', 'refused']))
  seats.close()
}, 120_000)
