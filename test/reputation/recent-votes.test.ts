import { expect, test } from 'vitest'
import type { Evidence } from '../../main/reputation/evidence.ts'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import { createView, explain, fold, score, type RobustView } from '../../main/reputation/robust/robust.ts'

/** Failures of less than 60 s count as one event. */
const APART = 60_000

/** Two friends that agree with me on four peers, and ratings of 'shop'. */
function network(said: [rater: string, score: number][], recentWeight = 4, apart = 2 * APART): RobustView {
  const trust = createView('me', { ...ROBUST_DEFAULTS, recentWeight })
  let seq = 0
  const say = (rater: string, subject: string, value: number, time: number): void => {
    seq++
    const of = { rater, subject, score: value, seq, time, reason: 'served', receipt: 'full', nonce: `n${seq}` } as const
    fold(trust, of satisfies Evidence)
  }
  for (const name of ['ann', 'bob']) for (let i = 0; i < 3; i++) say('me', name, 1, seq)
  for (const known of ['x1', 'x2', 'x3', 'x4'])
    for (const rater of ['me', 'ann', 'bob']) say(rater, known, 1, 100 + seq)
  for (const [i, [rater, value]] of said.entries()) say(rater, 'shop', value, 1_000_000 + i * apart)
  return trust
}
/** The votes behind R, newest first: rater, value, weight. */
const recent = (trust: RobustView): [string, number, number][] =>
  explain(trust, 'shop').contributions.flatMap(({ of }) =>
    'recent' in of
      ? [[of.recent.rater, of.recent.score, Number(of.weight.toFixed(4))] as [string, number, number]]
      : [],
  )
/** Of a friend that agrees with me on five peers: (5 + 0.1) / (5 + 2). */
const FRIEND = 0.7286
const mine = (values: number[]): [string, number][] => values.map((value) => ['me', value])
const PRAISE: [string, number][] = [
  ['ann', 1],
  ['bob', 1],
]

test('four votes of mine that are worse than the latest of all stand in their place, each in full', () => {
  const trust = network([...mine([1, 0.5, 0.5, 0.5, 0.5]), ...PRAISE])
  expect(recent(trust)).toEqual(Array.from({ length: 4 }, () => ['me', 0.5, 1]))
  // U is of all votes; R of four halves
  const { U, R, recentCount } = score(trust, 'shop')
  expect(R).toBeCloseTo(((U as number) + 2) / 5, 12)
  expect(recentCount).toBe(4)
})

test('votes of mine that are as good as the latest of all leave them in place', () => {
  expect(recent(network([...mine([1, 1, 1, 1]), ...PRAISE]))).toEqual([
    ['bob', 1, FRIEND],
    ['ann', 1, FRIEND],
    ['me', 1, 1],
    ['me', 1, 1],
    ['me', 1, 0.5429],
  ])
})

test('the last of my votes counts in part where the weight of recent votes is no whole number', () => {
  expect(recent(network([...mine([1, 0.5, 0.5, 0.5]), ...PRAISE], 2.5))).toEqual([
    ['me', 0.5, 1],
    ['me', 0.5, 1],
    ['me', 0.5, 0.5],
  ])
  // half of my last one is less than what the friends say, all of it would be more
  const close = network([...mine([1, 0, 0]), ['ann', 0.6], ['bob', 0.6]], 2.5)
  expect(recent(close)).toEqual([
    ['me', 0, 1],
    ['me', 0, 1],
    ['me', 1, 0.5],
  ])
  // 1 + 1 + half of a half: the friends' two votes and mine make as much
  const tied = network([...mine([0.5, 1, 1]), ['ann', 1], ['bob', 0.5]], 2.5)
  expect(recent(tied).map(([rater]) => rater)).toEqual(['bob', 'ann', 'me', 'me'])
})

test('with fewer votes of mine than count as recent, those of others stay beside them', () => {
  expect(recent(network([...mine([0, 0, 0]), ...PRAISE])).map(([rater]) => rater)).toEqual([
    'bob',
    'ann',
    'me',
    'me',
    'me',
  ])
})

test('failures less than a minute apart are one of mine here, and those a minute apart are not', () => {
  const raters = (apart: number): string[] =>
    recent(network([...mine([0, 0, 0, 0]), ...PRAISE], 4, apart)).map(([rater]) => rater)
  expect(raters(APART)).toEqual(['me', 'me', 'me', 'me'])
  expect(raters(APART - 1)).toEqual(['bob', 'ann', 'me', 'me', 'me', 'me'])
})

test('a half is no failure: such votes count one by one, however close', () => {
  expect(recent(network([...mine([0.5, 0.5, 0.5, 0.5]), ...PRAISE], 4, 10))).toEqual(
    Array.from({ length: 4 }, () => ['me', 0.5, 1]),
  )
})

test('at equal times my vote comes before that of another', () => {
  expect(recent(network([['ann', 1], ...mine([1])], 4, 0)).map(([rater]) => rater)).toEqual(['me', 'ann'])
})

test('the very first rating that was received has its place by its time, too', () => {
  const trust = createView('me')
  const said = { reason: 'served', receipt: 'full', score: 1 } as const
  fold(trust, { ...said, rater: 'ann', subject: 'shop', seq: 1, time: 90, nonce: 'first' })
  for (let i = 0; i < 3; i++) fold(trust, { ...said, rater: 'me', subject: 'ann', seq: i, time: i, nonce: `n${i}` })
  fold(trust, { ...said, rater: 'me', subject: 'shop', seq: 9, time: 80, nonce: 'mine' })
  expect(recent(trust).map(([rater]) => rater)).toEqual(['ann', 'me'])
})
