import { expect, test } from 'vitest'
import type { Channel } from '../../main/protocol/channel.ts'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { type Random, seededRandom } from '../../main/base/random.ts'
import { LAYER_PART, MAX_RANGE, REFUSALS, type TransferMessages } from '../../main/protocol/transfer.ts'
import {
  film,
  FILM_BYTES as SIZE,
  FILM_CHUNKS as COUNT,
  FILM_NONCE as other,
  filmLayer as layer,
  FilmNode,
  filmRoot as root,
} from './helpers/film-node.ts'

const MESSAGES = 100_000
const PER_PEER = 40
type Message = { [K in keyof TransferMessages]: [K, TransferMessages[K]] }[keyof TransferMessages]

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

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('100,000 messages in any order from unruly peers: no error, and no memory, session or slot is left', async () => {
  const random = seededRandom(2026)
  const node = new FilmNode(random)
  const { clock } = node
  let said = 0
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
    const session = node.meet(channel)
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
  expect(node.leftBehind).toEqual([0, 0, 0, 0])
  // the sessions got far enough for that to mean something
  expect(node.kept).toBeGreaterThan(300)
  expect(node.rejected).toBeGreaterThan(200)
  expect(Object.keys(node.ends).sort()).toEqual(expect.arrayContaining(['abusive', 'corrupt', 'left', 'refused']))
  node.seats.close()
}, 120_000)
