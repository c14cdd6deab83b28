import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Metadata,
  METADATA_BYTES,
  METADATA_FIELDS,
  cutBytes,
  cutMetadata,
  cutText,
} from '../../main/domain/metadata.ts'
import { decodeMetadata, encodeMetadata } from '../../main/domain/metadata-codec.ts'
import { seededRandom } from '../../main/base/random.ts'
import { FUZZ_CASES, FUZZ_LIMIT_MS } from '../helpers/tier.ts'

const CASES = FUZZ_CASES

const song: Metadata = {
  title: 'Bells',
  artist: 'Ada',
  album: 'Tower',
  year: 2003,
  track: 4,
  duration: 61_250,
  bitRate: 320_000,
  codec: 'FLAC',
}

describe('cutMetadata', () => {
  it('keeps what is within the limits', () => {
    expect(cutMetadata(song)).toEqual(song)
  })

  it('leaves out what is unknown, empty, of another type or out of range', () => {
    expect(
      cutMetadata({
        title: ' \u202e\u0000 ',
        artist: 7,
        year: 10_000,
        track: -1,
        duration: Number.NaN,
        pages: '3',
        latitude: 52,
        width: 0.2,
      }),
    ).toEqual({})
    for (const odd of [null, undefined, 3, 'text', [], () => 1]) expect(cutMetadata(odd)).toEqual({})
  })

  it('takes out what controls, turns or hides text, and makes blanks one', () => {
    expect(cutText('a\u0007\r\n\tb \u202egpj.exe\u200f\u{e0041} c', 100)).toBe('a b gpj.exe c')
    expect(cutText('Z\u0301\u0301\u0301\u0301\u0301\u0301\u0301', 100)).toBe(
      'Z\u0301\u0301\u0301\u0301'.normalize('NFC'),
    )
  })

  it('cuts at whole characters', () => {
    expect(cutBytes('評判評判', 7)).toBe('評判')
    expect(cutBytes('a😀', 4)).toBe('a')
    expect(cutText('か\u3099', 3)).toBe('が')
  })

  it('brings the whole within the budget and cuts only the text for it', () => {
    const full = cutMetadata(
      Object.fromEntries(
        Object.entries(METADATA_FIELDS).map(([name, { kind, max }]) => [
          name,
          kind === 'text' ? '評'.repeat(1000) : max,
        ]),
      ),
    )
    expect(encodeMetadata(full).byteLength).toBeLessThanOrEqual(METADATA_BYTES)
    expect(Object.keys(full)).toEqual(Object.keys(METADATA_FIELDS))
    for (const [name, { kind, max }] of Object.entries(METADATA_FIELDS)) {
      if (kind === 'text' && name !== 'text')
        expect(Buffer.byteLength(full[name as 'title'] ?? '')).toBe(max - (max % 3))
    }
    expect(Buffer.byteLength(full.text ?? '')).toBeGreaterThan(200)
  })

  it(
    'is done after one pass, whatever comes (fuzzed)',
    () => {
      const mean = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc
          .constantFrom('\u202e', '\u0301', '\ufffd', ' ', '\u1100', '\u1161', '\u{1f600}', '\ud800', '\u0345')
          .map((part) => part.repeat(300)),
      )
      const value = fc.oneof(
        fc.tuple(mean, mean, mean).map((parts) => parts.join('')),
        fc.double(),
        fc.integer(),
        fc.constant(null),
      )
      fc.assert(
        fc.property(
          fc.dictionary(fc.constantFrom(...Object.keys(METADATA_FIELDS), 'gps', '__proto__'), value, { maxKeys: 6 }),
          (input) => {
            const once = cutMetadata(input)
            expect(cutMetadata(once)).toEqual(once)
            const bytes = encodeMetadata(once)
            if (bytes.byteLength > METADATA_BYTES) throw new Error('over the budget')
            expect(decodeMetadata(bytes)).toEqual(once)
          },
        ),
        { numRuns: CASES },
      )
    },
    FUZZ_LIMIT_MS,
  )
})

describe('the codec', () => {
  it('has one encoding for one metadata, frozen', () => {
    expect(Buffer.from(encodeMetadata(song)).toString('hex')).toBe(
      '010542656c6c7302034164610305546f7765720603fdd3070701040803fd42ef0905fe00e204000f04464c4143',
    )
  })

  it('skips fields that it does not know', () => {
    expect(decodeMetadata(Buffer.concat([encodeMetadata({ title: 'a' }), Buffer.from('5003010203', 'hex')]))).toEqual({
      title: 'a',
    })
  })

  it('refuses fields out of order or twice, cut content, bad UTF-8 and too much', () => {
    for (const hex of ['020141010141', '010141010142', '010541', '0102c328', '0601', '0603fd0100'])
      expect(() => decodeMetadata(Buffer.from(hex, 'hex')), hex).toThrow()
    expect(() => decodeMetadata(Buffer.alloc(METADATA_BYTES + 1, 1))).toThrow(RangeError)
  })

  it(
    'reads no bytes as anything but clean metadata (fuzzed)',
    () => {
      const random = seededRandom(11)
      const base = Buffer.from(encodeMetadata({ ...song, text: '評判 and the rest of a text', camera: 'Maker Model' }))
      let read = 0
      for (let i = 0; i < CASES; i++) {
        const bytes = Buffer.from(
          base.subarray(0, random.next() < 0.5 ? base.byteLength : random.int(base.byteLength + 1)),
        )
        for (let change = random.int(4); change > 0 && bytes.byteLength > 0; change--)
          bytes[random.int(bytes.byteLength)] = random.int(256)
        let found: Metadata
        try {
          found = decodeMetadata(bytes)
        } catch (error) {
          if (!(error instanceof RangeError)) throw error
          continue
        }
        read++
        const again = cutMetadata(found)
        if (JSON.stringify(again) !== JSON.stringify(found)) throw new Error(`case ${i}: not clean`)
        if (encodeMetadata(found).byteLength > METADATA_BYTES) throw new Error(`case ${i}: over the budget`)
      }
      expect(read).toBeGreaterThan(CASES / 100)
    },
    FUZZ_LIMIT_MS,
  )
})
