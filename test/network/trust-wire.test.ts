import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeWith, type Codec } from '../../main/base/codec.ts'
import { decodeMessage, Refused, wireName } from '../../main/protocol/codec.ts'
import { exclusionProtocol } from '../../main/protocol/exclusion.ts'
import { logHeadsProtocol } from '../../main/protocol/log-heads.ts'
import { EXCLUSION_REASONS } from '../../main/domain/reasons.ts'

const hex = (codec: Codec<never>, value: unknown): string =>
  Buffer.from(encodeWith(codec as Codec<unknown>, value)).toString('hex')
const head = {
  peer: 'ab'.repeat(32),
  length: 300,
  fork: 0,
  hash: new Uint8Array(32).fill(7),
  signature: new Uint8Array([1, 2, 3]),
}
const frozen = `${'ab'.repeat(32)}fd2c0100${'07'.repeat(32)}03010203`

test('hyoban/heads 1 is frozen', () => {
  expect(wireName(logHeadsProtocol)).toBe('hyoban/heads/1')
  expect(Object.keys(logHeadsProtocol.messages)).toEqual(['heads', 'proof', 'split'])
  expect(hex(logHeadsProtocol.messages.heads.encoding as Codec<never>, { heads: [head, head] })).toBe(
    `02${frozen}${frozen}`,
  )
  expect(hex(logHeadsProtocol.messages.proof.encoding as Codec<never>, { one: head, other: head })).toBe(
    frozen + frozen,
  )
  const part = { size: 515, hash: new Uint8Array(32).fill(9) }
  expect(
    hex(logHeadsProtocol.messages.split.encoding as Codec<never>, { one: head, other: head, parts: [part, part] }),
  ).toBe(`${frozen}${frozen}02${`fd0302${'09'.repeat(32)}`.repeat(2)}`)
  expect(decodeMessage(logHeadsProtocol.messages.heads.encoding, Buffer.from('41', 'hex'))).toBeInstanceOf(Refused)
})

test('hyoban/exclusion 1 is frozen', () => {
  expect(wireName(exclusionProtocol)).toBe('hyoban/exclusion/1')
  expect(Object.keys(exclusionProtocol.messages)).toEqual(['excluded', 'heard'])
  expect(
    EXCLUSION_REASONS.map((reason) => hex(exclusionProtocol.messages.excluded.encoding as Codec<never>, { reason })),
  ).toEqual(['00', '01', '02'])
  expect(hex(exclusionProtocol.messages.heard.encoding as Codec<never>, {})).toBe('')
  for (const bad of ['03', '0000', ''])
    expect(decodeMessage(exclusionProtocol.messages.excluded.encoding, Buffer.from(bad, 'hex'), 1)).toBeInstanceOf(
      Refused,
    )
})

test('of all exclusions of up to two bytes, exactly the three reasons are accepted', () => {
  const { encoding, maxBytes } = exclusionProtocol.messages.excluded
  const taken: string[] = []
  for (let first = 0; first < 256; first++) {
    const one = decodeMessage(encoding, Buffer.from([first]), maxBytes)
    if (!(one instanceof Refused)) taken.push(one.reason)
    for (let second = 0; second < 256; second++)
      expect(decodeMessage(encoding, Buffer.from([first, second]), maxBytes)).toBeInstanceOf(Refused)
  }
  expect(taken).toEqual([...EXCLUSION_REASONS])
})

test('10,000 mangled proofs are refused or encode to the same bytes', () => {
  const { encoding, maxBytes } = logHeadsProtocol.messages.proof
  const good = Buffer.from(frozen + frozen, 'hex')
  let tried = 0
  let refused = 0
  const edit = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }))
  fc.assert(
    fc.property(
      fc.array(edit, { maxLength: 4 }),
      fc.nat(good.length),
      fc.uint8Array({ maxLength: 4 }),
      (edits, length, tail) => {
        tried++
        const bad = Buffer.concat([good.subarray(0, length), tail])
        for (const [at, bits] of edits)
          if (bad.length > 0) bad[at % bad.length] = (bad[at % bad.length] as number) ^ bits
        const found = decodeMessage(encoding, bad, maxBytes)
        if (found instanceof Refused) refused++
        else expect(Buffer.from(encodeWith(encoding, found)).equals(bad)).toBe(true)
      },
    ),
    { numRuns: 10_000 },
  )
  expect(refused).toBeGreaterThan(tried * 0.5)
})
