import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeWith } from '../../main/base/codec.ts'
import { decodeMessage, Refused, strict } from '../../main/protocol/codec.ts'
import {
  type HelloMessage,
  handshakeProtocol,
  MAX_COMMUNITIES,
  MAX_CREDENTIAL,
  MAX_NAME_LENGTH,
  sanitiseName,
} from '../../main/protocol/handshake.ts'

const { encoding, maxBytes } = handshakeProtocol.messages.hello
const RUNS = { numRuns: 3000 }

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))
const hello: fc.Arbitrary<HelloMessage> = fc.record({
  name: fc.string({ unit: 'binary', maxLength: 200 }),
  appVersion: fc.stringMatching(/^[\x21-\x7e]{0,32}$/),
  catalogueKey: bytes32,
  proofs: fc.array(bytes32, { maxLength: MAX_COMMUNITIES }),
})

describe('sanitiseName', () => {
  it.each([
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['evil\u202Egpj.exe', 'evilgpj.exe'],
    ['a\u0000b\u001b[31mc', 'ab[31mc'],
    ['zero\u200Bwidth\u2066', 'zerowidth'],
    ['評判\u3000さん', '評判 さん'],
    ['\u202E\u200B', ''],
    ['x'.repeat(100), 'x'.repeat(64)],
    ['😀'.repeat(100), '😀'.repeat(64)],
  ])('%j becomes %j', (name, clean) => {
    expect(sanitiseName(name)).toBe(clean)
  })

  it('removes invisible characters, and is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const clean = sanitiseName(name)
        expect([...clean].length).toBeLessThanOrEqual(MAX_NAME_LENGTH)
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect(sanitiseName(clean)).toBe(clean)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('hello on the wire', () => {
  it('round-trips, except for the sanitised name', () => {
    fc.assert(
      fc.property(hello, (message) => {
        const wire = encodeWith(encoding, message)
        expect(wire.byteLength).toBeLessThanOrEqual(maxBytes)
        expect(decodeMessage(encoding, wire)).toEqual({ ...message, name: sanitiseName(message.name) })
      }),
      RUNS,
    )
  })

  it('refuses any other bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const message = decodeMessage(encoding, bytes, maxBytes)
        // Random bytes are a hello once in 2^60 or so; then they at least have its shape.
        if (!(message instanceof Refused)) expect(message.catalogueKey).toHaveLength(32)
      }),
      RUNS,
    )
  })

  it('is refused when truncated, extended or of another version', () => {
    fc.assert(
      fc.property(hello, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 8 }), (message, cut, extra) => {
        const wire = encodeWith(encoding, message)
        expect(decodeMessage(encoding, wire.subarray(0, cut % wire.byteLength))).toBeInstanceOf(Refused)
        expect(decodeMessage(encoding, Buffer.concat([wire, extra]))).toBeInstanceOf(Refused)
        expect(decodeMessage(encoding, Buffer.concat([Buffer.from([1]), wire.subarray(1)]))).toBeInstanceOf(Refused)
      }),
      RUNS,
    )
  })
})

describe('the one encoding of a hello', () => {
  const key = '5c'.repeat(32)
  const read = (hex: string): HelloMessage | Refused => decodeMessage(encoding, Buffer.from(hex, 'hex'), maxBytes)

  it('is refused with a number that is not in its shortest form, and with malformed UTF-8', () => {
    expect(read(`0201410131${key}00`)).toMatchObject({ name: 'A', appVersion: '1', proofs: [] })
    for (const other of [
      `fd020001410131${key}00`,
      `02fd0100410131${key}00`,
      `020141fd010031${key}00`,
      `0201410131${key}fd0000`,
      `0201ff0131${key}00`,
    ])
      expect(read(other)).toBeInstanceOf(Refused)
  })

  it('has at most 16 proofs, also when it is sent, and a version of at most 32 printable characters', () => {
    const proof = '11'.repeat(32)
    expect(read(`0201410131${key}10${proof.repeat(16)}`)).toMatchObject({ name: 'A' })
    expect(read(`0201410131${key}11${proof.repeat(17)}`)).toBeInstanceOf(Refused)
    const hello = { name: 'A', appVersion: '1', catalogueKey: Buffer.alloc(32), proofs: [] as Buffer[] }
    const proofs = Array.from({ length: 17 }, () => Buffer.alloc(32))
    expect(() => encodeWith(encoding, { ...hello, proofs })).toThrow(RangeError)
    expect(() => encodeWith(encoding, { ...hello, appVersion: 'v'.repeat(33) })).toThrow(RangeError)
    expect(read(`02014120${'76'.repeat(32)}${key}00`)).toMatchObject({ appVersion: 'v'.repeat(32) })
    expect(read(`0201410120${key}00`)).toBeInstanceOf(Refused)
    expect(read(`020141017f${key}00`)).toBeInstanceOf(Refused)
  })

  it('joins the letters of a name that invisible characters kept apart', () => {
    expect(sanitiseName('a\u200b\u0301b\u0000')).toBe('\u00e1b')
  })
})

describe('credentials on the wire', () => {
  const { encoding: gate, maxBytes: most } = handshakeProtocol.messages.credential

  it('round-trip, and never exceed their limit', () => {
    fc.assert(
      fc.property(
        bytes32,
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
        (proof, bytes) => {
          expect(decodeMessage(gate, encodeWith(gate, { proof, bytes }), most)).toEqual({
            proof: new Uint8Array(proof),
            bytes: new Uint8Array(bytes),
          })
        },
      ),
      { numRuns: 1000 },
    )
    expect(decodeMessage(gate, Buffer.alloc(most + 1), most)).toBeInstanceOf(Refused)
    expect(decodeMessage(gate, Buffer.alloc(31), most)).toBeInstanceOf(Refused)
    expect(() => encodeWith(gate, { proof: Buffer.alloc(32), bytes: Buffer.alloc(MAX_CREDENTIAL + 1) })).toThrow(
      RangeError,
    )
  })
})

describe('strict', () => {
  it('checks the size before it decodes', () => {
    const codec = strict(
      {
        preencode() {},
        encode() {},
        decode: () => {
          throw new Error('decoded')
        },
      },
      3,
    )
    expect(codec.decode({ start: 0, end: 4, buffer: Buffer.alloc(4) })).toMatchObject({
      reason: '4 bytes exceed the limit of 3',
    })
    expect(codec.decode({ start: 0, end: 3, buffer: Buffer.alloc(3) })).toMatchObject({ reason: 'decoded' })
  })
  it('does not send what the receiver must refuse', () => {
    const wide = { name: 'x', appVersion: 'v'.repeat(2000), catalogueKey: Buffer.alloc(32), proofs: [] }
    expect(() => encodeWith(strict(encoding, maxBytes), wide)).toThrow(RangeError)
  })
})
