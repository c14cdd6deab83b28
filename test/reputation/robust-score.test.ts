import { expect, test } from 'vitest'
import { standingOf } from '../../main/reputation/robust/decision.ts'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import { scoreTally, type Hypothesis, type Shares } from '../../main/reputation/robust/score.ts'
import { Tally } from '../../main/reputation/tally.ts'

/** Evidence by hand, first-hand of full size: votes are [weight, value], newest first. */
function tally(change: Partial<Tally>, votes: [number, number][] = []): Tally {
  const own = change.own ?? 0
  const made = Object.assign(new Tally(), { ownCount: own, ownEarned: own }, change)
  made.recent = votes.length
  for (const [i, [weight, value]] of votes.entries()) {
    made.voteWeight[i] = weight
    made.vote[i] = value
  }
  return made
}
const score = (of: Tally, what?: Hypothesis, shares?: Shares) => scoreTally(of, ROBUST_DEFAULTS, shares, what)
const shares = (): Shares => ({ own: 0, rater: 0, recent: 0, base: 0 })
const good = (count: number): [number, number][] => Array.from({ length: count }, () => [1, 1])

test('the numbers of the robust mode are those of docs/attacks.md', () => {
  expect(ROBUST_DEFAULTS).toEqual({
    mode: 'robust',
    weightTotal: 0.5,
    weightRecent: 0.5,
    recentWeight: 4,
    fall: 1,
    fullBytes: 1_048_576,
    capacity: 3,
    overlapHalf: 2,
    strangerSimilarity: 0.05,
    ownHalf: 3,
    width: 1.28,
    minEvidence: 3,
    thetaOut: 0.5,
    thetaIn: 0.6,
    amends: 2,
    amendsCap: 10,
    newcomerMax: 3,
    newcomerShare: 0.1,
  })
})

test('nothing known: no value, the widest interval', () => {
  expect(score(tally({}))).toMatchObject({
    u: null,
    U: null,
    R: null,
    low: 0,
    high: 1,
    evidence: 0,
    count: 0,
    raters: 0,
  })
})

test('four good transfers of mine: U = 5/6, R = (5/6 + 4) / 5, u = 0.9', () => {
  const of = shares()
  const found = score(tally({ own: 4, ownSum: 4 }, good(4)), undefined, of)
  expect(found.U).toBeCloseTo(5 / 6, 12)
  expect(found.R).toBeCloseTo(29 / 30, 12)
  expect(found.u).toBeCloseTo(0.9, 12)
  const deviation = Math.sqrt((0.25 * ((5 / 6) * (1 / 6))) / 7 + (0.25 * ((29 / 30) * (1 / 30))) / 6)
  expect(found.low).toBeCloseTo(0.9 - 1.28 * deviation, 12)
  expect(found.high).toBeCloseTo(Math.min(1, 0.9 + 1.28 * deviation), 12)
  expect(found).toMatchObject({ evidence: 4, count: 4, recentCount: 4, raters: 1, penalty: 0 })
  expect(found.confidence).toBeCloseTo(4 / 7, 12)
  // 0.1 for each in U and 0.1 in R, and 0.1 without any
  for (const part of [of.own, of.recent, of.base]) expect(part).toBeCloseTo(0.1, 12)
  expect(of.rater).toBe(0)
})

test('hearsay alone, one good and one bad rater of half a vote: the fall of R below U counts once more', () => {
  const of = shares()
  const found = score(
    tally({ raters: 2, hearsay: 1, hearsaySum: 1 }, [
      [0.5, 1],
      [0.5, 0],
    ]),
    undefined,
    of,
  )
  expect(found.U).toBeCloseTo(2 / 3, 12)
  expect(found.R).toBeCloseTo(7 / 12, 12)
  expect(found.penalty).toBeCloseTo(1 / 24, 12)
  expect(found.u).toBeCloseTo(7 / 12, 12)
  expect(found).toMatchObject({ evidence: 1, count: 2, raters: 2 })
  expect(found.confidence).toBeCloseTo(0.25, 12)
  // u = R here: each recent vote counts in full, U through R alone
  expect(of.recent).toBeCloseTo(1 / 2, 12)
  expect(of.rater).toBeCloseTo(0.5 / 3, 12)
  expect(of.base + of.rater * 1 + of.recent * 0.5).toBeCloseTo(found.u as number, 12)
})

