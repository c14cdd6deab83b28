import { describe, expect, it, test } from 'vitest'
import { type Codec, encodeWith } from '../../main/base/codec.ts'
import { logHeadsProtocol } from '../../main/protocol/log-heads.ts'
import { logRestartsProtocol } from '../../main/protocol/log-restarts.ts'
import { queryProtocol } from '../../main/protocol/query.ts'
import { AGAIN, CATALOGUE_ENTRIES, KEYWORD_BUDGET, MAX_LOOKUPS, MAX_VISITED } from '../../main/protocol/search-reach.ts'
import { transferProtocol } from '../../main/protocol/transfer.ts'

// Numbers, and the order of names, are part of the format: a peer of another build refuses what this one would take.

type Messages = Record<string, { encoding: Codec<unknown> }>
const [transfer, query] = [transferProtocol.messages, queryProtocol.messages].map(
  (of) => of as unknown as Messages,
) as [Messages, Messages]
const encode = (messages: Messages, type: string, value: object): Uint8Array =>
  encodeWith((messages[type] as Messages[string]).encoding, value)

const MOST = 9_007_199_254_740_991
const TEBIBYTE = 1_099_511_627_776
const CHUNKS = 1_048_576
const ID = 4_294_967_295
const key = 'ab'.repeat(32)
const id16 = 'cd'.repeat(16)
const none = new Uint8Array(0)
const queued = { id: 0, position: 0, of: 0, reason: 'trust', weight: 0 }

describe.each<[type: string, value: object, limits: Record<string, number>]>([
  ['open', { id: 0, root: key, nonce: key, logLength: 0, layer: 0 }, { id: ID, logLength: MOST, layer: 1 }],
  ['accepted', { id: 0, size: 0, logLength: 0 }, { id: ID, size: TEBIBYTE, logLength: MOST }],
  ['layer', { id: 0, from: 0, hashes: none }, { id: ID, from: CHUNKS }],
  ['refused', { id: 0, reason: 'busy' }, { id: ID }],
  ['request', { id: 0, from: 0, count: 1 }, { id: ID, from: CHUNKS, count: 64 }],
  ['data', { id: 0, offset: 0, bytes: none }, { id: ID, offset: TEBIBYTE }],
  ['cancel', { id: 0 }, { id: ID }],
  ['have', { id: 0, from: 0, count: 0 }, { from: CHUNKS, count: CHUNKS }],
  ['drop', { id: 0, from: 0, count: 0 }, { from: CHUNKS, count: CHUNKS }],
  ['queued', queued, { id: ID, position: 65_535, of: 65_535, weight: 10_000 }],
])('numbers of %s', (type, value, limits) => {
  it.each(Object.entries(limits))('%s: up to %d', (field, most) => {
    expect(() => encode(transfer, type, { ...value, [field]: most })).not.toThrow()
    expect(() => encode(transfer, type, { ...value, [field]: most + 1 })).toThrow(RangeError)
  })
})

test.each([
  ['layer', 'hashes', { id: 0, from: 0 }, 65_536],
  ['data', 'bytes', { id: 0, offset: 0 }, 262_144],
  ['finish', 'receipt', { id: 0 }, 512],
  ['finished', 'signature', { id: 0 }, 64],
  ['partial', 'receipt', { id: 0 }, 512],
  ['partialSigned', 'signature', { id: 0 }, 64],
  ['bitfield', 'bits', { id: 0 }, 131_072],
])('%s has %s', (type, field, value, most) => {
  const bytes = encode(transfer, type, { ...value, [field]: new Uint8Array(most) })
  expect(bytes.byteLength).toBe(most + Object.keys(value).length)
  expect(() => encode(transfer, type, { ...value, [field]: new Uint8Array(most + 1) })).toThrow(RangeError)
})

const hit = { root: key, name: 'a', size: 0, modified: 0, kind: 'audio', meta: none, holder: key }
const ask = { id: id16, tag: id16, ttl: 0, maxHits: 0, text: '' }

