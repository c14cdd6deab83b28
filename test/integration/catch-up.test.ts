import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { context, detailOf, fetchFile, sees, TestNetwork } from '../helpers/nodes.ts'

let testNetwork: TestNetwork
beforeEach(async () => {
  testNetwork = await TestNetwork.build('catch up')
})
afterEach(() => testNetwork.close(), 30_000)

test('a node that was off catches up on ratings, also of a rater that left, from other peers', async () => {
  const ann = await testNetwork.start('ann')
  const [ben, cem] = await Promise.all([
    testNetwork.start('ben'),
    testNetwork.start('cem', { 'cem.bin': randomBytes(5000) }),
  ])
  await sees(ann, ben, ({ online }) => online)
  await sees(ann, cem, ({ online }) => online)
  await ann.close()
  await fetchFile(ben, cem, 'cem.bin')
  await detailOf(cem, ben, () => true)
  // cem holds ben's log once it has read the rating of itself
  for await (const { trust } of cem.handlers.peers.myself(undefined, context)) if (trust.count === 1) break
  await ben.close()
  const again = await testNetwork.start('ann')
  const { ratings } = await detailOf(again, cem, ({ ratings }) => ratings.length === 1)
  expect(ratings).toMatchObject([
    { rater: { publicKey: ben.publicKey }, score: 1, reason: 'served', receipt: true, own: false },
  ])
  expect((await sees(again, ben, () => true)).online).toBe(false)
  // and its receipt can be opened here, signatures checked
  const opened = await again.handlers.peers.receipt({ rater: ben.publicKey, seq: ratings[0]!.seq }, context)
  expect(opened).toMatchObject({
    signatures: { requester: 'valid', provider: 'valid' },
    receipt: {
      root: null,
      bytes: 4096,
      provider: { publicKey: cem.publicKey },
      requester: { publicKey: ben.publicKey },
    },
  })
}, 60_000)

test('the rating of a finished transfer can be corrected by hand, and peers read the correction', async () => {
  const [ann, ben, cem] = await Promise.all([
    testNetwork.start('ann'),
    testNetwork.start('ben', { 'film.bin': randomBytes(9000) }),
    testNetwork.start('cem'),
  ])
  const line = await fetchFile(ann, ben, 'film.bin')
  await sees(cem, ann, ({ online }) => online)
  await ann.handlers.peers.correct(
    { of: { transferId: line.id }, score: 0, comment: 'not the film', reason: 'fake-content' },
    context,
  )
  const { ratings } = await detailOf(cem, ben, ({ ratings }) => ratings[0]?.reason === 'fake-content')
  expect(ratings).toMatchObject([
    { rater: { publicKey: ann.publicKey }, score: 0, comment: 'not the film', receipt: true },
  ])
  expect(ratings).toHaveLength(1)
  expect((await sees(ann, ben, ({ trust }) => trust.u !== null && trust.u < 0.5)).trust.count).toBe(1)
  await expect(
    (async () =>
      ann.handlers.peers.correct({ of: { transferId: 'none' }, score: 1, comment: '', reason: 'served' }, context))(),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
}, 60_000)