test('first-hand and hearsay are mixed by n / (n + 3 H / (1 + H)), and every rater counts once beside me', () => {
  const found = score(tally({ own: 3, ownSum: 3, raters: 1, hearsay: 1, hearsaySum: 0 }))
  expect(found.U).toBeCloseTo((2 / 3) * (4 / 5) + (1 / 3) * (1 / 3), 12)
  expect(found).toMatchObject({ evidence: 4, count: 4, raters: 2 })
})

test('recent votes count until four full ones are together, the last one in part', () => {
  const base = { own: 2, ownSum: 1 }
  const U = 0.5
  expect(
    score(
      tally(base, [
        [3, 1],
        [3, 0],
      ]),
    ).R,
  ).toBeCloseTo((U + 3) / 5, 12)
  expect(
    score(
      tally(base, [
        [3, 0],
        [3, 1],
      ]),
    ).R,
  ).toBeCloseTo((U + 1) / 5, 12)
  expect(
    score(
      tally(base, [
        [1, 1],
        [1, 1],
        [2, 1],
        [1, 0],
      ]),
    ).R,
  ).toBeCloseTo((U + 4) / 5, 12)
})

test('shared blame weighs others down, is no evidence, and says nothing of its own', () => {
  const found = score(tally({ own: 1, ownSum: 1, blame: 1 }))
  expect(found.U).toBeCloseTo(0.4 * (2 / 3) + 0.6 * (1 / 3), 12)
  expect(found.evidence).toBe(1)
  expect(score(tally({ blame: 5 }))).toMatchObject({ u: null, evidence: 0 })
})

test('what if votes came in: from others by their weight, from me in full, at most four of them recent', () => {
  const others = score(tally({}), { votes: 2, weight: 0.5, value: 1, own: false })
  expect([others.U, others.R, others.u]).toEqual([2 / 3, 5 / 6, 0.75].map((value) => expect.closeTo(value, 12)))
  const mine = score(tally({}), { votes: 2, weight: 1, value: 1, own: true })
  expect([mine.U, mine.R, mine.u]).toEqual([3 / 4, 11 / 12, 5 / 6].map((value) => expect.closeTo(value, 12)))
  expect(mine.evidence).toBe(2)
  const many = score(tally({}, [[1, 0]]), { votes: 10, weight: 1, value: 1, own: true })
  expect(many.R).toBeCloseTo((11 / 12 + 4) / 5, 12)
  const bad = score(tally({ own: 2, ownSum: 2 }, good(2)), { votes: 1, weight: 1, value: 0, own: true })
  expect(bad.U).toBeCloseTo(3 / 5, 12)
  expect(bad.R).toBeCloseTo((3 / 5 + 2) / 4, 12)
  const heard = score(tally({ raters: 1, hearsay: 1, hearsaySum: 1 }, [[1, 1]]), {
    votes: 1,
    weight: 1,
    value: 0,
    own: false,
  })
  expect(heard.U).toBeCloseTo(2 / 4, 12)
})

test('excluded only with three full votes and when the upper bound is under 0.5', () => {
  const standing = (votes: number, high: number, evidence = votes): string =>
    standingOf({ votes, evidence, high }, ROBUST_DEFAULTS)
  expect([standing(2.999, 0.1), standing(2.999, 0.9)]).toEqual(['new', 'new'])
  expect([standing(3, 0.4999, 0), standing(3, 0.5, 2.999)]).toEqual(['bad', 'new'])
  expect([standing(3, 0.4999), standing(3, 0.5), standing(3, 0.9)]).toEqual(['bad', 'good', 'good'])
})
