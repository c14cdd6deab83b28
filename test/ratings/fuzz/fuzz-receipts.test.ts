import { FUZZ_CASES, FUZZ_LIMIT_MS } from '../../helpers/tier.ts'
import { expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { ReceiptBook } from '../../../main/ratings/receipts/receipt-book.ts'
import {
  decodeReceipt,
  encodeReceipt,
  FULL_RECEIPT_BYTES,
  HALF_RECEIPT_BYTES,
  RECEIPT_BODY_BYTES,
  RECEIPT_OUTCOMES,
  type Receipt,
  type ReceiptBody,
  verifyReceipt,
  type SentSession,
} from '../../../main/domain/receipt.ts'
import { fc } from '../../helpers/property.ts'
import { NOW, person, receiptBody } from '../people.ts'
import type { Signer } from '../../../main/domain/signer.ts'

const CASES = FUZZ_CASES
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/**
 * What was signed by whom: Ed25519 takes a tenth of a millisecond, so that here a signature holds if it was made, for
 * these bytes, by this key. Some cases in a hundred are verified for real beside.
 */
const made = new Set<string>()
const note = (domain: string, message: Uint8Array, signature: Uint8Array, key: string): string =>
  [domain, hexOf(message), hexOf(signature), key].join()
const remembering = (signer: Signer): Signer => ({
  publicKey: signer.publicKey,
  sign(domain, message) {
    const signature = signer.sign(domain, message)
    made.add(note(domain, message, signature, signer.publicKey))
    return signature
  },
  verify: (domain, message, signature, key) => made.has(note(domain, message, signature, key)),
})
const real = person('alice')
const [alice, bob, eve] = ['alice', 'bob', 'eve'].map((name) => remembering(person(name))) as [Signer, Signer, Signer]

const clock = new ManualClock(NOW)
const mine = new ReceiptBook({ signer: alice, log: { length: 3 }, clock })
/** The session that alice served to bob; receipts of it are the only ones she signs. */
const sent: SentSession = {
  requester: bob.publicKey,
  root: '11'.repeat(32),
  size: 70_000,
  nonce: '22'.repeat(32),
  sent: 70_000,
  slack: 10_000,
  started: NOW - 5000,
  providerLogLength: 3,
  requesterLogLength: 7,
}

/** Honest and dishonest bodies with the signatures that belong to them. */
const bodies: ReceiptBody[] = [
  receiptBody(alice, bob),
  receiptBody(alice, bob, { outcome: 'stalled' }),
  receiptBody(alice, bob, { outcome: 'corrupt' }),
  receiptBody(alice, bob, { nonce: '33'.repeat(32) }),
  receiptBody(eve, bob),
  receiptBody(alice, eve),
  receiptBody(alice, bob, { bytes: 70_001 }),
  receiptBody(alice, bob, { ended: NOW + 86_400_000 }),
  receiptBody(bob, bob),
]
const signers: Record<string, Signer> = { [alice.publicKey]: alice, [bob.publicKey]: bob, [eve.publicKey]: eve }
const bookOf = (key: string): ReceiptBook =>
  new ReceiptBook({ signer: signers[key] as Signer, log: { length: 7 }, clock })
const pool: Receipt[] = bodies.flatMap((body) => {
  const half = decodeReceipt(bookOf(body.requester).propose(body))
  const provider = signers[body.provider] as Signer
  const signature = provider.sign('receipt 1 provider', encodeReceipt(half).subarray(0, RECEIPT_BODY_BYTES))
  return [half, { ...half, providerSignature: signature }]
})
const whole = new Map(pool.map((receipt) => [hexOf(encodeReceipt(receipt)), receipt]))
const number = fc.oneof(
  fc.nat(10),
  fc.maxSafeNat(),
  fc.integer({ min: NOW - 10_000, max: NOW + 10_000 }),
  fc.constantFrom(70_000, 69_999, 60_000, 59_999),
)
const hex = fc.constantFrom(
  alice.publicKey,
  bob.publicKey,
  eve.publicKey,
  '11'.repeat(32),
  '22'.repeat(32),
  '33'.repeat(32),
  '00'.repeat(32),
  'ff'.repeat(32),
)
/** A field that says something else. */
const edit: fc.Arbitrary<Partial<ReceiptBody>> = fc.oneof(
  fc
    .tuple(fc.constantFrom('bytes', 'started', 'ended', 'providerLogLength', 'requesterLogLength'), number)
    .map(([field, value]) => ({ [field]: value })),
  fc
    .tuple(fc.constantFrom('provider', 'requester', 'root', 'nonce'), hex)
    .map(([field, value]) => ({ [field]: value })),
  fc.constantFrom(...RECEIPT_OUTCOMES).map((outcome) => ({ outcome })),
)
const someReceipt = fc.record({
  base: fc.nat(pool.length - 1),
  edits: fc.array(edit, { maxLength: 2 }),
  /** Whose signatures stand below: its own, those of another receipt, each other's, none. */
  hands: fc.constantFrom('own', 'own', 'other', 'swapped', 'half', 'zero'),
  other: fc.nat(pool.length - 1),
  flips: fc.array(fc.tuple(fc.nat(FULL_RECEIPT_BYTES - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 2 }),
  cut: fc.constantFrom(0, 0, 0, 0, 1, 63, 64, 65, 200),
  tail: fc.constantFrom(0, 0, 0, 1, 64),
})

test(
  `${CASES} mangled receipts: only what was signed as it stands holds, and only the truth is signed`,
  () => {
    const counts: Record<string, number> = {}
    let n = 0
    fc.assert(
      fc.property(someReceipt, ({ base, edits, hands, other, flips, cut, tail }) => {
        const from = pool[base] as Receipt
        const hand = pool[other] as Receipt
        const body: ReceiptBody = Object.assign({ ...from.body }, ...edits)
        const requesterSignature =
          hands === 'zero'
            ? new Uint8Array(64)
            : hands === 'swapped'
              ? (from.providerSignature ?? from.requesterSignature)
              : hands === 'other'
                ? hand.requesterSignature
                : from.requesterSignature
        const providerSignature =
          hands === 'half'
            ? null
            : hands === 'swapped'
              ? from.requesterSignature
              : hands === 'other'
                ? hand.providerSignature
                : from.providerSignature
        const good = encodeReceipt({ body, requesterSignature, providerSignature })
        const bytes = Buffer.concat([good.subarray(0, good.byteLength - cut), Buffer.alloc(tail)])
        for (const [at, bits] of n % 2 === 0 ? flips : [])
          bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ bits
        const name = hexOf(bytes)
        const original = whole.get(name)
        let receipt: Receipt | null = null
        try {
          receipt = decodeReceipt(bytes)
        } catch {
          receipt = null
        }
        let verdict: ReturnType<typeof verifyReceipt> = null
        if (receipt) {
          // what decodes is written in one way only
          if (hexOf(encodeReceipt(receipt)) !== name) throw new Error('two encodings of one receipt')
          verdict = verifyReceipt(receipt, alice)
          if (n % 100 === 0 && verifyReceipt(receipt, real) !== verdict)
            throw new Error('the real signatures say otherwise')
        }
        const allowed =
          original === undefined || original.body.provider === original.body.requester
            ? null
            : original.providerSignature
              ? 'full'
              : 'half'
        if (verdict !== allowed) throw new Error(`${String(verdict)}, not ${String(allowed)}`)
        counts[verdict ?? (receipt ? 'refused' : 'unreadable')] =
          (counts[verdict ?? (receipt ? 'refused' : 'unreadable')] ?? 0) + 1
        const signed = mine.countersign(bytes, sent)
        const truth = verdict === 'half' && (original === pool[0] || original === pool[2])
        // empty: true but for its times
        if ((signed?.byteLength === 64) !== truth) throw new Error(`signed: ${signed?.byteLength ?? 'no'}`)
        if (truth) counts.signed = (counts.signed ?? 0) + 1
        n++
      }),
      { numRuns: CASES, interruptAfterTimeLimit: 60_000 },
    )
    expect(oftenIn(counts)).toEqual(['full', 'half', 'refused', 'signed', 'unreadable'])
  },
  FUZZ_LIMIT_MS,
)

/** The outcomes that have come up often enough to mean something. */
const oftenIn = (counts: Record<string, number>): string[] =>
  Object.keys(counts)
    .filter((key) => (counts[key] as number) > CASES / 200)
    .sort()

test('a receipt has its fixed length', () =>
  expect([HALF_RECEIPT_BYTES, FULL_RECEIPT_BYTES]).toEqual([RECEIPT_BODY_BYTES + 64, RECEIPT_BODY_BYTES + 128]))
