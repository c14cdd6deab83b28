import { ManualClock } from '../../main/base/clock.ts'
import { afterEach, describe, expect, test } from 'vitest'
import type { EndedTransfer } from '../../main/ratings/ports.ts'
import { encodeReceipt, signAsRequester } from '../../main/domain/receipt.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import {
  cleanBooks,
  fullReceipt,
  NOW,
  openBook,
  person,
  ratingBlock,
  receiptBody,
  servedBlock,
  type Book,
} from './people.ts'

afterEach(cleanBooks)

const [alice, bob, carol, dave, eve] = ['alice', 'bob', 'carol', 'dave', 'eve'].map(person) as [
  Person,
  Person,
  Person,
  Person,
  Person,
]
type Person = ReturnType<typeof person>
const named = (key: string) => ({ publicKey: key, fingerprint: key.slice(0, 8), name: key.slice(0, 8) })
const nonce = (n: number): string => n.toString(16).padStart(64, '0')
/** A transfer of mine from `provider` that ended `reason`. */
const ended = (provider: Person, n: number, reason: 'served' | 'stalled' = 'served'): EndedTransfer => ({
  transfer: `t${n}`,
  peer: provider.publicKey,
  root: '11'.repeat(32),
  reason,
  ended: NOW - 1000 + n,
  receipt: encodeReceipt(
    reason === 'served'
      ? fullReceipt(provider, alice, { nonce: nonce(n) })
      : signAsRequester(receiptBody(provider, alice, { nonce: nonce(n), outcome: reason }), alice),
  ),
})
const open = (dir?: string): Promise<Book> => openBook('alice', { mode: 'robust', ...(dir && { dir }) })

/** Bob has served me five times; he has rated carol ten times and dave, whom I know too. */
async function acquainted(): Promise<Book> {
  const book = await open()
  for (let n = 0; n < 5; n++) await book.ratings.onTransferEnded(ended(bob, n))
  for (let n = 5; n < 8; n++) await book.ratings.onTransferEnded(ended(dave, n))
  await book.ratings.ingest(bob.publicKey, 0, [
    ...Array.from({ length: 10 }, (_, n) => servedBlock(carol, bob, 100 + n, { time: NOW - 500 + n })),
    servedBlock(dave, bob, 120, { time: NOW - 400 }),
    servedBlock(dave, bob, 121, { time: NOW - 399 }),
  ])
  return book
}

