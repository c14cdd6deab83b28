import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { toHex } from '../../../main/base/hex.ts'
import {
  decodeReceipt,
  encodeReceipt,
  FULL_RECEIPT_BYTES,
  HALF_RECEIPT_BYTES,
  RECEIPT_OUTCOMES,
  roundedBytes,
  signAsRequester,
  verifyReceipt,
} from '../../../main/domain/receipt.ts'
import { keyAgreement } from '../../../main/identity/key-agreement.ts'
import { encodeRating } from '../../../main/ratings/ingest/rating-block.ts'
import { openingOf } from '../../../main/ratings/receipts/root-commitments.ts'
import { fc } from '../../helpers/property.ts'
import { alice, bob, eve, fullReceipt, hiddenReceipt, keyPair, NOW, ratingBlock } from '../../helpers/signers.ts'
import { commitmentsOf, content, ROOT } from './hiding.ts'

describe('bytes', () => {
  test.each([
    [0, 0],
    [0.5, 0],
    [1, 1],
    [3, 2],
    [1_048_575, 524_288],
    [1_048_576, 1_048_576],
    [2 ** 40 - 1, 2 ** 39],
    [2 ** 53 - 1, 2 ** 52],
  ])('%d are told as %d', (bytes, told) => expect(roundedBytes(bytes)).toBe(told))

  test('are never more than they were, more than half of them, and rounded once', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)]
        expect(roundedBytes(less)).toBeLessThanOrEqual(roundedBytes(more))
        expect(roundedBytes(a)).toBeLessThanOrEqual(a)
        expect(2 * roundedBytes(a)).toBeGreaterThanOrEqual(a)
        expect(roundedBytes(roundedBytes(a))).toBe(roundedBytes(a))
      }),
    )
  })
})

describe('format 2', () => {
  test('has the length of format 1, and is read as it was written', () => {
    const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex)
    const changes = fc.record({
      commitment: hex,
      nonce: hex,
      bytes: fc.maxSafeNat().map(roundedBytes),
      started: fc.maxSafeNat(),
      ended: fc.maxSafeNat(),
      outcome: fc.constantFrom(...RECEIPT_OUTCOMES),
      providerLogLength: fc.maxSafeNat(),
      requesterLogLength: fc.maxSafeNat(),
    })
    fc.assert(
      fc.property(changes, (some) => {
        const full = hiddenReceipt(alice, bob, some)
        const half = { ...full, providerSignature: null }
        const [encodedHalf, encodedFull] = [encodeReceipt(half), encodeReceipt(full)]
        expect([encodedHalf.byteLength, encodedFull.byteLength]).toEqual([234, 298])
        expect(decodeReceipt(encodedFull).body).toEqual(full.body)
        expect(verifyReceipt(decodeReceipt(encodedHalf), eve)).toBe('half')
        expect(verifyReceipt(decodeReceipt(encodedFull), eve)).toBe('full')
      }),
      { numRuns: 100 },
    )
    expect([HALF_RECEIPT_BYTES, FULL_RECEIPT_BYTES]).toEqual([234, 298])
  })

  test('with any byte changed, it does not decode or its signatures fail', () => {
    const full = encodeReceipt(hiddenReceipt(alice, bob))
    fc.assert(
      fc.property(fc.nat(FULL_RECEIPT_BYTES - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const bytes = Buffer.from(full)
        bytes[at] = (bytes[at] as number) ^ bits
        let receipt
        try {
          receipt = decodeReceipt(bytes)
        } catch {
          return
        }
        expect(Buffer.from(encodeReceipt(receipt)).equals(bytes)).toBe(true)
        expect(verifyReceipt(receipt, eve)).toBeNull()
      }),
      { numRuns: 300 },
    )
  })

  test('bytes that are not rounded, and a version 3, do not decode', () => {
    const bytes = Buffer.from(encodeReceipt(hiddenReceipt(alice, bob)))
    for (const wrong of [3n, 65_535n, 2n ** 60n]) {
      const other = Buffer.from(bytes)
      other.writeBigUInt64LE(wrong, 1 + 4 * 32)
      expect(() => decodeReceipt(other)).toThrow()
    }
    bytes[0] = 3
    expect(() => decodeReceipt(bytes)).toThrow(RangeError)
    expect(() => signAsRequester({ ...hiddenReceipt(alice, bob).body, bytes: 3 }, bob)).toThrow(RangeError)
  })

  test('a signature for one format is none for the other', () => {
    const hidden = hiddenReceipt(alice, bob)
    const open = fullReceipt(alice, bob)
    expect(verifyReceipt({ ...hidden, requesterSignature: open.requesterSignature }, eve)).toBeNull()
    expect(verifyReceipt({ ...open, requesterSignature: hidden.requesterSignature }, eve)).toBeNull()
  })

  test('is frozen', () => {
    const commitments = commitmentsOf('bob', [])
    const secret = keyAgreement(keyPair('bob').secretKey).secretWith(alice.publicKey)
    const commitment = commitments.commitment(content)
    const receipt = encodeReceipt(hiddenReceipt(alice, bob, { commitment }))
    const half = receipt.subarray(0, HALF_RECEIPT_BYTES)
    const block = (receipt: Uint8Array): string =>
      toHex(encodeRating(ratingBlock(alice.publicKey, { receipt, reason: 'served', time: NOW })))
    const seed = (name: string): string => toHex(keyPair(name).secretKey.subarray(0, 32))
    const found = {
      commitment: {
        providerSeed: seed('alice'),
        requesterSeed: seed('bob'),
        root: ROOT,
        secret: toHex(secret),
        opening: toHex(openingOf(secret, content)),
        commitment,
      },
      receipt: toHex(receipt),
      half: toHex(half),
      rating: block(receipt),
      halfRating: block(half),
    }
    const path = join(import.meta.dirname, 'formats-v2.json')
    if (process.env['WRITE_FIXTURES'] === '1') writeFileSync(path, `${JSON.stringify(found, null, 2)}\n`)
    expect(found).toEqual(JSON.parse(readFileSync(path, 'utf8')))
  })
})
