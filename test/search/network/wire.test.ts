import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeWith } from '../../../main/base/codec.ts'
import { MAX_TTL } from '../../../main/protocol/search-reach.ts'
import { decodeMessage, Refused } from '../../../main/protocol/codec.ts'
import {
  queryProtocol,
  MAX_TEXT,
  MAX_HITS,
  HITS_PER_MESSAGE,
  WIRE_KINDS,
  MAX_NAME,
  MAX_META,
  MAX_COUNT,
  type QueryMessages,
} from '../../../main/protocol/query.ts'
import { cutMetadata } from '../../../main/domain/metadata.ts'
import { decodeMetadata } from '../../../main/domain/metadata-codec.ts'
import { decodeHit, encodeHitMetadata } from '../../../main/search/network/remote-hits.ts'
import { FUZZ_CASES, FUZZ_LIMIT_MS } from '../../helpers/tier.ts'
import { currentNames } from '../../protocol/frozen-names.ts'
import frozen from '../../fixtures/wire/query-2.json' with { type: 'json' }

type Type = keyof QueryMessages
const types = Object.keys(queryProtocol.messages) as Type[]
const hex = (bytes: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((list) => Buffer.from(list).toString('hex'))
const text = (bytes: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme', maxLength: 300 }).map((value) => {
    const letters = Array.from(value.toWellFormed())
    while (Buffer.byteLength(letters.join('')) > bytes) letters.pop()
    return letters.join('')
  })
const hit = fc.record({
  root: hex(32),
  name: text(MAX_NAME),
  size: fc.maxSafeNat(),
  modified: fc.maxSafeNat(),
  kind: fc.constantFrom(...WIRE_KINDS),
  meta: fc.uint8Array({ maxLength: MAX_META }),
  holder: hex(32),
})
const messages: { [K in Type]: fc.Arbitrary<QueryMessages[K]> } = {
  ask: fc.record({ id: hex(16), tag: hex(16), ttl: fc.nat(MAX_TTL), maxHits: fc.nat(MAX_HITS), text: text(MAX_TEXT) }),
  answer: fc.record({ id: hex(16), hits: fc.array(hit, { maxLength: HITS_PER_MESSAGE }) }),
  done: fc.record({ id: hex(16), peers: fc.nat(MAX_COUNT), answered: fc.nat(MAX_COUNT) }),
  cancel: fc.record({ id: hex(16) }),
}

function encode<K extends Type>(type: K, message: QueryMessages[K]): Uint8Array {
  return encodeWith(queryProtocol.messages[type].encoding, message)
}

/** Messages read so far. */
let decoded = 0

/** Asserts that bytes are refused, or are the only encoding of the message decoded from them. */
function strictlyRead<K extends Type>(type: K, bytes: Uint8Array): void {
  decoded++
  const { encoding, maxBytes } = queryProtocol.messages[type]
  const read = decodeMessage(encoding, bytes, maxBytes)
  if (!(read instanceof Refused)) expect(Buffer.from(encode(type, read)).equals(bytes)).toBe(true)
}

it.each(types)('%s survives encoding and decoding, within its limit', (type) => {
  fc.assert(
    fc.property(messages[type] as fc.Arbitrary<QueryMessages[Type]>, (message) => {
      const bytes = encode(type, message)
      expect(bytes.byteLength).toBeLessThanOrEqual(queryProtocol.messages[type].maxBytes)
      expect(decodeMessage(queryProtocol.messages[type].encoding, bytes)).toEqual(message)
    }),
    { numRuns: 500 },
  )
})

it(
  'fuzzed: noise and broken truth are refused or mean what they say',
  () => {
    const before = decoded
    const noise = fc.tuple(fc.constantFrom(...types), fc.uint8Array({ maxLength: 200 }))
    fc.assert(
      fc.property(noise, ([type, bytes]) => strictlyRead(type, bytes)),
      { numRuns: 0.6 * FUZZ_CASES },
    )
    const broken = fc.tuple(
      fc
        .constantFrom(...types)
        .chain((type) => messages[type].map((message) => ({ type, bytes: encode(type, message as never) }))),
      fc.nat(),
      fc.nat(255),
      fc.nat(3),
    )
    fc.assert(
      fc.property(broken, ([{ type, bytes }, place, value, how]) => {
        const at = place % Math.max(1, bytes.byteLength)
        const changed =
          how === 0
            ? bytes.slice(0, at)
            : how === 1
              ? Buffer.concat([bytes, Buffer.from([value])])
              : Uint8Array.from(bytes, (byte, i) => (i === at ? value : byte))
        strictlyRead(type, changed)
        strictlyRead(types[value % types.length] as Type, changed)
      }),
      { numRuns: 0.2 * FUZZ_CASES },
    )
    expect(decoded - before).toBeGreaterThanOrEqual(FUZZ_CASES)
  },
  FUZZ_LIMIT_MS,
)

