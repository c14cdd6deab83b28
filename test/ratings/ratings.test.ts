import { afterEach, describe, expect, test } from 'vitest'
import type { EndedTransfer } from '../../main/ratings/ports.ts'
import { encodeReceipt, signAsRequester } from '../../main/domain/receipt.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { fc } from '../helpers/property.ts'
import { cleanBooks, fullReceipt, NOW, openBook, person, ratingBlock, receiptBody, servedBlock } from './people.ts'

afterEach(cleanBooks)

const names = ['alice', 'bob', 'carol', 'dave']
const [alice, bob, carol, dave] = names.map(person) as [
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
]
const manual = (subject: string, score: number, time: number, comment = ''): Uint8Array =>
  encodeRating(ratingBlock(subject, { score, time, comment }))

describe('my own ratings', () => {
  const served = (n: number): EndedTransfer => ({
    peer: bob.publicKey,
    root: '11'.repeat(32),
    reason: 'served',
    ended: NOW + n,
    receipt: encodeReceipt(fullReceipt(bob, alice, { nonce: n.toString(16).padStart(64, '0') })),
  })

  test('a served transfer is rated 1 and a failed one 0, once each; manual ratings are unlimited', async () => {
    const { ratings, logs } = await openBook('alice')
    const seen: unknown[] = []
    ratings.events.on('rating', ({ subject, score, reason, own }) => seen.push([subject, score, reason, own]))
    expect(await ratings.onTransferEnded(served(1))).toBe(1)
    expect(await ratings.onTransferEnded(served(1))).toBe(1)
    expect(
      await ratings.onTransferEnded({
        ...served(2),
        reason: 'stalled',
        receipt: encodeReceipt(
          signAsRequester(receiptBody(bob, alice, { nonce: '05'.repeat(32), outcome: 'stalled' }), alice),
        ),
      }),
    ).toBe(0)
    await ratings.rateByHand(bob.publicKey, 0.25, '  slow  ')
    expect(logs.ratings.own.length).toBe(3)
    expect(seen).toEqual([
      [bob.publicKey, 1, 'served', true],
      [bob.publicKey, 0, 'stalled', true],
      [bob.publicKey, 0.25, 'manual', true],
    ])
    expect(ratings.trustOf(bob.publicKey)).toMatchObject({ count: 3, raters: 1, decision: 'new', total: 1.25 / 3 })
    expect(ratings.ratingsOf(bob.publicKey).map(({ reason, receipt, comment }) => [reason, receipt, comment])).toEqual([
      ['stalled', false, ''],
      ['served', true, ''],
      ['manual', false, 'slow'],
    ])
  })

  test('two served transfers that end in the same millisecond are two ratings', async () => {
    const { ratings } = await openBook('alice')
    await Promise.all([
      ratings.onTransferEnded({ ...served(1), ended: NOW }),
      ratings.onTransferEnded({ ...served(2), ended: NOW }),
    ])
    expect(ratings.trustOf(bob.publicKey).count).toBe(2)
  })

  test('refusals of one content within a minute count once', async () => {
    const { ratings } = await openBook('alice')
    const refused = (root: string, at: number): EndedTransfer => ({
      peer: bob.publicKey,
      root: root.repeat(32),
      reason: 'refused',
      ended: NOW + at,
      receipt: null,
    })
    const scores = []
    for (const ended of [refused('11', 0), refused('11', 30_000), refused('22', 30_001), refused('11', 60_000)])
      scores.push(await ratings.onTransferEnded(ended))
    expect(scores).toEqual([0, null, 0, 0])
    expect(ratings.trustOf(bob.publicKey)).toMatchObject({ count: 3, u: 0 })
  })

  test('a false evaluator writes what its behaviour says', async () => {
    const { ratings } = await openBook('alice', { rates: () => 0 })
    expect(await ratings.onTransferEnded(served(1))).toBe(0)
    expect(ratings.trustOf(bob.publicKey).u).toBe(0)
  })

  test('invalid manual ratings are refused with a message', async () => {
    const { ratings, me, logs } = await openBook('alice')
    for (const [subject, score, comment] of [
      [me.publicKey, 1, ''],
      [bob.publicKey, 1.5, ''],
      [bob.publicKey, Number.NaN, ''],
      ['nobody', 1, ''],
      [bob.publicKey, 1, 'x'.repeat(501)],
    ] as const) {
      await expect((async () => ratings.rateByHand(subject, score, comment))()).rejects.toMatchObject({
        code: 'BAD_INPUT',
      })
    }
    expect(logs.ratings.own.length).toBe(0)
  })

  test('a block that reached the log but not the store, because of a crash, is read at the next start', async () => {
    const first = await openBook('alice')
    await first.ratings.rateByHand(bob.publicKey, 1, '')
    await first.logs.ratings.own.append(manual(bob.publicKey, 0, NOW + 1))
    await first.close()
    const second = await openBook('alice', { dir: first.dir })
    expect(second.ratings.trustOf(bob.publicKey)).toMatchObject({ count: 2, total: 0.5 })
  })

  test('a store that is ahead of the log is rebuilt', async () => {
    const first = await openBook('alice')
    await first.ratings.ingest(first.me.publicKey, 0, [
      manual(bob.publicKey, 0, NOW),
      manual(bob.publicKey, 0, NOW + 1),
    ])
    expect(first.ratings.trustOf(bob.publicKey).count).toBe(2)
    await first.close()
    const second = await openBook('alice', { dir: first.dir })
    expect(second.ratings.trustOf(bob.publicKey).count).toBe(0)
  })
})

