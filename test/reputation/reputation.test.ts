import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HyobanError } from '../../main/base/errors.ts'
import { trustValue } from '../../main/reputation/paper/paper.ts'
import { checkPaperParameters, DEFAULT_PARAMETERS, type Parameters } from '../../main/reputation/parameters.ts'
import { recentRatings } from '../../main/reputation/paper/state.ts'
import { compareRatings, type Rating } from '../../main/reputation/rating.ts'
import { decide, emptyState, explain, fold, score, type SubjectState } from '../../main/reputation/reputation.ts'
import { RATING_REASONS } from '../../main/domain/reasons.ts'

const NOW = 1_700_000_000_000
const parameters: Parameters = { ...DEFAULT_PARAMETERS }

const ratings = (count: number, value: (i: number) => number): Rating[] =>
  Array.from({ length: count }, (_, i) => ({
    rater: 'aa',
    subject: 'ff',
    seq: i,
    score: value(i),
    time: NOW + i,
    reason: 'served' as const,
  }))
const folded = (list: readonly Rating[], with_: Parameters = parameters): SubjectState =>
  list.reduce((state, rating) => fold(state, rating, with_), emptyState(with_))

const arbitraryRatings = fc.uniqueArray(
  fc.record({
    rater: fc.constantFrom('a1', 'b2', 'c3', 'd4'),
    subject: fc.constant('ff'),
    seq: fc.nat(40),
    score: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    // few distinct times, so that ties are common
    time: fc.integer({ min: NOW, max: NOW + 5 }),
    reason: fc.constantFrom(...RATING_REASONS),
  }),
  { selector: (rating) => `${rating.rater}/${rating.seq}`, maxLength: 80, size: 'max' },
)
const arbitraryParameters = fc
  .record({
    mode: fc.constant('paper' as const),
    weightTotal: fc.double({ min: 0, max: 1, noNaN: true }),
    recentWindow: fc.integer({ min: 1, max: 40 }),
    minRatings: fc.integer({ min: 1, max: 30 }),
    exclusionThreshold: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map((p) => ({ ...p, weightRecent: 1 - p.weightTotal }))

/** The formula written down once more, from the whole list, without state. */
function recomputed(list: readonly Rating[], p: Parameters): number {
  const sorted = list.toSorted(
    (a, b) => a.time - b.time || (a.rater < b.rater ? -1 : a.rater > b.rater ? 1 : a.seq - b.seq),
  )
  const mean = (some: readonly Rating[]): number => some.reduce((sum, r) => sum + r.score, 0) / some.length
  return p.weightTotal * mean(sorted) + p.weightRecent * mean(sorted.slice(-p.recentWindow))
}

describe('the paper mode', () => {
  it('does not depend on the order of arrival', () => {
    fc.assert(
      fc.property(
        arbitraryRatings.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        arbitraryParameters,
        ([list, shuffled], p) => {
          expect(recentRatings(folded(shuffled, p), 100)).toEqual(recentRatings(folded(list, p), 100))
          expect(score(folded(shuffled, p), NOW, p)).toEqual(score(folded(list, p), NOW, p))
          expect(explain(folded(shuffled, p), NOW, p)).toEqual(explain(folded(list, p), NOW, p))
        },
      ),
    )
  })

  it('equals the formula over the whole list, within [0, 1]', () => {
    fc.assert(
      fc.property(
        arbitraryRatings.filter((list) => list.length > 0),
        arbitraryParameters,
        (list, p) => {
          const { u, count, raters } = score(folded(list, p), NOW, p)
          expect(u).toBeCloseTo(recomputed(list, p), 5)
          expect(u).toBeGreaterThanOrEqual(0)
          expect(u).toBeLessThanOrEqual(1)
          expect(count).toBe(list.length)
          expect(recentRatings(folded(list, p), p.recentWindow)).toEqual(
            list.toSorted(compareRatings).slice(-p.recentWindow),
          )
          expect(raters).toBe(new Set(list.map((rating) => rating.rater)).size)
        },
      ),
    )
  })

  it('takes no more memory after a hundred thousand ratings than after a hundred', () => {
    const size = (state: SubjectState): number => state.recent.length + state.raters.size + state.uncounted.length
    const state = folded(ratings(100, (i) => i % 2))
    score(state, NOW, parameters)
    const before = size(state)
    let wrong = 0
    for (const rating of ratings(100_000, (i) => (i % 3) / 2)) {
      fold(state, { ...rating, seq: rating.seq + 100, time: rating.time + 100 }, parameters)
      // who the raters are is counted when it is asked for: each rating once
      if (rating.seq % 100 === 0) score(state, NOW, parameters)
      else if (state.uncounted.length !== rating.seq % 100) wrong++
    }
    expect(wrong).toBe(0)
    score(state, NOW, parameters)
    expect(size(state)).toBe(before)
    expect(score(state, NOW, parameters).count).toBe(100_100)
  })

  it('lists contributions that add up to the score, and the distance to a change', () => {
    fc.assert(
      fc.property(
        arbitraryRatings.filter((list) => list.length > 0),
        arbitraryParameters,
        (list, p) => {
          const state = folded(list, p)
          const why = explain(state, NOW, p)
          expect(why.contributions.reduce((sum, line) => sum + line.part, 0)).toBeCloseTo(why.score.u as number, 9)
          const bad = why.decision.standing === 'bad'
          expect(why.goodUntilReadmitted === 0).toBe(!bad)
          expect(why.badUntilExcluded === 0).toBe(bad)
          const steps = why.goodUntilReadmitted
          if (bad && steps !== null && steps < 500) {
            const after = (n: number): SubjectState =>
              folded([...list, ...ratings(n, () => 1).map((r) => ({ ...r, rater: 'zz', time: r.time + 100 }))], p)
            expect(decide(after(steps), NOW, p).standing).toBe('good')
            expect(decide(after(steps - 1), NOW, p).standing).toBe('bad')
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('follows the closed form of a traitor: n good, then k bad', () => {
    for (const n of [10, 50, 200]) {
      for (const k of [0, 1, 4, 10, 25]) {
        const state = folded(ratings(n + k, (i) => (i < n ? 1 : 0)))
        expect(score(state, NOW, parameters).u).toBeCloseTo((0.5 * n) / (n + k) + 0.5 * Math.max(0, 1 - k / 10), 12)
      }
    }
  })

  it('excludes only with enough ratings below the threshold; unknown is new, not bad', () => {
    expect(decide(emptyState(parameters), NOW, parameters)).toEqual({ standing: 'new', excluded: false, by: 'rule' })
    expect(score(emptyState(parameters), NOW, parameters)).toMatchObject({ u: null, U: null, R: null, count: 0 })
    expect(decide(folded(ratings(9, () => 0)), NOW, parameters).standing).toBe('new')
    expect(decide(folded(ratings(10, () => 0)), NOW, parameters).standing).toBe('bad')
    expect(decide(folded(ratings(10, (i) => (i < 6 ? 1 : 0))), NOW, parameters).standing).toBe('good')
    expect(decide(folded(ratings(10, (i) => (i < 5 ? 1 : 0))), NOW, parameters).standing).toBe('bad')
  })

  it('lets the user override proofs, and proofs the score', () => {
    const good = folded(ratings(20, () => 1))
    expect(decide(good, NOW, parameters, { equivocation: true })).toEqual({
      standing: 'bad',
      excluded: true,
      by: 'proof',
    })
    expect(decide(good, NOW, parameters, { equivocation: true, user: 'allow' })).toEqual({
      standing: 'good',
      excluded: false,
      by: 'user',
    })
    expect(decide(good, NOW, parameters, { user: 'block' })).toEqual({ standing: 'bad', excluded: true, by: 'user' })
  })

  it('explains why a peer is excluded and what would readmit it', () => {
    const why = explain(folded(ratings(20, (i) => (i < 10 ? 1 : i < 18 ? 0 : 1))), NOW, parameters)
    expect(why.decision).toMatchObject({ excluded: true, by: 'rule' })
    expect(why).toMatchObject({ recentFailed: 8, score: { recentCount: 10 } })
    expect(why.score.u).toBeCloseTo(0.4, 12)
    // k more: 0.5 (12 + k) / (20 + k) + 0.5 (2 + k) / 10 reaches 0.6 at k = 4
    expect(why.goodUntilReadmitted).toBe(4)
    expect(why.trend).toBeCloseTo(-0.4, 12)
    // newest first, each in U and in R, then all older ones in U
    expect(why.contributions).toHaveLength(11)
    expect(why.contributions[0]).toEqual({
      of: { rating: expect.objectContaining({ seq: 19, score: 1 }) },
      part: expect.closeTo(0.5 / 20 + 0.5 / 10, 12),
    })
    expect(why.contributions[2]).toEqual({ of: { rating: expect.objectContaining({ seq: 17, score: 0 }) }, part: 0 })
    expect(why.contributions[10]).toEqual({ of: { older: 10 }, part: expect.closeTo(0.25, 12) })
    expect(why.raters).toEqual([{ rater: 'aa', count: 20 }])
    expect(why.badUntilExcluded).toBe(0)
  })

  it('rejects ratings out of range without changing the state', () => {
    const state = folded(ratings(3, () => 1))
    const before = structuredClone(state)
    for (const broken of [
      { score: -0.1 },
      { score: 1.1 },
      { score: Number.NaN },
      { time: Number.NaN },
      { seq: -1 },
      { seq: 0.5 },
    ]) {
      expect(() => fold(state, { ...(ratings(1, () => 1)[0] as Rating), ...broken }, parameters)).toThrow(HyobanError)
    }
    expect(state).toEqual(before)
  })

  it('works with a smaller window than it was folded with, and rejects a larger one', () => {
    const state = folded(ratings(30, (i) => (i < 25 ? 1 : 0)))
    expect(score(state, NOW, { ...parameters, recentWindow: 5 }).R).toBe(0)
    expect(() => score(state, NOW, { ...parameters, recentWindow: 20 })).toThrow(/folded anew/)
  })
})

describe('parameters', () => {
  it('are checked against their ranges', () => {
    expect(() => checkPaperParameters(parameters)).not.toThrow()
    expect(() => checkPaperParameters({ ...parameters, exclusionThreshold: 1.5 })).toThrow(
      'exclusionThreshold must be a number from 0 to 1 (trust value), not 1.5.',
    )
    expect(() => checkPaperParameters({ ...parameters, recentWindow: 2.5 })).toThrow(/whole number from 1 to 1000/)
    expect(() => checkPaperParameters({ ...parameters, weightTotal: 0.8 })).toThrow(/weightTotal \+ weightRecent/)
    expect(() => checkPaperParameters({ ...parameters, minRatings: Number.NaN })).toThrow(/minRatings/)
  })

  it('share their arithmetic with the simulator', () => {
    expect(trustValue(0.5, 30, 40, 0.5, 2, 10)).toBe(0.5 * 0.75 + 0.5 * 0.2)
  })
})
