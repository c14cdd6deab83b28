import { afterEach, describe, expect, test } from 'vitest'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { cleanBooks, NOW, ratingBlock, servedBlock } from './people.ts'
import { bob, carol, eve, named, ended, open, acquainted } from './acquaintances.ts'

afterEach(cleanBooks)

describe('the robust mode over real logs', () => {
  test('known peers vouch for others; ratings by strangers are ignored, and shown as such', async () => {
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

  test('the own score follows the mode in use', async () => {
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

  test('the course of trust and the standings survive a restart', async () => {
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

  test('transfers would change a decision of the rule, but not one of the user', async () => {
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

  test('switching modes recomputes trust from the same evidence, and keeps user decisions', async () => {
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
