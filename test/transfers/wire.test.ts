import { FUZZ_CASES } from '../helpers/tier.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeWith, encodeWith, type Codec } from '../../main/base/codec.ts'
import { decodeMessage } from '../../main/protocol/codec.ts'
import { Refused } from '../../main/protocol/codec.ts'
import {
  transferProtocol,
  DATA_BYTES,
  LAYER_PART,
  MAX_RANGE,
  MAX_RECEIPT,
  REFUSALS,
  type TransferMessages,
  MAX_QUEUE,
} from '../../main/protocol/transfer.ts'
import { fc } from '../helpers/property.ts'
import { MAX_FILE_BYTES } from '../../main/domain/content.ts'
import { QUEUE_REASONS } from '../../main/domain/reasons.ts'

type Type = keyof TransferMessages
const types = Object.keys(transferProtocol.messages) as Type[]
const codecOf = (type: Type): Codec<unknown> => transferProtocol.messages[type].encoding as Codec<unknown>

const id = fc.integer({ min: 0, max: 0xffffffff })
const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const bytes = (max: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: Math.min(max, 200) })
const valid: { [K in Type]: fc.Arbitrary<TransferMessages[K]> } = {
  open: fc.record({ id, root: hex, nonce: hex, logLength: fc.maxSafeNat(), layer: fc.nat(1) }),
  accepted: fc.record({ id, size: fc.integer({ min: 0, max: MAX_FILE_BYTES }), logLength: fc.maxSafeNat() }),
  layer: fc.record({ id, from: fc.nat(MAX_FILE_BYTES / 2 ** 20), hashes: bytes(LAYER_PART * 32) }),
  refused: fc.record({ id, reason: fc.constantFrom(...REFUSALS) }),
  request: fc.record({ id, from: fc.nat(MAX_FILE_BYTES / 2 ** 20), count: fc.integer({ min: 1, max: MAX_RANGE }) }),
  data: fc.record({ id, offset: fc.integer({ min: 0, max: MAX_FILE_BYTES }), bytes: bytes(DATA_BYTES) }),
  cancel: fc.record({ id }),
  finish: fc.record({ id, receipt: bytes(MAX_RECEIPT) }),
  finished: fc.record({ id, signature: bytes(64) }),
  partial: fc.record({ id, receipt: bytes(MAX_RECEIPT) }),
  partialSigned: fc.record({ id, signature: bytes(64) }),
  have: fc.record({ id, from: fc.nat(MAX_FILE_BYTES / 2 ** 20), count: fc.nat(MAX_FILE_BYTES / 2 ** 20) }),
  bitfield: fc.record({ id, bits: bytes(MAX_FILE_BYTES / 2 ** 23) }),
  drop: fc.record({ id, from: fc.nat(MAX_FILE_BYTES / 2 ** 20), count: fc.nat(MAX_FILE_BYTES / 2 ** 20) }),
  queued: fc.record({
    id,
    position: fc.nat(MAX_QUEUE),
    of: fc.nat(MAX_QUEUE),
    reason: fc.constantFrom(...QUEUE_REASONS),
    weight: fc.nat(10_000),
  }),
}

test('every message survives its encoding and stays under its limit', () => {
  for (const type of types) {
    fc.assert(
      fc.property(valid[type] as fc.Arbitrary<unknown>, (message) => {
        const encoded = encodeWith(codecOf(type), message)
        expect(encoded.byteLength).toBeLessThanOrEqual(transferProtocol.messages[type].maxBytes)
        const decoded = decodeWith(codecOf(type), encoded) as Record<string, unknown>
        for (const [name, value] of Object.entries(message as Record<string, unknown>)) {
          if (value instanceof Uint8Array) expect(Buffer.from(decoded[name] as Uint8Array).equals(value)).toBe(true)
          else expect(decoded[name]).toBe(value)
        }
      }),
      { numRuns: 500 },
    )
  }
})

