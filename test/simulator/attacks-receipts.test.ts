import { expect, it } from 'vitest'
import { inspect } from '../../main/ratings/ingest/inspect.ts'
import type { StoredRating } from '../../main/ratings/ports.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { encodeReceipt, signAsRequester, type Receipt } from '../../main/domain/receipt.ts'
import { createView, fold, score } from '../../main/reputation/robust/robust.ts'
import { fullReceipt, NOW, person, ratingBlock, receiptBody } from '../ratings/people.ts'

/**
 * Real signatures through the real check of rating logs into the real arithmetic: what a simulated receipt cannot show.
 */
it('rejects forged, replayed and half-signed receipts as hearsay', () => {
  const [me, friend, shop, other] = ['me', 'friend', 'shop', 'other'].map(person) as [
    ReturnType<typeof person>,
    ReturnType<typeof person>,
    ReturnType<typeof person>,
    ReturnType<typeof person>,
  ]
  const trust = createView(me.publicKey)
  const stored: StoredRating[] = []
  let seq = 0
  const hand = (rater: typeof me, subject: typeof me, receipt: Receipt | null, value = 1): string => {
    const block = encodeRating(
      ratingBlock(subject.publicKey, {
        receipt: receipt && encodeReceipt(receipt),
        reason: 'served',
        score: value,
        time: NOW + seq,
      }),
    )
    const found = inspect(block, {
      rater: rater.publicKey,
      seq: seq++,
      now: NOW + 1000,
      signer: me,
      earlier: (nonce) =>
        stored.findLast(
          (rating) => rating.rater === rater.publicKey && rating.nonce && Buffer.from(rating.nonce).equals(nonce),
        ) ?? null,
    })
    if (typeof found === 'string') return found
    stored.push(found)
    return fold(trust, found)
  }
  const nonce = (n: number): string => n.toString(16).padStart(64, '0')
  const real = (provider: typeof me, requester: typeof me, n: number): Receipt =>
    fullReceipt(provider, requester, {
      nonce: nonce(n),
      root: `${nonce(n)}${'0'.repeat(64)}`.slice(48, 112),
      bytes: 1_048_576,
    })
  // a friend that I had good service from, and whose opinions are mine
  for (let i = 0; i < 4; i++) expect(hand(me, friend, real(friend, me, i))).toBe('added')
  for (let i = 10; i < 14; i++) expect(hand(me, other, real(other, me, i))).toBe('added')
  expect(hand(friend, other, real(other, friend, 20))).toBe('added')
  expect(score(trust, shop.publicKey).u).toBeNull()

  const good = real(shop, friend, 30)
  const wrong = new Uint8Array(64).fill(7)
  expect(hand(friend, shop, { ...good, providerSignature: wrong })).toBe('wrong-signature')
  expect(hand(friend, shop, { ...good, requesterSignature: wrong })).toBe('wrong-signature')
  expect(hand(friend, shop, { ...good, body: { ...good.body, bytes: 1e12 } })).toBe('wrong-signature')
  expect(hand(friend, shop, real(shop, other, 31))).toBe('wrong-rater')
  expect(hand(friend, shop, real(other, friend, 32))).toBe('wrong-subject')
  expect(hand(friend, shop, null)).toBe('no-receipt')
  expect(hand(friend, shop, signAsRequester(receiptBody(shop, friend, { nonce: nonce(33) }), friend))).toBe('added')
  // the half-signed one is kept, and counts nothing
  expect(score(trust, shop.publicKey)).toMatchObject({ u: null, evidence: 0, raters: 0 })

  expect(hand(friend, shop, good)).toBe('added')
  const once = score(trust, shop.publicKey)
  expect(once.evidence).toBeGreaterThan(0.3)
  expect(hand(friend, shop, good)).toBe('duplicate')
  expect(hand(friend, shop, good, 0.9)).toBe('corrected')
  expect(score(trust, shop.publicKey)).toMatchObject({ count: once.count, evidence: once.evidence })
})
