import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { ReceiptBook } from '../../../main/ratings/receipts/receipt-book.ts'
import {
  decodeReceipt,
  encodeReceipt,
  FULL_RECEIPT_BYTES,
  HALF_RECEIPT_BYTES,
  RECEIPT_OUTCOMES,
  signAsProvider,
  signAsRequester,
  verifyReceipt,
  type ReceiptBody,
  type SentSession,
} from '../../../main/domain/receipt.ts'
import { decodeRating, encodeRating, MAX_BLOCK_BYTES, MAX_COMMENT } from '../../../main/ratings/ingest/rating-block.ts'
import { fc } from '../../helpers/property.ts'
import { fullReceipt, NOW, person, ratingBlock, receiptBody } from '../../helpers/signers.ts'
import { RATING_REASONS } from '../../../main/domain/reasons.ts'

const [alice, bob, eve] = ['alice', 'bob', 'eve'].map(person) as [
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
]
const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const someBody = fc
  .record({
    root: hex,
    nonce: hex,
    bytes: fc.maxSafeNat(),
    started: fc.maxSafeNat(),
    ended: fc.maxSafeNat(),
    outcome: fc.constantFrom(...RECEIPT_OUTCOMES),
    providerLogLength: fc.maxSafeNat(),
    requesterLogLength: fc.maxSafeNat(),
  })
  .map((changes): ReceiptBody => receiptBody(alice, bob, changes))

describe('receipts', () => {
  test('full and half receipts are encoded, decoded and verified as such', () => {
    fc.assert(
      fc.property(someBody, (body) => {
        const half = signAsRequester(body, bob)
        const full = { ...half, providerSignature: signAsProvider(body, alice) }
        const [encodedHalf, encodedFull] = [encodeReceipt(half), encodeReceipt(full)]
        expect([encodedHalf.byteLength, encodedFull.byteLength]).toEqual([HALF_RECEIPT_BYTES, FULL_RECEIPT_BYTES])
        expect(decodeReceipt(encodedFull).body).toEqual(body)
        expect(verifyReceipt(decodeReceipt(encodedHalf), bob)).toBe('half')
        expect(verifyReceipt(decodeReceipt(encodedFull), eve)).toBe('full')
      }),
      { numRuns: 100 },
    )
  })

  test('with any byte changed, it does not decode or its signatures fail', () => {
    const full = encodeReceipt(fullReceipt(alice, bob))
    fc.assert(
      fc.property(fc.nat(FULL_RECEIPT_BYTES - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const forged = Buffer.from(full)
        forged[at] = (forged[at] as number) ^ bits
        let verdict: string | null = null
        try {
          verdict = verifyReceipt(decodeReceipt(forged), bob)
        } catch {
          verdict = null
        }
        expect(verdict).toBeNull()
      }),
      { numRuns: 600 },
    )
  })

  test('signatures are invalid in the other role, for another receipt, and by another key', () => {
    const body = receiptBody(alice, bob)
    const full = fullReceipt(alice, bob)
    const swapped = {
      body,
      requesterSignature: full.providerSignature as Uint8Array,
      providerSignature: full.requesterSignature,
    }
    expect(verifyReceipt(swapped, eve)).toBeNull()
    expect(verifyReceipt({ ...full, body: receiptBody(alice, bob, { nonce: '33'.repeat(32) }) }, eve)).toBeNull()
    expect(verifyReceipt({ ...full, body: receiptBody(alice, eve) }, eve)).toBeNull()
    expect(() => signAsRequester(body, eve)).toThrow()
    expect(() => signAsProvider(body, eve)).toThrow()
    // a peer that serves itself
    const self = receiptBody(bob, bob)
    expect(
      verifyReceipt({ ...signAsRequester(self, bob), providerSignature: signAsProvider(self, bob) }, eve),
    ).toBeNull()
  })

  test('noise and truncated receipts are refused', () => {
    const full = encodeReceipt(fullReceipt(alice, bob))
    fc.assert(
      fc.property(fc.nat(FULL_RECEIPT_BYTES - 1), (length) => {
        if (length === HALF_RECEIPT_BYTES) return
        expect(() => decodeReceipt(full.subarray(0, length))).toThrow(RangeError)
      }),
    )
    expect(() => decodeReceipt(Buffer.concat([full, Buffer.alloc(1)]))).toThrow(RangeError)
  })
})

