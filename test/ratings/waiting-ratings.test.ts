import { afterEach, expect, test } from 'vitest'
import { SqliteWaitingRatingStore } from '../../main/store/waiting-ratings-store.ts'
import { cleanBooks, NOW, openBook, person } from './people.ts'

afterEach(cleanBooks)

const bob = person('bob').publicKey
const given = (comment: string, time: number) => ({
  subject: bob,
  score: 1,
  comment,
  reason: 'manual' as const,
  time,
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
