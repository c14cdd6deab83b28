import { expect, test } from 'vitest'
import type { Evidence } from '../../main/reputation/evidence.ts'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import { createView, credibilityOf, decide, fold, score, type RobustView } from '../../main/reputation/robust/robust.ts'
import { seededRandom } from '../../main/base/random.ts'

const MIB = 1_048_576
let seq = 0

/** A rating with a receipt over `bytes`; null: of unknown size. */
function rating(rater: string, subject: string, value: number, bytes: number | null, receipt = ''): Evidence {
  seq++
  const nonce = receipt || `${rater}${subject}${seq}`
  return { rater, subject, score: value, seq, time: seq, reason: 'served', receipt: 'full', nonce, bytes }
}

function tell(trust: RobustView, ...ratings: Evidence[]): void {
  for (const one of ratings) fold(trust, one)
}

/** How much of a full edge a peer has that served me three times. */
function edge(bytes: number | null, value = 1): number {
  const trust = createView('me')
  for (let i = 0; i < 3; i++) tell(trust, rating('me', 'ann', value, bytes))
  return credibilityOf(trust, 'ann').flow / 3
}

test('an edge counts transfers by their bytes, up to 1 MiB each', () => {
  expect(edge(null)).toBe(1)
  expect(edge(MIB)).toBe(1)
  expect(edge(10 * MIB)).toBe(1)
  expect(edge(MIB / 2)).toBe(0.5)
  expect(edge(MIB / 4)).toBe(0.25)
  expect(edge(1)).toBe(0)
  expect(edge(0)).toBe(0)
})

test('how many bytes count in full is a parameter, for a community of small files such as the demo', () => {
  const trust = createView('me', { ...ROBUST_DEFAULTS, fullBytes: 16_384 })
  for (let i = 0; i < 3; i++) tell(trust, rating('me', 'ann', 1, 16_384), rating('me', 'bob', 1, 8192))
  expect(credibilityOf(trust, 'ann').flow).toBe(3)
  expect(credibilityOf(trust, 'bob').flow).toBe(1.5)
  expect(() => createView('me', { ...ROBUST_DEFAULTS, fullBytes: 0 })).toThrow(/fullBytes/)
})

test('many small transfers weigh no more than a large one of the same bytes', () => {
  const trust = createView('me')
  for (let i = 0; i < 64; i++) tell(trust, rating('me', 'ann', 1, MIB / 64))
  expect(credibilityOf(trust, 'ann').flow).toBe(1)
  const dust = createView('me')
  for (let i = 0; i < 1000; i++) tell(dust, rating('me', 'ann', 1, 1023))
  expect(credibilityOf(dust, 'ann').flow).toBe(0)
})

test('a bad transfer takes from an edge in full, however little it delivered', () => {
  const trust = createView('me')
  for (let i = 0; i < 3; i++) tell(trust, rating('me', 'ann', 1, MIB))
  tell(trust, rating('me', 'ann', 0, 0))
  expect(credibilityOf(trust, 'ann').flow).toBe(2)
})

test('four names that serve me three files of 1 byte do not exclude a peer that I never met', () => {
  const standing = (bytes: number): string => {
    const trust = createView('me')
    for (let i = 0; i < 10; i++) tell(trust, rating('me', `shop${i}`, 1, MIB))
    for (const name of ['n1', 'n2', 'n3', 'n4']) {
      for (let i = 0; i < 3; i++) tell(trust, rating('me', name, 1, bytes))
      for (let i = 0; i < 10; i++) tell(trust, rating(name, `shop${i}`, 1, bytes))
      for (let i = 0; i < 3; i++) tell(trust, rating(name, 'victim', 0, MIB))
    }
    return decide(trust, 'victim').standing
  }
  expect(standing(1)).toBe('new')
  // what it would be with 12 MiB served: a price, not a protection
  expect(standing(MIB)).toBe('bad')
})

test('praise for files of 1 byte changes nothing, neither in the record of all time nor in the latest votes', () => {
  const scored = (praise: number): ReturnType<typeof score> => {
    const trust = createView('me')
    seq = 0
    for (let i = 0; i < 4; i++) tell(trust, rating('me', 'friend', 1, MIB), rating('me', 'other', 1, MIB))
    tell(trust, rating('friend', 'other', 1, MIB))
    for (const value of [1, 0, 0, 1, 0]) tell(trust, rating('friend', 'shop', value, MIB))
    for (let i = 0; i < praise; i++) tell(trust, rating('friend', 'shop', 1, 1))
    return score(trust, 'shop')
  }
  const { count: _, ...before } = scored(0)
  expect(scored(50)).toMatchObject(before)
})

test('a rater of nothing but dust has no say, and leaves the votes of others as they are', () => {
  const trust = createView('me')
  for (let i = 0; i < 3; i++) tell(trust, rating('me', 'ann', 1, MIB), rating('me', 'bob', 1, MIB))
  tell(trust, rating('ann', 'shop', 1, MIB))
  const before = score(trust, 'shop')
  tell(trust, rating('bob', 'shop', 1, 0), rating('bob', 'shop', 1, 1))
  const after = score(trust, 'shop')
  expect(after).toMatchObject({ U: before.U, R: before.R, u: before.u, low: before.low, high: before.high })
  // one vote of a stranger, 0.05: U = (1 + 0.05) / (2 + 0.05), R = (U + 0.05) / 1.05
  expect(after.U).toBeCloseTo(1.05 / 2.05, 9)
  expect(after.evidence).toBeCloseTo(0.05, 9)
})

test('amends are counted by bytes: an excluded peer does not return for a thousand files of 1 byte', () => {
  const after = (count: number, bytes: number): string => {
    const trust = createView('me')
    for (let i = 0; i < 5; i++) tell(trust, rating('me', 'shop', 0, 0))
    const { held, standing } = decide(trust, 'shop')
    expect(standing).toBe('bad')
    for (let i = 0; i < count; i++) tell(trust, rating('me', 'shop', 1, bytes))
    return decide(trust, 'shop', held).standing
  }
  expect(after(1000, 1)).toBe('bad')
  expect(after(1000, MIB)).toBe('good')
})

test('the result does not depend on the order of arrival, nor on corrections in between', () => {
  seq = 0
  const ratings: Evidence[] = []
  for (let i = 0; i < 40; i++) {
    ratings.push(rating('me', `p${i % 4}`, i % 5 === 0 ? 0 : 1, (i * MIB) / 37))
    ratings.push(rating(`p${i % 4}`, 'shop', i % 3 === 0 ? 0 : 1, (i * MIB) / 29, `once${i % 30}`))
  }
  const random = seededRandom(3)
  const results = Array.from({ length: 5 }, () => {
    const trust = createView('me')
    tell(
      trust,
      ...ratings
        .map((one) => ({ one, at: random.next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ one }) => one),
    )
    return [score(trust, 'shop'), ...[0, 1, 2, 3].map((i) => credibilityOf(trust, `p${i}`))]
  })
  for (const result of results) expect(result).toEqual(results[0])
})
