import { FUZZ_CASES, FUZZ_LIMIT_MS } from '../../helpers/tier.ts'
import { expect, test } from 'vitest'
import { inspect, type BlockContext } from '../../../main/ratings/ingest/inspect.ts'
import type { BlockRefusal, StoredRating } from '../../../main/ratings/ports.ts'
import { encodeReceipt, signAsRequester } from '../../../main/domain/receipt.ts'
import { decodeRating, encodeRating, MAX_BLOCK_BYTES } from '../../../main/ratings/ingest/rating-block.ts'
import { createView, fold, score } from '../../../main/reputation/robust/robust.ts'
import { fc } from '../../helpers/property.ts'
import { fullReceipt, NOW, person, ratingBlock, receiptBody, servedBlock } from '../people.ts'

const CASES = FUZZ_CASES
const [bob, carol, dave] = ['bob', 'carol', 'dave'].map(person) as [
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
]
const SLACK = 10 * 60_000

/** Every way in which a block can be good or bad; each is mangled further. */
const blocks: [Uint8Array, BlockRefusal | null][] = [
  [servedBlock(carol, bob, 1), null],
  [encodeRating(ratingBlock(carol.publicKey, { reason: 'manual', score: 0, comment: '評判 x'.repeat(20) })), null],
  [
    encodeRating(
      ratingBlock(carol.publicKey, {
        reason: 'served',
        receipt: encodeReceipt(signAsRequester(receiptBody(carol, bob), bob)),
      }),
    ),
    null,
  ],
  [encodeRating(ratingBlock(carol.publicKey, { reason: 'served' })), 'no-receipt'],
  [encodeRating(ratingBlock(bob.publicKey)), 'self'],
  [encodeRating(ratingBlock(carol.publicKey, { time: NOW + SLACK + 1 })), 'future'],
  [servedBlock(carol, bob, 2, { time: NOW + 2 * SLACK }), 'future'],
  [
    encodeRating(ratingBlock(carol.publicKey, { reason: 'served', receipt: encodeReceipt(fullReceipt(carol, dave)) })),
    'wrong-rater',
  ],
  [
    encodeRating(ratingBlock(dave.publicKey, { reason: 'served', receipt: encodeReceipt(fullReceipt(carol, bob)) })),
    'wrong-subject',
  ],
  [
    encodeRating(
      ratingBlock(carol.publicKey, {
        reason: 'served',
        receipt: encodeReceipt({ ...fullReceipt(carol, bob), providerSignature: new Uint8Array(64) }),
      }),
    ),
    'wrong-signature',
  ],
  [new Uint8Array(MAX_BLOCK_BYTES + 1), 'oversized'],
  [new Uint8Array(0), 'malformed'],
]
const REASONS = new Set<string>([
  'malformed',
  'oversized',
  'future',
  'self',
  'duplicate',
  'no-receipt',
  'wrong-subject',
  'wrong-rater',
  'wrong-signature',
])

/**
 * Ed25519 takes a tenth of a millisecond: here a signature holds if it is one of those made above. The real check is
 * tested beside.
 */
const known = new Set<string>()
for (const [block] of blocks) {
  try {
    const { receipt } = decodeRating(block)
    if (receipt)
      for (let at = 170; at < receipt.byteLength; at += 64)
        known.add(Buffer.from(receipt.subarray(at, at + 64)).toString('hex'))
  } catch {
    // meant to be none
  }
}
known.delete('00'.repeat(64))
const place = (seq: number, earlier: BlockContext['earlier']): BlockContext => ({
  rater: bob.publicKey,
  seq,
  now: NOW,
  earlier,
  signer: { verify: (_domain, _message, signature) => known.has(Buffer.from(signature).toString('hex')) },
})

test('each kind of bad rating gets its reason, with real signatures', () => {
  for (const [block, reason] of blocks) {
    const found = inspect(block, { ...place(0, () => null), signer: bob })
    if (reason === null) expect(found).toMatchObject({ rater: bob.publicKey, subject: carol.publicKey })
    else expect(found).toBe(reason)
  }
})

test(
  `${CASES} mangled ratings: none throws, each counts once or is named, what counts can be folded`,
  () => {
    const view = createView(dave.publicKey)
    const seen = new Map<string, StoredRating>()
    const counts: Record<string, number> = {}
    let seq = 0
    const mangled = fc.record({
      base: fc.nat(blocks.length - 1),
      cut: fc.nat(400),
      tail: fc.uint8Array({ maxLength: 4 }),
      flips: fc.array(fc.tuple(fc.nat(600), fc.integer({ min: 1, max: 255 })), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(mangled, ({ base, cut, tail, flips }) => {
        const [good] = blocks[base] as [Uint8Array, unknown]
        const block = Buffer.concat([
          cut < 40 ? good.subarray(0, Math.max(0, good.byteLength - cut)) : good,
          cut % 8 === 1 ? tail : new Uint8Array(0),
        ])
        if (cut % 2 === 0)
          for (const [at, bit] of flips)
            if (block.length > 0) block[at % block.length] = (block[at % block.length] as number) ^ bit
        const found = inspect(
          block,
          place(seq++, (nonce) => seen.get(Buffer.from(nonce).toString('hex')) ?? null),
        )
        if (typeof found === 'string') {
          expect(REASONS.has(found)).toBe(true)
          counts[found] = (counts[found] ?? 0) + 1
          return
        }
        counts.counted = (counts.counted ?? 0) + 1
        expect(found.time).toBeLessThanOrEqual(NOW + SLACK)
        expect(found.subject).not.toBe(bob.publicKey)
        expect(found.score >= 0 && found.score <= 1).toBe(true)
        if (found.nonce) seen.set(Buffer.from(found.nonce).toString('hex'), found)
        fold(view, found)
      }),
      { numRuns: CASES, interruptAfterTimeLimit: 60_000 },
    )
    // every reason has come up, and one receipt is one rating however often it was said
    for (const reason of [
      'malformed',
      'oversized',
      'future',
      'self',
      'no-receipt',
      'wrong-rater',
      'wrong-subject',
      'wrong-signature',
      'duplicate',
      'counted',
    ])
      expect(counts[reason], reason).toBeGreaterThan(0)
    expect(Number.isNaN(score(view, carol.publicKey).low)).toBe(false)
  },
  FUZZ_LIMIT_MS,
)
