import { afterEach, describe, expect, test } from 'vitest'
import { encodeReceipt } from '../../main/domain/receipt.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { cleanBooks, fullReceipt, NOW, openBook, ratingBlock, servedBlock } from './people.ts'
import { alice, bob, carol, named, nonce, ended, open } from './acquaintances.ts'

afterEach(cleanBooks)

describe('corrections', () => {
  test('a later rating of a transfer by the user replaces the first one, here and at peers', async () => {
    const { ratings, logs } = await open()
    await ratings.onTransferEnded(ended(bob, 1))
    const seq = ratings.ratedTransfer('t1')!
    await ratings.correct(seq, 0, 'an empty film', 'fake-content')
    expect(logs.ratings.own.length).toBe(2)
    expect(ratings.ratingsOf(bob.publicKey)).toMatchObject([
      { seq: 1, score: 0, reason: 'fake-content', comment: 'an empty film', receipt: true },
    ])
    expect(ratings.trustOf(bob.publicKey)).toMatchObject({ count: 1 })
    expect(ratings.trustOf(bob.publicKey).u).toBeLessThan(0.5)
    expect(ratings.graph().edges).toEqual([{ from: alice.publicKey, to: bob.publicKey, mean: 0, count: 1 }])
    await expect(ratings.correct(seq, 1, '', 'served')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const other = await openBook('dave')
    const blocks: Uint8Array[] = []
    for await (const { block } of logs.ratings.own.read()) blocks.push(block)
    await other.ratings.ingest(alice.publicKey, 0, blocks)
    expect(other.ratings.trustOf(bob.publicKey)).toMatchObject({ u: 0, count: 1 })
    expect(other.ratings.ignored()).toEqual({})
  })

  test('of many corrections of one rating, within and across batches, only the last counts', async () => {
    for (const mode of ['paper', 'robust'] as const) {
      const { ratings } = await openBook('alice', { mode })
      const say = (score: number, time: number): Uint8Array => servedBlock(carol, bob, 1, { score, time })
      await ratings.ingest(bob.publicKey, 0, [say(1, NOW - 9), say(0, NOW - 8), say(0.5, NOW - 7)])
      expect(ratings.graph().edges).toMatchObject([{ mean: 0.5, count: 1 }])
      await ratings.ingest(bob.publicKey, 3, [say(0.75, NOW - 6), say(0.25, NOW - 5)])
      expect(ratings.graph().edges).toMatchObject([{ mean: 0.25, count: 1 }])
      expect(ratings.ratingsOf(carol.publicKey)).toMatchObject([{ seq: 4, score: 0.25 }])
      if (mode === 'paper') expect(ratings.trustOf(carol.publicKey)).toMatchObject({ u: 0.25, count: 1 })
      await cleanBooks()
    }
  })

  test('an opened receipt has freshly checked signatures; one of another subject corrects nothing', async () => {
    const { ratings, logs } = await open()
    await ratings.onTransferEnded(ended(bob, 1))
    const view = await ratings.open(alice.publicKey, 0, named)
    expect(view).toMatchObject({
      rating: { own: true, score: 1 },
      receipt: { provider: named(bob.publicKey), bytes: 1_048_576, outcome: 'served' },
      signatures: { requester: 'valid', provider: 'valid' },
      checked: NOW,
    })
    await ratings.onTransferEnded(ended(bob, 2, 'stalled'))
    expect(await ratings.open(alice.publicKey, 1, named)).toMatchObject({
      signatures: { requester: 'valid', provider: 'missing' },
    })
    await expect(ratings.open(alice.publicKey, 9, named)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const receipt = encodeReceipt(fullReceipt(carol, alice, { nonce: nonce(1) }))
    await logs.ratings.own.append(encodeRating(ratingBlock(carol.publicKey, { receipt, score: 0, reason: 'served' })))
    await ratings.start()
    expect(ratings.ignored()).toEqual({ duplicate: 1 })
  })
})
