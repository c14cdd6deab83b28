import { ManualClock } from '../../main/base/clock.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { cleanBooks, NOW, openBook, person, servedBlock, type Book } from './people.ts'
import { bob, carol, dave, eve, named, ended, open, acquainted, type Person } from './acquaintances.ts'

afterEach(cleanBooks)

describe('a rebuild of the cache', () => {
  test('a cleared cache is rebuilt from the logs to the same scores', async () => {
    const first = await acquainted()
    const keys = [bob, carol, dave, eve].map(({ publicKey }) => publicKey)
    const view = ({ ratings }: Book): unknown =>
      keys.map((key) => [ratings.trustOf(key), ratings.explain(key, named).contributions, ratings.ratingsOf(key)])
    const expected = view(first)
    const courses = ({ ratings }: Book): number[] => keys.map((key) => ratings.timeline(key).length)
    const points = courses(first)
    const logs = [
      ...Array.from({ length: 10 }, (_, n) => servedBlock(carol, bob, 100 + n, { time: NOW - 500 + n })),
      servedBlock(dave, bob, 120, { time: NOW - 400 }),
      servedBlock(dave, bob, 121, { time: NOW - 399 }),
    ]
    await first.ratings.rebuild()
    expect(first.ratings.position(bob.publicKey)).toBe(0)
    await first.ratings.ingest(bob.publicKey, 0, logs)
    expect(view(first)).toEqual(expected)
    // drawn once more, not twice
    expect(courses(first)).toEqual(points)
    await first.close()
    expect(view(await open(first.dir))).toEqual(expected)
  })

  test('while logs are read again, no peer is readmitted or excluded on partial evidence', async () => {
    const { ratings } = await open()
    const friends = Array.from({ length: 5 }, (_, i) => person(`friend${i}`))
    let n = 0
    const blocks = (rater: Person): Uint8Array[] =>
      [...friends.filter((other) => other !== rater), carol, carol].map((subject) =>
        servedBlock(subject, rater, 1000 + n, { time: NOW - 500 + n++ }),
      )
    const logs = friends.map((friend) => [friend.publicKey, blocks(friend)] as const)
    // carol failed me three times, and served all my friends well since: my word alone would exclude her
    for (const friend of friends) for (let i = 0; i < 4; i++) await ratings.onTransferEnded(ended(friend, n++))
    for (const [rater, log] of logs) await ratings.ingest(rater, 0, [...log])
    for (let i = 0; i < 3; i++)
      await ratings.onTransferEnded({ ...ended(carol, n++, 'stalled'), ended: NOW - 2000 + i })
    const seen = {
      since: ratings.excludedSince(carol.publicKey),
      history: ratings.decisions.history(null, 100),
      trust: ratings.trustOf(carol.publicKey),
    }
    expect(seen).toMatchObject({ since: null, history: [] })
    expect(seen.trust.u).toBeGreaterThan(0.45)
    const told: string[] = []
    ratings.events.on('readmitted', () => told.push('readmitted'))
    ratings.events.on('excluded', () => told.push('excluded'))
    await ratings.rebuild()
    expect(ratings.trustOf(carol.publicKey).u).toBeLessThan(0.3)
    expect(ratings.isExcluded(carol.publicKey)).toBe(false)
    // sent off before the rebuild: it would leave a hole
    const [late, log] = logs[0] as (typeof logs)[number]
    await ratings.ingest(late, 4, log.slice(4))
    expect(ratings.position(late)).toBe(0)
    for (const [rater, all] of logs) await ratings.ingest(rater, 0, [...all])
    expect({
      since: ratings.excludedSince(carol.publicKey),
      history: ratings.decisions.history(null, 100),
      trust: ratings.trustOf(carol.publicKey),
    }).toEqual(seen)
    expect(told).toEqual([])
    // and from then on news counts at once
    for (let i = 0; i < 4; i++) await ratings.onTransferEnded(ended(eve, n++, 'stalled'))
    expect(told).toEqual(['excluded'])
  })

  test('ratings from before an equivocation survive a rebuild, which does not wait for that log', async () => {
    const { ratings } = await acquainted()
    ratings.decisions.prove({ peer: bob.publicKey, length: 4, fork: 0, time: NOW, proof: new Uint8Array(0) })
    const view = () => ({
      trust: [bob, carol, dave].map(({ publicKey }) => ratings.trustOf(publicKey)),
      history: ratings.decisions.history(null, 10),
      since: ratings.excludedSince(bob.publicKey),
      position: ratings.position(bob.publicKey),
    })
    const seen = view()
    expect(seen.trust[1]?.count).toBe(1)
    await ratings.rebuild()
    expect(view()).toEqual(seen)
    for (let n = 20; n < 24; n++) await ratings.onTransferEnded(ended(eve, n, 'stalled'))
    expect(ratings.isExcluded(eve.publicKey)).toBe(true)
  })

  test('user decisions survive a rebuild and a restart, with their end', async () => {
    const first = await acquainted()
    const word = ({ ratings }: Book): unknown =>
      [carol, dave, eve].map(({ publicKey }) => [
        ratings.decisions.override(publicKey),
        ratings.isExcluded(publicKey),
        ratings.excludedSince(publicKey),
      ])
    first.ratings.decisions.decide(carol.publicKey, 'block', NOW + 60_000)
    first.ratings.decisions.decide(dave.publicKey, 'block', null)
    first.ratings.decisions.decide(eve.publicKey, 'allow', null)
    const said = word(first)
    expect(said).toEqual([
      [{ peer: carol.publicKey, decision: 'block', since: NOW, until: NOW + 60_000 }, true, NOW],
      [{ peer: dave.publicKey, decision: 'block', since: NOW, until: null }, true, NOW],
      [{ peer: eve.publicKey, decision: 'allow', since: NOW, until: null }, false, null],
    ])
    await first.ratings.rebuild()
    expect(word(first)).toEqual(said)
    await first.close()
    expect(word(await open(first.dir))).toEqual(said)
  })

  test('a log that is no longer available delays decisions for at most a minute', async () => {
    const clock = new ManualClock(NOW)
    const { ratings } = await openBook('alice', { mode: 'robust', clock })
    for (let n = 0; n < 4; n++) await ratings.onTransferEnded(ended(bob, n))
    await ratings.ingest(
      bob.publicKey,
      0,
      Array.from({ length: 3 }, (_, n) => servedBlock(dave, bob, 100 + n, { time: NOW - 500 + n })),
    )
    await ratings.rebuild()
    for (let n = 10; n < 15; n++) await ratings.onTransferEnded(ended(eve, n, 'stalled'))
    expect(ratings.isExcluded(eve.publicKey)).toBe(false)
    clock.advance(60_000)
    expect(ratings.isExcluded(eve.publicKey)).toBe(true)
  })
})
