import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { openDatabase } from '../../main/store/database.ts'
import { migrations } from '../../main/store/migrations/index.ts'
import { RatingsStore } from '../../main/store/ratings-store.ts'
import { cleanBooks, NOW, openBook, person, ratingBlock, servedBlock } from './people.ts'

// The clock of this node is behind: ratings of others seem to be of the future, until it is set.

const HOUR = 3_600_000
const [bob, carol] = [person('bob'), person('carol')]

afterEach(cleanBooks)

test('ratings heard while the clock was behind count within a minute after it was set', async () => {
  const clock = new ManualClock(NOW - 24 * HOUR)
  const { ratings } = await openBook('alice', { clock })
  await ratings.ingest(bob.publicKey, 0, [servedBlock(carol, bob, 1), servedBlock(carol, bob, 2)])
  expect(ratings.trustOf(carol.publicKey).count).toBe(0)
  expect(ratings.ignored()).toEqual({ future: 2 })
  const judged = ratings.events.once('trust')
  clock.advance(24 * HOUR - 10 * 60_000 - 1)
  expect(ratings.trustOf(carol.publicKey).count).toBe(0)
  clock.advance(60_000)
  expect(await judged).toEqual({ subject: carol.publicKey })
  expect(ratings.trustOf(carol.publicKey)).toMatchObject({ count: 2, u: 1 })
  expect(ratings.ignored()).toEqual({})
  // blocks that came after them go on from there
  await ratings.ingest(bob.publicKey, 2, [servedBlock(carol, bob, 3)])
  expect(ratings.trustOf(carol.publicKey).count).toBe(3)
})

test('they count after a restart with the right clock', async () => {
  const early = await openBook('alice', { clock: new ManualClock(NOW - 24 * HOUR) })
  await early.ratings.ingest(bob.publicKey, 0, [servedBlock(carol, bob, 1)])
  await early.close()
  const { ratings } = await openBook('alice', { dir: early.dir, clock: new ManualClock(NOW) })
  expect(ratings.trustOf(carol.publicKey)).toMatchObject({ count: 1, u: 1 })
  expect(ratings.ignored()).toEqual({})
})

test('one that was corrected meanwhile does not undo its correction', async () => {
  const clock = new ManualClock(NOW - HOUR)
  const { ratings } = await openBook('alice', { clock })
  await ratings.ingest(bob.publicKey, 0, [
    servedBlock(carol, bob, 1, { time: NOW + 2 * HOUR }),
    servedBlock(carol, bob, 1, { time: NOW, score: 0, comment: 'corrected' }),
  ])
  expect(ratings.ignored()).toEqual({ future: 2 })
  const corrected = ratings.events.once('trust')
  clock.advance(HOUR)
  await corrected
  expect(ratings.ratingsOf(carol.publicKey)).toMatchObject([{ score: 0, comment: 'corrected' }])
  clock.advance(3 * HOUR)
  await ratings.rateByHand(bob.publicKey, 1, '')
  expect(ratings.ratingsOf(carol.publicKey)).toMatchObject([{ score: 0, comment: 'corrected' }])
  expect(ratings.ignored()).toEqual({ duplicate: 1 })
})

test('a log dated ahead fills no disk: 100 blocks are kept, and years far ahead do not count', async () => {
  const clock = new ManualClock(NOW)
  const { ratings, database } = await openBook('alice', { clock })
  const years = [2038, 2107, 9999].map((year) => Date.UTC(year, 0, 1))
  const blocks = [...years, 253_402_300_800_000, Number.MAX_SAFE_INTEGER].map((time) =>
    encodeRating(ratingBlock(carol.publicKey, { time })),
  )
  for (let n = 0; n < 200; n++) blocks.push(encodeRating(ratingBlock(carol.publicKey, { time: NOW + HOUR + n })))
  await ratings.ingest(bob.publicKey, 0, blocks)
  expect(ratings.ignored()).toEqual({ future: 205 })
  expect(database.prepare('SELECT count(*) AS n FROM futureRatings').get()).toEqual({ n: 100 })
  clock.advance(HOUR)
  await ratings.rateByHand(bob.publicKey, 1, '')
  expect(ratings.trustOf(carol.publicKey).count).toBe(95)
})

test('logs in which an earlier version ignored some are read again', async () => {
  const { database, dir, close } = await openBook('alice')
  const { path } = database
  await close()
  rmSync(path)
  const old = openDatabase(path, { log: () => {}, migrations: migrations.filter(({ number }) => number < 30) })
  for (const rater of [bob, carol].map(({ publicKey }) => publicKey)) {
    old.prepare('INSERT INTO ratingLogs (rater, position, bytes) VALUES (?, 7, 700)').run(rater)
    old.prepare("INSERT INTO ratingsIgnored VALUES (?, 'duplicate', 3), (?, 'stalled', 1)").run(rater, rater)
  }
  old.prepare("INSERT INTO ratingsIgnored VALUES (?, 'future', 2)").run(bob.publicKey)
  old.close()
  const store = new RatingsStore(openDatabase(join(dir, 'hyoban.db'), { log: () => {} }))
  expect([store.position(bob.publicKey), store.position(carol.publicKey)]).toEqual([0, 7])
  expect(store.ignored()).toEqual([
    { rater: bob.publicKey, reason: 'stalled', count: 1 },
    { rater: carol.publicKey, reason: 'duplicate', count: 3 },
    { rater: carol.publicKey, reason: 'stalled', count: 1 },
  ])
})