describe('the logs of others', () => {
  test('invalid blocks do not count, and are tallied by reason', async () => {
    const { ratings } = await openBook('alice')
    const receipt = (changes = {}): Uint8Array => encodeReceipt(fullReceipt(carol, bob, changes))
    const tampered = Buffer.from(receipt({ nonce: '77'.repeat(32) }))
    tampered[tampered.length - 1] = (tampered[tampered.length - 1] as number) ^ 1
    const block = (changes: Parameters<typeof ratingBlock>[1], subject = carol.publicKey): Uint8Array =>
      encodeRating(ratingBlock(subject, { reason: 'served', ...changes }))
    await ratings.ingest(bob.publicKey, 0, [
      servedBlock(carol, bob, 1),
      servedBlock(carol, bob, 1),
      new Uint8Array(0),
      new Uint8Array([2, 3, 4]),
      new Uint8Array(4000),
      block({ receipt: receipt(), time: NOW + 11 * 60_000 }),
      block({ receipt: receipt({ ended: NOW + 11 * 60_000 }) }),
      block({ receipt: null }),
      block({ receipt: tampered }),
      block({ receipt: receipt({ nonce: '78'.repeat(32) }) }, dave.publicKey),
      block({ receipt: encodeReceipt(fullReceipt(carol, dave)) }),
      block({ receipt: null, reason: 'manual' }, bob.publicKey),
      block({ receipt: null, reason: 'refused', score: 0 }),
    ])
    expect(ratings.trustOf(carol.publicKey)).toMatchObject({ count: 2, total: 0.5 })
    expect(ratings.trustOf(bob.publicKey).count).toBe(0)
    expect(ratings.ignored()).toEqual({
      duplicate: 1,
      malformed: 2,
      oversized: 1,
      future: 2,
      'no-receipt': 1,
      'wrong-signature': 1,
      'wrong-subject': 1,
      'wrong-rater': 1,
      self: 1,
    })
    expect(ratings.position(bob.publicKey)).toBe(13)
  })

  test('a receipt replayed in a later batch or by another rater counts once', async () => {
    const { ratings } = await openBook('alice')
    await ratings.ingest(bob.publicKey, 0, [servedBlock(carol, bob, 1)])
    await ratings.ingest(bob.publicKey, 1, [servedBlock(carol, bob, 1)])
    await ratings.ingest(dave.publicKey, 0, [servedBlock(carol, bob, 1)])
    expect(ratings.trustOf(carol.publicKey)).toMatchObject({ count: 1, raters: 1 })
    expect(ratings.ignored()).toEqual({ duplicate: 1, 'wrong-rater': 1 })
  })

  test('blocks ingested twice or overlapping count once', async () => {
    const { ratings } = await openBook('alice')
    const blocks = [0, 1, 2, 3].map((n) => servedBlock(carol, bob, n))
    await ratings.ingest(bob.publicKey, 0, blocks.slice(0, 3))
    await ratings.ingest(bob.publicKey, 0, blocks.slice(0, 3))
    await ratings.ingest(bob.publicKey, 2, blocks.slice(2))
    expect(ratings.trustOf(carol.publicKey).count).toBe(4)
    expect(ratings.ignored()).toEqual({})
  })

  test('10,000 blocks of noise: none throws, none counts', async () => {
    const { ratings } = await openBook('alice')
    const noise = fc.sample(fc.uint8Array({ maxLength: 200 }), { numRuns: 10_000, seed: 5 })
    const valid = servedBlock(carol, bob, 1)
    const mangled = noise.map((bytes, i) => {
      if (i % 2 === 0) return bytes
      const block = Buffer.from(valid)
      for (const byte of bytes.subarray(0, 3)) block[(byte * 31 + i) % block.length] = byte
      return block
    })
    await ratings.ingest(bob.publicKey, 0, mangled)
    const { count } = ratings.trustOf(carol.publicKey)
    const ignored = Object.values(ratings.ignored()).reduce((a, b) => a + b, 0)
    expect(ratings.position(bob.publicKey)).toBe(10_000)
    // a flip in score, reason or time may still be a valid rating: a correction of the same one, which counts once
    expect(count).toBeLessThanOrEqual(1)
    expect(ignored).toBeGreaterThanOrEqual(9_800)
  })
})