test.each<[type: string, most: object, above: object]>([
  ['ask', { ...ask, ttl: 2 }, { ...ask, ttl: 3 }],
  ['ask', { ...ask, maxHits: 100 }, { ...ask, maxHits: 101 }],
  ['ask', { ...ask, text: 'é'.repeat(256) }, { ...ask, text: 'é'.repeat(257) }],
  ['done', { id: id16, peers: 10_000, answered: 10_000 }, { id: id16, peers: 10_001, answered: 0 }],
  ['done', { id: id16, peers: 0, answered: 10_000 }, { id: id16, peers: 0, answered: 10_001 }],
  ...[
    ['name', 'x'.repeat(255), 'x'.repeat(256)],
    ['meta', new Uint8Array(560), new Uint8Array(561)],
    ['size', MOST, MOST + 1],
    ['modified', MOST, MOST + 1],
  ].map(([field, most, above]): [string, object, object] => [
    'answer',
    { id: id16, hits: [{ ...hit, [field as string]: most }] },
    { id: id16, hits: [{ ...hit, [field as string]: above }] },
  ]),
  ['answer', { id: id16, hits: Array(16).fill(hit) }, { id: id16, hits: Array(17).fill(hit) }],
])('a query has limits: %s, sample %#', (type, most, above) => {
  expect(() => encode(query, type, most)).not.toThrow()
  expect(() => encode(query, type, above)).toThrow(RangeError)
})

const head = { peer: key, length: 0, fork: 0, hash: new Uint8Array(32), signature: new Uint8Array(128) }
const restart = { version: 1, peer: key, epoch: 0, length: 0, signature: new Uint8Array(64) }
const part = { size: 0, hash: new Uint8Array(32) }

test.each([logHeadsProtocol, logRestartsProtocol])('the limits of lists in $name', ({ messages }) => {
  const of = messages as unknown as Messages
  const fits = (type: string, value: object): boolean => {
    try {
      return encode(of, type, value).byteLength > 0
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError)
      return false
    }
  }
  const heads = (count: number, more: object = {}): boolean =>
    fits('heads', { heads: Array(count).fill({ ...head, ...more }) })
  expect([heads(64), heads(65)]).toEqual([true, false])
  expect([heads(1, { length: MOST, fork: MOST }), heads(1, { length: MOST + 1 })]).toEqual([true, false])
  expect(heads(1, { signature: new Uint8Array(129) })).toBe(false)
  const parts = (count: number): boolean => fits('split', { one: head, other: head, parts: Array(count).fill(part) })
  expect([parts(160), parts(161)]).toEqual([true, false])
})

test('a message has up to 16 restarts', () => {
  const restarts = (count: number): Uint8Array =>
    encode(logRestartsProtocol.messages as unknown as Messages, 'restarts', { restarts: Array(count).fill(restart) })
  expect(restarts(16)).toHaveLength(1 + 16 * 113)
  expect(() => restarts(17)).toThrow(RangeError)
})

test.each<[what: string, names: string[], bytes: (name: string) => Uint8Array]>([
  [
    'refusals',
    ['refused', 'busy', 'not-shared', 'vanished', 'changed', 'unreadable', 'excluded', 'newcomer'],
    (reason) => encode(transfer, 'refused', { id: 0, reason }).subarray(1),
  ],
  [
    'reasons in a queue',
    ['friend', 'contribution', 'trust', 'little', 'newcomer'],
    (reason) => encode(transfer, 'queued', { ...queued, reason }).subarray(3, 4),
  ],
  [
    'kinds of files',
    ['audio', 'video', 'image', 'document', 'archive', 'program', 'data', 'other'],
    // after id, number of hits, root, name, size and time
    (kind) => encode(query, 'answer', { id: id16, hits: [{ ...hit, kind }] }).subarray(54, 55),
  ],
])('the numbers of %s', (_, names, bytes) => {
  expect(names.map((name) => Buffer.from(bytes(name)).toString('hex'))).toEqual(names.map((_, n) => `0${n}`))
})

test('how far a search goes beyond the flood', () => {
  expect({ KEYWORD_BUDGET, AGAIN, MAX_LOOKUPS, MAX_VISITED, CATALOGUE_ENTRIES }).toEqual({
    KEYWORD_BUDGET: 32,
    AGAIN: 0.3,
    MAX_LOOKUPS: 3,
    MAX_VISITED: 8,
    CATALOGUE_ENTRIES: 2_000_000,
  })
})
