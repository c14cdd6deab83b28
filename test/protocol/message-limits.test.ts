import { describe, expect, it } from 'vitest'
import { encodeWith } from '../../main/base/codec.ts'
import { decodeMessage, Refused, strict, wireName } from '../../main/protocol/codec.ts'
import { MAX_NAME_LENGTH, sanitiseName } from '../../main/protocol/handshake.ts'
import { transferProtocol } from '../../main/protocol/transfer.ts'
import { protocols } from './page-codecs.ts'

/** Most bytes of each message, and the rate of its protocol, as every peer of these versions counts them. */
const LIMITS: Record<string, [rate: { burst: number; perSecond: number }, maxBytes: Record<string, number>]> = {
  'hyoban/hello/2': [
    { burst: 48, perSecond: 1 },
    { hello: 1024, credential: 4128, grant: 4128 },
  ],
  'hyoban/transfer/2': [
    { burst: 40_000, perSecond: 20_000 },
    {
      open: 96,
      accepted: 32,
      layer: 65_568,
      refused: 16,
      request: 32,
      data: 262_176,
      cancel: 16,
      finish: 528,
      finished: 96,
      partial: 528,
      partialSigned: 96,
      have: 32,
      bitfield: 131_088,
      drop: 32,
      queued: 32,
    },
  ],
  'hyoban/query/2': [
    { burst: 1000, perSecond: 100 },
    { ask: 548, answer: 14_449, done: 22, cancel: 16 },
  ],
  'hyoban/heads/1': [
    { burst: 60, perSecond: 4 },
    { heads: 13_505, proof: 422, split: 6983 },
  ],
  'hyoban/log-restarts/1': [
    { burst: 120, perSecond: 8 },
    { heads: 14_081, proof: 440, split: 7001, restarts: 1809 },
  ],
  'hyoban/exclusion/1': [
    { burst: 10, perSecond: 1 },
    { excluded: 1, heard: 0 },
  ],
  'hyoban/receipts/2': [{ burst: 8, perSecond: 1 }, {}],
}

it.each(protocols.map((protocol) => [wireName(protocol), protocol] as const))('the limits of %s', (name, protocol) => {
  const sizes = Object.entries(protocol.messages).map(([type, { maxBytes }]) => [type, maxBytes])
  expect([protocol.rate, Object.fromEntries(sizes)]).toEqual(LIMITS[name])
})

describe('numbers of chunks', () => {
  const { request, have } = transferProtocol.messages

  it('end at a tebibyte', () => {
    expect(encodeWith(have.encoding, { id: 0, from: 1_048_576, count: 1_048_576 })).toHaveLength(11)
    expect(() => encodeWith(have.encoding, { id: 0, from: 1_048_577, count: 0 })).toThrow(RangeError)
  })

  it('in a request are 1 to 64', () => {
    for (const count of [0, 65])
      expect(() => encodeWith(request.encoding, { id: 0, from: 0, count })).toThrow(RangeError)
    for (const count of [1, 64]) expect(encodeWith(request.encoding, { id: 0, from: 0, count })).toHaveLength(3)
    expect(decodeMessage(request.encoding, Buffer.of(0, 0, 0))).toBeInstanceOf(Refused)
  })
})

describe('a strict codec', () => {
  const two = {
    preencode: (state: { end: number }) => void (state.end += 2),
    encode: (state: { start: number }) => void (state.start += 2),
    decode: (state: { start: number }) => ((state.start += 2), 'two'),
  }

  it('measures its own message only, in both directions', () => {
    const state = { start: 10, end: 12, buffer: Buffer.alloc(12) }
    expect(strict(two, 2).decode(state)).toBe('two')
    const sending = { start: 0, end: 10, buffer: null }
    strict(two, 2).preencode(sending, 'two')
    expect(sending.end).toBe(12)
    expect(() => strict(two, 1).preencode({ start: 0, end: 10, buffer: null }, 'two')).toThrow(
      'message of 2 bytes exceeds the limit of 1',
    )
  })

  it('says how many bytes are left over', () => {
    expect(strict(two, 9).decode({ start: 1, end: 6, buffer: Buffer.alloc(6) })).toEqual(
      new Refused('3 trailing bytes'),
    )
  })
})

it('blanks at the ends of a name do not count, also where it is cut', () => {
  expect(MAX_NAME_LENGTH).toBe(64)
  expect(sanitiseName(`  ${'x'.repeat(65)}`)).toBe('x'.repeat(64))
  expect(sanitiseName(`${'x'.repeat(63)} y`)).toBe('x'.repeat(63))
})
