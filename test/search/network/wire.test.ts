import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeWith } from '../../../main/base/codec.ts'
import { decodeMessage, Refused } from '../../../main/overlay/wire-protocol.ts'
import { queryWire } from '../../../main/overlay/wire/query.ts'
import { HITS_PER_MESSAGE, MOST_COUNT, MOST_HITS, MOST_META, MOST_NAME, MOST_TEXT, MOST_TTL, type QueryMessages, WIRE_KINDS } from '../../../main/search/network/messages.ts'

type Type = keyof QueryMessages
const types = Object.keys(queryWire.messages) as Type[]
const hex = (bytes: number): fc.Arbitrary<string> => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((list) => Buffer.from(list).toString('hex'))
const text = (bytes: number): fc.Arbitrary<string> => fc.string({ unit: 'grapheme', maxLength: 300 }).map((value) => {
  const letters = Array.from(value.toWellFormed())
  while (Buffer.byteLength(letters.join('')) > bytes) letters.pop()
  return letters.join('')
})
const hit = fc.record({
  root: hex(32), name: text(MOST_NAME), size: fc.maxSafeNat(), kind: fc.constantFrom(...WIRE_KINDS), meta: text(MOST_META), holder: hex(32),
})
const messages: { [K in Type]: fc.Arbitrary<QueryMessages[K]> } = {
  ask: fc.record({ id: hex(16), tag: hex(16), ttl: fc.nat(MOST_TTL), most: fc.nat(MOST_HITS), text: text(MOST_TEXT) }),
  answer: fc.record({ id: hex(16), hits: fc.array(hit, { maxLength: HITS_PER_MESSAGE }) }),
  done: fc.record({ id: hex(16), peers: fc.nat(MOST_COUNT), answered: fc.nat(MOST_COUNT) }),
  cancel: fc.record({ id: hex(16) }),
}

function encode<K extends Type>(type: K, message: QueryMessages[K]): Uint8Array {
  return encodeWith(queryWire.messages[type].encoding, message)
}

/** Bytes are refused, or they are the one encoding of what they are taken for. */
function strictlyRead<K extends Type>(type: K, bytes: Uint8Array): void {
  const { encoding, maxBytes } = queryWire.messages[type]
  const read = decodeMessage(encoding, bytes, maxBytes)
  if (!(read instanceof Refused)) expect(Buffer.from(encode(type, read)).equals(bytes)).toBe(true)
}

it.each(types)('%s comes back as it was sent, within its limit', (type) => {
  fc.assert(fc.property(messages[type] as fc.Arbitrary<QueryMessages[Type]>, (message) => {
    const bytes = encode(type, message)
    expect(bytes.byteLength).toBeLessThanOrEqual(queryWire.messages[type].maxBytes)
    expect(decodeMessage(queryWire.messages[type].encoding, bytes)).toEqual(message)
  }), { numRuns: 500 })
})

it('100,000 messages of noise and of broken truth are refused or mean what they say', () => {
  const noise = fc.tuple(fc.constantFrom(...types), fc.uint8Array({ maxLength: 200 }))
  fc.assert(fc.property(noise, ([type, bytes]) => strictlyRead(type, bytes)), { numRuns: 60_000 })
  const broken = fc.tuple(fc.constantFrom(...types).chain((type) => messages[type].map((message) => ({ type, bytes: encode(type, message as never) }))), fc.nat(), fc.nat(255), fc.nat(3))
  fc.assert(fc.property(broken, ([{ type, bytes }, place, value, how]) => {
    const at = place % Math.max(1, bytes.byteLength)
    const changed = how === 0 ? bytes.slice(0, at) : how === 1 ? Buffer.concat([bytes, Buffer.from([value])]) : Uint8Array.from(bytes, (byte, i) => (i === at ? value : byte))
    strictlyRead(type, changed)
    strictlyRead(types[value % types.length] as Type, changed)
  }), { numRuns: 20_000 })
}, 60_000)

it('its bytes are as they were frozen', () => {
  const id = '11'.repeat(16)
  expect(Buffer.from(encode('ask', { id, tag: '22'.repeat(16), ttl: 2, most: 50, text: 'abc' })).toString('hex')).toBe(`${id}${'22'.repeat(16)}02320300616263`)
  expect(Buffer.from(encode('answer', { id, hits: [{ root: '33'.repeat(32), name: 'x', size: 255, kind: 'image', meta: '', holder: '44'.repeat(32) }] })).toString('hex'))
    .toBe(`${id}01${'33'.repeat(32)}010078fdff00020000${'44'.repeat(32)}`)
  expect(Buffer.from(encode('done', { id, peers: 3, answered: 1 })).toString('hex')).toBe(`${id}0301`)
  expect(Buffer.from(encode('cancel', { id })).toString('hex')).toBe(id)
})