describe('countersigning', () => {
  const clock = new ManualClock(NOW)
  const mine = new ReceiptBook({ signer: alice, log: { length: 3 }, clock })
  const theirs = new ReceiptBook({ signer: bob, log: { length: 7 }, clock })
  const session = {
    provider: alice.publicKey,
    root: '11'.repeat(32),
    nonce: '22'.repeat(32),
    bytes: 5_000_000,
    started: NOW - 5000,
    ended: NOW - 10,
    outcome: 'served' as const,
    providerLogLength: 3,
    requesterLogLength: 7,
  }
  const sent: SentSession = {
    requester: bob.publicKey,
    root: session.root,
    size: 5_000_000,
    nonce: session.nonce,
    sent: 5_000_000,
    slack: 2_000_000,
    started: NOW - 4990,
    providerLogLength: 3,
    requesterLogLength: 7,
  }

  test('a true receipt is signed, and completed to a full one', () => {
    const half = theirs.propose(session)
    const signature = mine.countersign(half, sent) as Uint8Array
    const full = theirs.complete(half, signature) as Uint8Array
    expect(verifyReceipt(decodeReceipt(full), eve)).toBe('full')
    expect(theirs.complete(half, eve.sign('receipt 1 provider', half))).toBeNull()
    expect(theirs.complete(half, new Uint8Array(0))).toBeNull()
  })

  test.each([
    ['more bytes than were sent', { bytes: 5_000_001 }],
    ['far fewer bytes for a finished transfer', { bytes: 2_999_999 }],
    ['another root', { root: '44'.repeat(32) }],
    ['another session', { nonce: '44'.repeat(32) }],
    ['another provider', { provider: eve.publicKey }],
    ['a reproach', { outcome: 'corrupt' as const }],
    ['other log lengths', { providerLogLength: 4 }],
  ])('%s is not signed', (_what, changes) =>
    expect(mine.countersign(theirs.propose({ ...session, ...changes }), sent)).toBeNull(),
  )

  test.each([
    ['an end before its start', { started: NOW - 10, ended: NOW - 20 }],
    ['an end in the future', { ended: NOW + 3_600_000 }],
    ['a start long ago', { started: NOW - 86_400_000 }],
  ])('%s is not signed, but taken for a wrong clock: the answer is empty', (_what, changes) =>
    expect(mine.countersign(theirs.propose({ ...session, ...changes }), sent)).toEqual(new Uint8Array(0)),
  )

  test('a stranger’s receipt, a signed one and noise are not signed', () => {
    const stranger = new ReceiptBook({ signer: eve, log: { length: 7 }, clock })
    expect(mine.countersign(stranger.propose(session), sent)).toBeNull()
    const half = theirs.propose(session)
    const full = theirs.complete(half, mine.countersign(half, sent) as Uint8Array) as Uint8Array
    expect(mine.countersign(full, sent)).toBeNull()
    expect(mine.countersign(new Uint8Array(HALF_RECEIPT_BYTES), sent)).toBeNull()
    expect(mine.countersign(new Uint8Array(0), sent)).toBeNull()
  })
})

describe('rating blocks', () => {
  const someBlock = fc
    .record({
      subject: hex,
      receipt: fc.constantFrom(
        null,
        encodeReceipt(fullReceipt(alice, bob)),
        encodeReceipt(signAsRequester(receiptBody(alice, bob), bob)),
      ),
      score: fc.integer({ min: 0, max: 2 ** 20 }).map((steps) => steps / 2 ** 20),
      reason: fc.constantFrom(...RATING_REASONS),
      comment: fc.string({ unit: 'grapheme', maxLength: 60 }),
      time: fc.maxSafeNat(),
    })
    .map((block) => ratingBlock(block.subject, block))

  test('round-trip within the limit', () => {
    fc.assert(
      fc.property(someBlock, (block) => {
        const encoded = encodeRating(block)
        expect(encoded.byteLength).toBeLessThanOrEqual(MAX_BLOCK_BYTES)
        const { receipt, ...rest } = decodeRating(encoded)
        expect({ ...rest, receipt: receipt && Buffer.from(receipt) }).toEqual({
          ...block,
          receipt: block.receipt && Buffer.from(block.receipt),
        })
      }),
      { numRuns: 500 },
    )
    expect(
      encodeRating(
        ratingBlock(alice.publicKey, {
          comment: '写'.repeat(MAX_COMMENT),
          receipt: encodeReceipt(fullReceipt(alice, bob)),
        }),
      ).byteLength,
    ).toBeLessThanOrEqual(MAX_BLOCK_BYTES)
  })

  test('20,000 mangled blocks are refused or encode to the same bytes', () => {
    let tried = 0
    let refused = 0
    fc.assert(
      fc.property(
        someBlock.map(encodeRating),
        fc.nat(600),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 3 }),
        fc.uint8Array({ maxLength: 4 }),
        (base, cut, flips, tail) => {
          tried++
          const bytes = Buffer.concat([cut < 100 ? base.subarray(0, cut) : base, tail])
          for (const [at, bits] of flips)
            if (bytes.length > 0) bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ bits
          let block
          try {
            block = decodeRating(bytes)
          } catch {
            refused++
            return
          }
          expect(Buffer.from(encodeRating(block)).equals(bytes)).toBe(true)
        },
      ),
      { numRuns: 20_000 },
    )
    expect(refused).toBeGreaterThan(tried * 0.25)
  })
})

test('the formats of version 1 are frozen', () => {
  const receipt = encodeReceipt(fullReceipt(alice, bob))
  const found = {
    alice: alice.publicKey,
    bob: bob.publicKey,
    receipt: Buffer.from(receipt).toString('hex'),
    rating: Buffer.from(
      encodeRating(
        ratingBlock(alice.publicKey, { receipt, score: 0.5, reason: 'served', comment: 'ありがとう', time: NOW }),
      ),
    ).toString('hex'),
    refusal: Buffer.from(encodeRating(ratingBlock(alice.publicKey, { score: 0, reason: 'refused' }))).toString('hex'),
  }
  const path = join(import.meta.dirname, 'formats-v1.json')
  if (process.env['WRITE_FIXTURES'] === '1') writeFileSync(path, `${JSON.stringify(found, null, 2)}\n`)
  const frozen = JSON.parse(readFileSync(path, 'utf8')) as typeof found
  expect(found).toEqual(frozen)
  expect(verifyReceipt(decodeReceipt(decodeRating(Buffer.from(frozen.rating, 'hex')).receipt as Uint8Array), eve)).toBe(
    'full',
  )
})