it('its bytes are those of the frozen fixture', () => {
  expect([queryProtocol.name, queryProtocol.version]).toEqual([frozen.protocol, frozen.version])
  for (const { type, message, bytes } of frozen.messages) {
    const hits = message.hits?.map((hit) => ({ ...hit, meta: new Uint8Array(Buffer.from(hit.meta, 'hex')) }))
    const value = { ...currentNames(message), ...(hits && { hits }) } as unknown as QueryMessages[Type]
    expect(Buffer.from(encode(type as Type, value)).toString('hex')).toBe(bytes)
    expect(decodeMessage(queryProtocol.messages[type as Type].encoding, Buffer.from(bytes, 'hex'))).toEqual(value)
  }
})

it('frozen metadata is decoded without unknown fields, and invalid metadata is dropped', () => {
  const meta = Buffer.from(frozen.messages[1]?.message.hits?.[0]?.meta ?? '', 'hex')
  const read = (bytes: Uint8Array): unknown =>
    decodeHit({ root: '', name: 'x', size: 1, modified: 5, kind: 'audio', meta: bytes, holder: '', community: '' }, 9)
      .metadata
  expect(read(meta)).toEqual(frozen.metadata)
  expect(Buffer.from(encodeHitMetadata(frozen.metadata)).equals(meta)).toBe(true)
  // a field of a later version: tag 200, three bytes
  expect(read(Buffer.concat([meta, Buffer.from([200, 3, 1, 2, 3])]))).toEqual(frozen.metadata)
  expect(read(Buffer.from('ffffff', 'hex'))).toBeUndefined()
  expect(read(new Uint8Array(0))).toBeUndefined()
  expect(
    decodeHit({ root: '', name: 'x', size: 1, modified: 99, kind: 'audio', meta, holder: '', community: '' }, 9)
      .modified,
  ).toBe(9)
})

it(
  'whatever a file says of itself is told within the limit, numbers always; noise makes no harm',
  () => {
    const long = 'ü'.repeat(2000)
    const full = cutMetadata({
      title: long,
      artist: long,
      album: long,
      author: long,
      genre: long,
      camera: long,
      codec: long,
      text: long,
      year: 1999,
      track: 3,
      duration: 4e9,
      bitRate: 4e9,
      width: 1e6,
      height: 1e6,
      pages: 1e6,
      taken: 1e12,
      entries: 9,
    })
    const told = encodeHitMetadata(full)
    expect(told.byteLength).toBeLessThanOrEqual(MAX_META)
    expect(decodeMetadata(told)).toMatchObject({
      title: full.title,
      artist: full.artist,
      album: full.album,
      year: 1999,
      duration: 4e9,
      width: 1e6,
      height: 1e6,
    })
    expect(decodeMetadata(told).text).toBeUndefined()
    let cases = 0
    const hit = (meta: Uint8Array): void => {
      cases++
      const { metadata = {} } = decodeHit(
        { root: '', name: '', size: 0, modified: 0, kind: 'other', meta, holder: '', community: '' },
        0,
      )
      // decoded metadata is canonical: encoding it again changes nothing
      if (Object.keys(metadata).length > 0) expect(cutMetadata(metadata)).toEqual(metadata)
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: MAX_META }), hit), { numRuns: 0.5 * FUZZ_CASES })
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), (at, value) =>
        hit(Uint8Array.from(told, (byte, i) => (i === at % told.byteLength ? value : byte))),
      ),
      { numRuns: 0.5 * FUZZ_CASES },
    )
    expect(cases).toBeGreaterThanOrEqual(FUZZ_CASES)
  },
  FUZZ_LIMIT_MS,
)
