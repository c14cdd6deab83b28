import { afterEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { fc } from '../helpers/property.ts'
import { cleanBooks, NOW, openBook, person, ratingBlock } from './people.ts'

afterEach(cleanBooks)

const names = ['alice', 'bob', 'carol', 'dave', 'eve']
const [alice, bob, carol, dave, eve] = names.map(person) as [
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
  ReturnType<typeof person>,
]
const manual = (subject: string, score: number, time: number, comment = ''): Uint8Array =>
  encodeRating(ratingBlock(subject, { score, time, comment }))

describe('trust', () => {
  test('does not depend on order of arrival, batches, restarts or a rebuild', async () => {
    const raters = [bob, carol, dave]
    const entry = fc.record({
      rater: fc.nat(2),
      subject: fc.constantFrom('eve', 'alice'),
      score: fc.constantFrom(0, 0.5, 1),
      time: fc.integer({ min: NOW - 50, max: NOW }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 60 }),
        fc.infiniteStream(fc.nat()),
        async (entries, order) => {
          const logs = raters.map((_, rater) =>
            entries
              .filter((one) => one.rater === rater)
              .map(({ subject, score, time }) => manual(person(subject).publicKey, score, time)),
          )
          const [one, two] = [await openBook('alice'), await openBook('alice')]
          for (const [index, log] of logs.entries())
            await one.ratings.ingest((raters[index] as typeof bob).publicKey, 0, log)
          const at = [0, 0, 0]
          while (at.some((position, i) => position < (logs[i] as Uint8Array[]).length)) {
            const i = (order.next().value as number) % 3
            const blocks = (logs[i] as Uint8Array[]).slice(
              at[i],
              (at[i] as number) + 1 + ((order.next().value as number) % 4),
            )
            await two.ratings.ingest((raters[i] as typeof bob).publicKey, at[i] as number, blocks)
            at[i] = (at[i] as number) + blocks.length
          }
          const view = ({ ratings }: typeof one): unknown =>
            [eve, alice].map(({ publicKey }) => [
              ratings.trustOf(publicKey),
              ratings.history(publicKey),
              ratings.timeline(publicKey),
              ratings.ratingsOf(publicKey),
              ratings.excludedSince(publicKey),
            ])
          const expected = view(one)
          expect(view(two)).toEqual(expected)
          await two.close()
          const again = await openBook('alice', { dir: two.dir })
          expect(view(again)).toEqual(expected)
          await again.ratings.rebuild()
          for (const [index, log] of logs.entries())
            await again.ratings.ingest(
              (raters[index] as typeof bob).publicKey,
              again.ratings.position((raters[index] as typeof bob).publicKey),
              log,
            )
          expect(view(again)).toEqual(expected)
          await cleanBooks()
        },
      ),
      { numRuns: 8 },
    )
  })

  test('ten bad ratings exclude, good ones readmit, each reported once with its time', async () => {
    const { ratings } = await openBook('alice')
    const told: string[] = []
    ratings.events.on('excluded', ({ subject }) => told.push(`excluded ${subject === carol.publicKey}`))
    ratings.events.on('readmitted', ({ subject }) => told.push(`readmitted ${subject === carol.publicKey}`))
    for (let n = 0; n < 9; n++) await ratings.ingest(bob.publicKey, n, [manual(carol.publicKey, 0, NOW - 1000 + n)])
    expect(ratings.trustOf(carol.publicKey).decision).toBe('new')
    expect(told).toEqual([])
    await ratings.ingest(bob.publicKey, 9, [manual(carol.publicKey, 0, NOW - 900)])
    expect(ratings.trustOf(carol.publicKey)).toMatchObject({ decision: 'bad', u: 0, count: 10 })
    expect(ratings.excludedSince(carol.publicKey)).toBe(NOW - 900)
    expect(ratings.excludedPeers()).toEqual([carol.publicKey])
    for (let n = 10; n < 30; n++) await ratings.ingest(bob.publicKey, n, [manual(carol.publicKey, 1, NOW - 800 + n)])
    expect(ratings.trustOf(carol.publicKey)).toMatchObject({ decision: 'good', recent: 1 })
    expect(ratings.excludedSince(carol.publicKey)).toBeNull()
    expect(told).toEqual(['excluded true', 'readmitted true'])
    expect(ratings.recentCount(carol.publicKey)).toBe(10)
  })

  test('history has the last 32 points and the timeline the last 500, also after a late rating', async () => {
    const { ratings } = await openBook('alice', { clock: new ManualClock(NOW) })
    const blocks = Array.from({ length: 600 }, (_, n) => manual(carol.publicKey, n % 3 === 0 ? 0 : 1, NOW - 10_000 + n))
    await ratings.ingest(bob.publicKey, 0, blocks)
    expect(ratings.history(carol.publicKey)).toHaveLength(32)
    const timeline = ratings.timeline(carol.publicKey)
    expect(timeline).toHaveLength(500)
    expect(timeline.at(-1)).toEqual({
      time: NOW - 10_000 + 599,
      u: ratings.trustOf(carol.publicKey).u,
      total: ratings.trustOf(carol.publicKey).total,
      recent: ratings.trustOf(carol.publicKey).recent,
    })
    expect(ratings.history(carol.publicKey).at(-1)).toBe(timeline.at(-1)?.u)
    await ratings.ingest(dave.publicKey, 0, [manual(carol.publicKey, 0, NOW - 20_000)])
    expect(ratings.timeline(carol.publicKey).at(-1)?.total).toBe(400 / 601)
    expect(ratings.history(carol.publicKey).at(-1)).toBe(ratings.trustOf(carol.publicKey).u)
    expect(ratings.ratingsOf(carol.publicKey)).toHaveLength(200)
  })
})
