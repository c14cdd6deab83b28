import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../main/reputation/evidence.ts'
import {
  createView,
  decide,
  explain,
  fold,
  ignored,
  score,
  takeChanged,
  type RobustView,
} from '../../main/reputation/robust/robust.ts'

type Said = [rater: string, subject: string, score: number, receipt?: Evidence['receipt']]

function view(said: readonly Said[], me = 'me'): RobustView {
  const trust = createView(me)
  said.forEach(([rater, subject, value, receipt = 'full'], i) => {
    fold(trust, {
      rater,
      subject,
      score: value,
      seq: i,
      time: 1000 + i,
      reason: 'served',
      receipt,
      nonce: receipt === 'none' ? null : `n${i}`,
    })
  })
  return trust
}

const sum = (trust: RobustView): number =>
  explain(trust, 'me').contributions.reduce((total, { part }) => total + part, 0)

describe('my own score, as others would see it', () => {
  it('counts all who rated me, known or not, with one vote each', () => {
    const trust = view([
      ['ann', 'me', 1],
      ['ann', 'me', 1],
      ['ben', 'me', 1],
      ['cem', 'me', 0],
    ])
    expect(score(trust, 'me')).toMatchObject({ raters: 3, count: 3, evidence: 3 })
    // ann's third rating moves her mean only, which is 1 already
    const { U } = score(trust, 'me')
    fold(trust, {
      rater: 'ann',
      subject: 'me',
      score: 1,
      seq: 9,
      time: 999,
      reason: 'served',
      receipt: 'full',
      nonce: 'again',
    })
    expect(score(trust, 'me').U).toBe(U)
    expect(sum(trust)).toBeCloseTo(score(trust, 'me').u as number, 12)
  })

  it('equals the score by a peer with the same evidence first-hand', () => {
    const mine = score(view([['ann', 'me', 1]]), 'me')
    const theirs = score(view([['ann', 'me', 1]], 'ann'), 'me')
    expect(mine.u).toBeCloseTo(theirs.u as number, 12)
    expect([mine.low, mine.high].map((end) => end.toFixed(9))).toEqual(
      [theirs.low, theirs.high].map((end) => end.toFixed(9)),
    )
  })

  it('counts first-hand ratings of others without a receipt, and does not list them as ignored', () => {
    const trust = view([
      ['ann', 'me', 0, 'none'],
      ['ben', 'me', 0, 'none'],
      ['cem', 'me', 0, 'none'],
      ['dan', 'me', 0, 'half'],
    ])
    expect(decide(trust, 'me').standing).toBe('bad')
    expect(ignored(trust, 'me')).toEqual([])
    const { sources, raters, recentFailed, goodWith, contributions } = explain(trust, 'me')
    expect({ sources, recentFailed, goodWith }).toEqual({
      sources: { you: 0, trusted: 4, trustedRaters: 4, ignored: [] },
      recentFailed: 4,
      goodWith: 'trusted',
    })
    expect(raters.map(({ rater, count }) => [rater, count])).toEqual([
      ['ann', 1],
      ['ben', 1],
      ['cem', 1],
      ['dan', 1],
    ])
    expect(contributions.flatMap(({ of }) => ('recent' in of ? [of.recent.rater] : []))).toEqual([
      'dan',
      'cem',
      'ben',
      'ann',
    ])
    expect(sum(trust)).toBeCloseTo(score(trust, 'me').u as number, 12)
  })

  it('ignores raters that mostly contradict me', () => {
    const common: Said[] = ['x', 'y', 'z'].flatMap((subject): Said[] => [
      ['me', subject, 1],
      ['liar', subject, 0],
      ['friend', subject, 1],
    ])
    const trust = view([...common, ['liar', 'me', 0], ['friend', 'me', 1]])
    expect(score(trust, 'me').raters).toBe(1)
    // one good vote: U = 2/3, R = 5/6
    expect(score(trust, 'me').u).toBeCloseTo(0.75, 12)
    expect(ignored(trust, 'me')).toEqual([{ reason: 'contradicts-you', count: 1 }])
  })

  it('is reported as changed by a rating of me, and by evidence against a rater', () => {
    const trust = view([
      ['liar', 'x', 0],
      ['liar', 'y', 0],
      ['liar', 'z', 0],
      ['liar', 'me', 0],
      ['me', 'x', 1],
      ['me', 'y', 1],
    ])
    expect(takeChanged(trust)).toContain('me')
    expect(score(trust, 'me').raters).toBe(1)
    fold(trust, {
      rater: 'me',
      subject: 'z',
      score: 1,
      seq: 9,
      time: 2000,
      reason: 'served',
      receipt: 'full',
      nonce: 'z',
    })
    expect(takeChanged(trust)).toContain('me')
    expect(score(trust, 'me').raters).toBe(0)
  })

  it('does not depend on the order of arrival, and its parts add up', () => {
    const peer = fc.constantFrom('me', 'ann', 'ben', 'cem')
    const evidence = fc
      .uniqueArray(
        fc.record({
          rater: peer,
          subject: peer,
          seq: fc.nat(40),
          score: fc.double({ min: 0, max: 1, noNaN: true }),
          time: fc.integer({ min: 1, max: 4 }),
          reason: fc.constant('served' as const),
          receipt: fc.constantFrom<Evidence['receipt']>('none', 'half', 'full'),
          nonce: fc.constantFrom('a', 'b', 'c', 'd'),
        }),
        { selector: ({ rater, seq }) => `${rater}${seq}`, maxLength: 30 },
      )
      .map((list) => list.map((one): Evidence => (one.receipt === 'none' ? { ...one, nonce: null } : one)))
    fc.assert(
      fc.property(
        evidence.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          const [one, other] = [list, shuffled].map((ratings) => {
            const trust = createView('me')
            for (const rating of ratings) fold(trust, rating)
            return trust
          }) as [RobustView, RobustView]
          const mine = score(one, 'me')
          expect(score(other, 'me')).toEqual(mine)
          if (mine.u !== null) expect(sum(one)).toBeCloseTo(mine.u, 9)
        },
      ),
    )
  })
})
