import { describe, expect, it } from 'vitest'
import { METADATA_BYTES } from '../../main/domain/metadata.ts'
import { seededRandom } from '../../main/base/random.ts'
import { type CatalogueEntry, decodeEntry, encodeEntry } from '../../main/domain/catalogue-entry.ts'
import { FUZZ_CASES, FUZZ_LIMIT_MS } from '../helpers/tier.ts'

const root = Buffer.from(Array.from({ length: 32 }, (_, i) => i))
const plain: CatalogueEntry = { root, size: 123_456, modified: 1_700_000_000_000 }
const described: CatalogueEntry = {
  ...plain,
  metadata: { title: '評判', artist: 'Ada', year: 2003, duration: 61_250, text: 'It begins' },
}

// What stands in people's catalogues: never edit these, only add.
const FROZEN = {
  plain: '01000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1ffe40e20100ff0068e5cf8b010000',
  described:
    '02000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1ffe40e20100ff0068e5cf8b010000' +
    '0106e8a995e588a402034164610603fdd3070803fd42ef1109497420626567696e73',
}

describe('catalogue entries', () => {
  it('have frozen bytes', () => {
    expect(Buffer.from(encodeEntry(plain)).toString('hex')).toBe(FROZEN.plain)
    expect(Buffer.from(encodeEntry(described)).toString('hex')).toBe(FROZEN.described)
    expect(decodeEntry(Buffer.from(FROZEN.plain, 'hex'))).toEqual(plain)
    expect(decodeEntry(Buffer.from(FROZEN.described, 'hex'))).toEqual(described)
  })

  it('without metadata are the same as before metadata existed', () => {
    expect(encodeEntry({ ...plain, metadata: {} })).toEqual(encodeEntry(plain))
    expect(encodeEntry({ ...plain, metadata: { title: '\u202e' } })).toEqual(encodeEntry(plain))
  })

  it('stay within 1 KiB, whatever their fields', () => {
    const metadata = {
      title: 'x'.repeat(9999),
      artist: '評'.repeat(9999),
      album: 'x'.repeat(9999),
      author: 'x'.repeat(9999),
      text: 'x'.repeat(9999),
    }
    const bytes = encodeEntry({ root, size: Number.MAX_SAFE_INTEGER, modified: Number.MAX_SAFE_INTEGER, metadata })
    expect(bytes.byteLength).toBeLessThanOrEqual(1024)
    expect(bytes.byteLength).toBeGreaterThan(METADATA_BYTES - 200)
  })

  it('drop invalid or long metadata but keep the file; later versions are refused', () => {
    const body = Buffer.from(FROZEN.plain, 'hex').subarray(1)
    const withTail = (version: number, tail: Uint8Array): CatalogueEntry =>
      decodeEntry(Buffer.concat([Buffer.of(version), body, tail]))
    expect(withTail(2, Buffer.of(9, 9, 9))).toEqual(plain)
    expect(withTail(2, Buffer.alloc(METADATA_BYTES + 1, 1))).toEqual(plain)
    expect(withTail(2, Buffer.from('0104e280ae20', 'hex'))).toEqual(plain)
    expect(() => withTail(2, Buffer.alloc(5000))).toThrow(RangeError)
    expect(() => withTail(2, Buffer.alloc(0))).toThrow(RangeError)
    for (const version of [0, 3, 252])
      expect(() => withTail(version, Buffer.of(1, 1, 65))).toThrow(`unknown entry version ${version}`)
  })

  it(
    'survive mutations (fuzzed): an Error, or an entry that comes out of its own bytes again',
    () => {
      const random = seededRandom(5)
      const base = Buffer.from(FROZEN.described, 'hex')
      let read = 0
      for (let i = 0; i < FUZZ_CASES; i++) {
        const bytes = Buffer.from(
          base.subarray(0, random.next() < 0.5 ? base.byteLength : random.int(base.byteLength + 1)),
        )
        for (let change = 1 + random.int(3); change > 0 && bytes.byteLength > 0; change--)
          bytes[random.int(bytes.byteLength)] = random.int(256)
        let entry: CatalogueEntry
        try {
          entry = decodeEntry(bytes)
        } catch (error) {
          if (!(error instanceof Error)) throw error
          continue
        }
        read++
        if (JSON.stringify(decodeEntry(encodeEntry(entry))) !== JSON.stringify(entry))
          throw new Error(`case ${i} changes`)
      }
      expect(read).toBeGreaterThan(FUZZ_CASES / 100)
    },
    FUZZ_LIMIT_MS,
  )
})
