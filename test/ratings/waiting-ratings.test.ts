import { afterEach, expect, test } from 'vitest'
import { SqliteWaitingRatingStore } from '../../main/store/waiting-ratings-store.ts'
import { RecoveringLog } from '../../main/ratings/recovery/recovering-log.ts'
import { ended } from './acquaintances.ts'
import { cleanBooks, NOW, openBook, person } from './people.ts'

afterEach(cleanBooks)

const bob = person('bob').publicKey
const given = (comment: string, time: number) => ({
  subject: bob,
  score: 1,
  comment,
  reason: 'manual' as const,
  time,
  corrects: null,
})

test('ratings that waited are written in order, each once, also after a crash between log and database', async () => {
  const { ratings, logs, database, me } = await openBook('alice')
  const store = new SqliteWaitingRatingStore(database, me.publicKey)
  await ratings.rateByHand(bob, 1, 'first')
  // written, but not yet removed when the process was killed
  store.add(given('first', NOW))
  store.add(given('second', NOW + 1))
  store.add(given('third', NOW + 2))
  expect(ratings.writer.waiting).toBe(3)
  await ratings.writer.writeWaiting()
  expect(ratings.writer.waiting).toBe(0)
  expect(logs.ratings.own.length).toBe(3)
  expect(ratings.ratingsOf(bob).map(({ seq, comment, time }) => [seq, comment, time])).toEqual([
    [2, 'third', NOW + 2],
    [1, 'second', NOW + 1],
    [0, 'first', NOW],
  ])
})

test('ratings of another identity go on waiting for that one', async () => {
  const { ratings, logs, database } = await openBook('alice')
  const other = new SqliteWaitingRatingStore(database, person('carol').publicKey)
  other.add(given('by another', NOW))
  await ratings.writer.writeWaiting()
  expect(logs.ratings.own.length).toBe(0)
  expect(other.all()).toMatchObject([{ comment: 'by another' }])
})

test('a correction waits while the log is held, then replaces the rating; of several, the last counts', async () => {
  const held: RecoveringLog[] = []
  const { ratings, logs } = await openBook('alice', {
    mode: 'robust',
    own: (own) => (held[0] = new RecoveringLog(own, false, () => own.length)),
  })
  await ratings.onTransferEnded(ended(person('bob'), 1))
  const seq = ratings.ratedTransfer('t1')!
  held[0]?.hold()
  await ratings.correct(seq, 0.5, 'a poor film', 'fake-content')
  await ratings.correct(seq, 0, 'an empty film', 'fake-content')
  expect(ratings.writer.waiting).toBe(1)
  expect(logs.ratings.own.length).toBe(1)
  held[0]?.release()
  await ratings.writer.writeWaiting()
  expect(ratings.writer.waiting).toBe(0)
  expect(logs.ratings.own.length).toBe(2)
  expect(ratings.ratingsOf(bob)).toMatchObject([
    { seq: 1, score: 0, reason: 'fake-content', comment: 'an empty film', receipt: true },
  ])
})
