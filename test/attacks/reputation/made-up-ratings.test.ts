import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { encodeRating } from '../../../main/ratings/ingest/rating-block.ts'
import { meet } from '../../helpers/overlay.ts'
import { makeTrickster } from '../../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'
import { alice, bob, ended, eve, open } from '../../ratings/acquaintances.ts'
import { longRatings, madeUp, makeLogReader } from '../../ratings/log-reader.ts'
import { type Book, cleanBooks, keyPair, person, ratingBlock, servedBlock } from '../../ratings/people.ts'

const MIB = 1024 * 1024

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())
afterEach(cleanBooks)

/** Resolves once the log of a peer is ignored for its size. */
function overBudget({ ratings }: Book, peer: string): Promise<void> {
  return new Promise((resolve) => {
    const off = ratings.onTrust((changed) => {
      if (changed !== peer || ratings.ignored()['over-budget'] === undefined) return
      off()
      resolve()
    })
  })
}

test('4 MiB of hand-made ratings by a stranger are read; the rest once this node has rated the stranger', async () => {
  const reader = await makeLogReader(net.bootstrap, 'Hand-made', { mode: 'robust' })
  const stranger = await makeTrickster(net.bootstrap, 'Hand-made', keyPair('bob'))
  await stranger.core.append(longRatings(0, 3000).map((block) => Buffer.from(block)))
  const full = overBudget(reader, bob.publicKey)
  await meet(stranger.overlay, reader.overlay)
  await full
  const { ratings, logs, database } = reader
  const read = ratings.readLogs.sizeOf(bob.publicKey)
  expect(read).toBeGreaterThanOrEqual(4 * MIB)
  expect(read).toBeLessThan(4 * MIB + 64 * 4096)
  expect(logs.ratings.following).toEqual([])
  const rows = database.sql.prepare('SELECT count(*) FROM ratings').pluck()
  expect(rows.get()).toBe(ratings.position(bob.publicKey))
  expect(ratings.position(bob.publicKey)).toBeLessThan(3000)
  const all = new Promise<void>((resolve) => {
    logs.ratings.onRead(() => ratings.position(bob.publicKey) === 3000 && resolve())
  })
  await ratings.rateByHand(bob.publicKey, 1, '')
  await all
  expect(rows.get()).toBe(3000 + ratings.position(reader.me.publicKey))
}, 60_000)

test('forgotten logs leave no row, no position and no trace in trust; others count as before', async () => {
  const { ratings, database, close } = await open()
  for (let n = 0; n < 3; n++) await ratings.onTransferEnded(ended(bob, n))
  const honest = Array.from({ length: 5 }, (_, n) => servedBlock(eve, bob, n))
  await ratings.ingest(bob.publicKey, 0, honest)
  const before = ratings.trustOf(eve.publicKey)
  const graph = ratings.graph()
  const strangers = ['one', 'two'].map((name) => person(name).publicKey)
  for (const stranger of strangers)
    await ratings.ingest(stranger, 0, [...longRatings(0, 1500), servedBlock(bob, eve, 1)])
  expect(ratings.readLogs.sizes()).toHaveLength(3)
  await ratings.readLogs.forget(strangers)
  const left = database.sql.prepare('SELECT DISTINCT rater FROM ratings ORDER BY rater').pluck().all()
  expect(left).toEqual([alice.publicKey, bob.publicKey].sort())
  expect(ratings.readLogs.sizes()).toEqual([
    { peer: bob.publicKey, bytes: honest.reduce((sum, { byteLength }) => sum + byteLength, 0) },
  ])
  expect(strangers.map((stranger) => ratings.position(stranger))).toEqual([0, 0])
  expect(ratings.trustOf(eve.publicKey)).toEqual(before)
  expect(ratings.graph()).toEqual(graph)
  await close()
})

test('19,000 made-up ratings are walked a few at a time when their author is rated', async () => {
  const { ratings, close } = await open()
  const blocks = Array.from({ length: 19_000 }, (_, n) => encodeRating(ratingBlock(madeUp(n))))
  for (let from = 0; from < blocks.length; from += 64)
    await ratings.ingest(bob.publicKey, from, blocks.slice(from, from + 64))
  let [now, most, heard] = [0, 0, 0]
  const told = new Promise<void>((resolve) => {
    ratings.onTrust(() => {
      if (now++ === 0) setImmediate(() => (now = 0))
      most = Math.max(most, now)
      if (++heard >= 19_000) resolve()
    })
  })
  await ratings.onTransferEnded(ended(bob, 0))
  // the author itself comes first
  expect(ratings.trustOf(bob.publicKey).count).toBe(1)
  await told
  expect(most).toBeLessThanOrEqual(2 * 256)
  await close()
}, 60_000)