describe('the robust mode over real logs', () => {
  test('those whom I know vouch for others; strangers count nothing and are shown as ignored', async () => {
    const { ratings } = await acquainted()
    const before = ratings.trustOf(carol.publicKey)
    expect(before.raters).toBe(1)
    expect(before.u).toBeGreaterThan(0.5)
    await ratings.ingest(
      eve.publicKey,
      0,
      Array.from({ length: 50 }, (_, n) => servedBlock(carol, eve, 200 + n, { score: 0, time: NOW - 300 + n })),
    )
    expect(ratings.trustOf(carol.publicKey)).toEqual(before)
    expect(ratings.ignored()['unknown-rater']).toBe(50)
    const explanation = ratings.explain(carol.publicKey, named)
    expect(explanation.sources.ignored).toMatchObject({ count: 50, reasons: [{ reason: 'unknown-rater', count: 50 }] })
    expect(explanation.sources.trusted).toMatchObject({
      count: 10,
      raters: 1,
      reasons: [{ reason: 'served', count: 10 }],
    })
    expect(explanation.contributions.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(before.u!, 9)
    expect(explanation.raters.map(({ peer }) => peer.publicKey)).toEqual([bob.publicKey])
  })

  test('a cache that is thrown away is built again from the logs to the same scores', async () => {
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

  test('while the logs are read again nobody is let in or excluded on a part of the evidence', async () => {
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

  test('what a log said before it contradicted itself stays when all else is read again, and nobody waits for it', async () => {
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

  test("the user's own word is no cache: it survives a rebuild and a restart, with its end", async () => {
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

  test('a log that cannot be had again holds up decisions for a minute, no longer', async () => {
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

  test('how others see me follows the mode in use', async () => {
    const { ratings, me } = await open()
    for (const [rater, failed] of [
      [bob, false],
      [carol, true],
    ] as const) {
      const said = failed
        ? encodeRating(ratingBlock(me.publicKey, { score: 0, reason: 'refused', time: NOW - 100 }))
        : servedBlock(me, rater, 1, { time: NOW - 200 })
      await ratings.ingest(rater.publicKey, 0, [said])
    }
    const robust = ratings.trustOf(me.publicKey)
    expect(robust).toMatchObject({
      count: 2,
      raters: 2,
      decision: 'new',
      low: expect.any(Number),
      high: expect.any(Number),
    })
    expect(ratings.explain(me.publicKey, named)).toMatchObject({
      mode: 'robust',
      sources: { you: { count: 0 }, trusted: { count: 2, raters: 2 }, ignored: { count: 0 } },
    })
    expect(ratings.history(me.publicKey)).toHaveLength(2)
    ratings.setMode('paper')
    expect(ratings.trustOf(me.publicKey)).toMatchObject({ u: 0.5, count: 2, low: null, high: null })
    expect(ratings.explain(me.publicKey, named).mode).toBe('paper')
    ratings.setMode('robust')
    expect(ratings.trustOf(me.publicKey)).toEqual(robust)
  })

  test('the course of trust and the standings are there after a restart', async () => {
    const first = await open()
    for (let n = 0; n < 4; n++) await first.ratings.onTransferEnded(ended(eve, n, 'stalled'))
    const seen = [
      first.ratings.history(eve.publicKey),
      first.ratings.timeline(eve.publicKey),
      first.ratings.excludedSince(eve.publicKey),
    ]
    expect(seen[0]).toHaveLength(4)
    expect(first.ratings.isExcluded(eve.publicKey)).toBe(true)
    await first.close()
    const { ratings } = await open(first.dir)
    expect([
      ratings.history(eve.publicKey),
      ratings.timeline(eve.publicKey),
      ratings.excludedSince(eve.publicKey),
    ]).toEqual(seen)
    expect(ratings.isExcluded(eve.publicKey)).toBe(true)
  })

  test('what would change it: transfers for the rule, nothing but the user for the user', async () => {
    const { ratings } = await acquainted()
    expect(ratings.explain(carol.publicKey, named).whatWouldChange).toMatchObject({
      direction: 'exclude',
      with: 'trusted',
    })
    expect(ratings.explain(eve.publicKey, named).whatWouldChange).toMatchObject({
      direction: 'exclude',
      with: 'you',
      count: 3,
    })
    ratings.decisions.decide(carol.publicKey, 'block', NOW + 5000)
    expect(ratings.explain(carol.publicKey, named)).toMatchObject({
      sentence: { key: 'blocked', values: { until: NOW + 5000, since: NOW } },
      whatWouldChange: { direction: 'readmit', count: null },
    })
  })

  test('another mode counts the same evidence its own way, and back; my own word stays', async () => {
    const { ratings } = await acquainted()
    const robust = ratings.trustOf(carol.publicKey)
    ratings.decisions.decide(eve.publicKey, 'block', null)
    ratings.setMode('paper')
    expect(ratings.trustOf(carol.publicKey)).toMatchObject({
      u: 1,
      total: 1,
      recent: 1,
      count: 10,
      low: null,
      high: null,
      decision: 'good',
    })
    expect(ratings.explain(carol.publicKey, named)).toMatchObject({ mode: 'paper', sentence: { key: 'good' } })
    expect(ratings.isExcluded(eve.publicKey)).toBe(true)
    ratings.setMode('robust')
    expect(ratings.trustOf(carol.publicKey)).toEqual(robust)
  })
})

describe('corrections', () => {
  test('what the user says of a transfer later takes the place of what was said first, for me and for others', async () => {
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

  test('many corrections of one rating in one batch, and over batches, count once: the last', async () => {
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

  test('a receipt opened shows both signatures checked now; one of another subject corrects nothing', async () => {
    const { ratings, logs } = await open()
    await ratings.onTransferEnded(ended(bob, 1))
    const view = await ratings.open(alice.publicKey, 0, named)
    expect(view).toMatchObject({
      rating: { own: true, score: 1 },
      receipt: { provider: named(bob.publicKey), bytes: 70_000, outcome: 'served' },
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