test('fuzzed: each mangled message is refused, or decodes to what encodes to the very same bytes', () => {
  const mangled = fc.constantFrom(...types).chain((type) =>
    fc.record({
      type: fc.constant(type),
      base: (valid[type] as fc.Arbitrary<unknown>).map((message) => encodeWith(codecOf(type), message)),
      cut: fc.nat(40),
      flips: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }),
      tail: fc.uint8Array({ maxLength: 6 }),
    }),
  )
  let refused = 0
  fc.assert(
    fc.property(mangled, ({ type, base, cut, flips, tail }) => {
      const bytes = Buffer.concat([base.subarray(0, Math.max(0, base.byteLength - (cut > 20 ? cut - 20 : 0))), tail])
      for (const [at, bit] of flips)
        if (bytes.length > 0) bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ bit
      const found = decodeMessage(codecOf(type), bytes, transferProtocol.messages[type].maxBytes)
      if (found instanceof Refused) refused++
      else expect(Buffer.from(encodeWith(codecOf(type), found)).equals(bytes)).toBe(true)
    }),
    { numRuns: FUZZ_CASES },
  )
  expect(refused).toBeGreaterThan(FUZZ_CASES / 100)
})

test('pure noise and oversized messages never throw through', () => {
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.uint8Array({ maxLength: 300 }), (type, noise) => {
      decodeMessage(codecOf(type), noise, transferProtocol.messages[type].maxBytes)
    }),
    { numRuns: 10_000 },
  )
  const huge = new Uint8Array(DATA_BYTES + 100)
  expect(decodeMessage(codecOf('data'), huge, transferProtocol.messages.data.maxBytes)).toBeInstanceOf(Refused)
})

test('version 2 of the wire format is frozen, and encodes messages of version 1 but `open` as before', () => {
  const root = '0123456789abcdef'.repeat(4)
  const samples: { [K in Type]: TransferMessages[K] } = {
    open: { id: 1, root, nonce: root.split('').reverse().join(''), logLength: 300, layer: 1 },
    accepted: { id: 253, size: 70_000, logLength: 0 },
    layer: { id: 2, from: 2048, hashes: new Uint8Array(32).fill(7) },
    refused: { id: 3, reason: 'changed' },
    request: { id: 4, from: 5_000_00, count: 64 },
    data: { id: 5, offset: 2 ** 33, bytes: new Uint8Array([1, 2, 3]) },
    cancel: { id: 0xffffffff },
    finish: { id: 6, receipt: new Uint8Array([9, 9]) },
    finished: { id: 7, signature: new Uint8Array(64).fill(3) },
    partial: { id: 8, receipt: new Uint8Array([9, 8, 7]) },
    partialSigned: { id: 8, signature: new Uint8Array(64).fill(4) },
    have: { id: 9, from: 70_000, count: 3 },
    bitfield: { id: 9, bits: new Uint8Array([0xff, 0x01]) },
    drop: { id: 9, from: 300, count: 2 },
    queued: { id: 10, position: 3, of: 7, reason: 'contribution', weight: 512 },
  }
  const encoded = Object.fromEntries(
    types.map((type) => [type, Buffer.from(encodeWith(codecOf(type), samples[type])).toString('hex')]),
  )
  const path = join(import.meta.dirname, 'wire-v2.json')
  if (process.env['WRITE_FIXTURES'] === '1')
    writeFileSync(path, `${JSON.stringify({ order: types, encoded }, null, 2)}\n`)
  expect({ order: types, encoded }).toEqual(JSON.parse(readFileSync(path, 'utf8')))
  const first = JSON.parse(readFileSync(join(import.meta.dirname, 'wire-v1.json'), 'utf8')) as {
    order: Type[]
    encoded: Record<string, string>
  }
  expect(types.slice(0, first.order.length)).toEqual(first.order)
  expect({ ...encoded, open: `${first.encoded['open']}01` }).toMatchObject({ ...first.encoded, open: encoded['open'] })
})
