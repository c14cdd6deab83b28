import { expect, test } from 'vitest'
import { seededRandom } from '../../../main/base/random.ts'
import { betaCdf, betaQuantile, clopperPearson } from '../../../main/simulator/mine/beta.ts'
import { classify } from '../../../main/simulator/mine/classify.ts'
import { estimate } from '../../../main/simulator/mine/estimate.ts'
import { simulateLedger } from '../../../main/simulator/mine/ledger.ts'
import { chapman, population } from '../../../main/simulator/mine/population.ts'
import { returning, turnover } from '../../../main/simulator/mine/rates.ts'
import { dirichlet } from '../../../main/simulator/mine/sampling.ts'
import { correct } from '../../../main/simulator/mine/shares.ts'
import { DEFAULT_SETTINGS, USER_KINDS } from '../../../main/simulator/model/settings.ts'

test.each([
  // closed forms, and values of R's pbeta
  [0.5, 2, 2, 0.5],
  [0.3, 1, 3, 1 - 0.7 ** 3],
  [0.25, 0.5, 0.5, 1 / 3],
  [0.1, 10, 1, 1e-10],
])('P(beta <= %s) with a = %s and b = %s', (x, a, b, expected) => {
  expect(betaCdf(x, a, b)).toBeCloseTo(expected, 12)
  expect(betaQuantile(expected, a, b)).toBeCloseTo(x, 10)
})

test.each([
  // Clopper and Pearson as R's binom.test and Newcombe (1998) give them
  [81, 263, 0.2527, 0.3676],
  [15, 148, 0.0578, 0.1617],
  [0, 20, 0, 0.1684],
  [1, 29, 0.0009, 0.1776],
])('the exact interval of %s in %s', (hits, trials, low, high) => {
  const found = clopperPearson(hits, trials)
  expect(found.low).toBeCloseTo(low, 4)
  expect(found.high).toBeCloseTo(high, 4)
})

test('without trials nothing is known', () => {
  expect(clopperPearson(0, 0)).toMatchObject({ low: 0, high: 1 })
})

test('d is joins over requests, with the interval of their share mapped', () => {
  const found = turnover({ peers: 61, joins: 213, known: 200, requests: 19_680, hasSightings: true })
  expect(found.value).toBeCloseTo(0.010823, 6)
  expect(found.low).toBeCloseTo(0.0094, 4)
  expect(found.high).toBeCloseTo(0.0124, 4)
})

test('where keys are free, an old user may have a new one: returning has no top', () => {
  const presence = { peers: 10, joins: 20, known: 10, requests: 100, hasSightings: true }
  expect(returning(presence, 'FI')).toMatchObject({ value: 0.5, high: 1 })
  expect(returning(presence, 'PI').high).toBeLessThan(0.73)
})

test('Chao: 10 seen once and 4 twice among 30 mean 9 more', () => {
  const found = population([10, 4, 16], { first: 20, second: 22, both: 12 })
  expect(found).toMatchObject({ value: 39, met: 30, changing: false })
  expect(found.low).toBeGreaterThan(30)
  expect(found.high).toBeGreaterThan(39)
  expect(chapman(20, 22, 12).value).toBeCloseTo((21 * 23) / 13 - 1, 10)
})

test('a network of other peers each half is changing too fast to count', () => {
  expect(population([0, 0, 580], { first: 300, second: 300, both: 20 }).changing).toBe(true)
})

const outcomes = (good: number, bad: number): Uint8Array =>
  Uint8Array.from({ length: good + bad }, (_, i) => (i < good ? 1 : 0))
test.each([
  ['nothing with two services', outcomes(2, 0), {}, null],
  ['a contributor', outcomes(20, 0), {}, 'contributor'],
  ['a free rider', outcomes(0, 10), {}, 'freeRider'],
  ['a traitor', outcomes(20, 20), {}, 'traitor'],
  ['no traitor among the undecided', Uint8Array.from({ length: 40 }, (_, i) => i % 2), {}, 'rational'],
  ['a false evaluator', outcomes(0, 10), { worst: 8, worstToGood: 8 }, 'falseEvaluator'],
  ['no false evaluator with two marks', outcomes(0, 10), { worst: 2, worstToGood: 2 }, 'freeRider'],
] as const)('a record suggests %s', (_, record, marks, kind) => {
  const found = classify({ outcomes: record, worst: 0, worstToGood: 0, ...marks })
  expect(found === null ? null : USER_KINDS[found]).toBe(kind)
})

test('corrected shares undo the mistakes of a known classifier', () => {
  const matrix = [
    [0.6, 0.3, 0.1, 0, 0],
    [0, 1, 0, 0, 0],
    [0.2, 0, 0.8, 0, 0],
    [0, 0, 0.3, 0.7, 0],
    [0.1, 0, 0.1, 0, 0.8],
  ]
  const truth = [0.3, 0.2, 0.25, 0.15, 0.1]
  const observed = matrix[0]!.map((_, c) => matrix.reduce((sum, row, k) => sum + row[c]! * truth[k]!, 0))
  let shares = [1, 0, 0, 0, 0]
  for (let i = 0; i < 20; i++) shares = correct(matrix, observed, shares)
  shares.forEach((share, kind) => expect(share).toBeCloseTo(truth[kind]!, 3))
})

test('Dirichlet draws have the mean of their weights', () => {
  const random = seededRandom(1)
  const draws = Array.from({ length: 4000 }, () => dirichlet(random, [0.5, 2, 7.5]))
  const mean = draws[0]!.map((_, i) => draws.reduce((sum, one) => sum + one[i]!, 0) / 4000)
  expect(mean[0]).toBeCloseTo(0.05, 2)
  expect(mean[2]).toBeCloseTo(0.75, 2)
})

test('a ledger of known parameters is estimated, without a word on who is who', () => {
  const settings = { ...DEFAULT_SETTINGS, N: 60, transactions: 1500, turnover: 0.02, freeRiderShare: 0.2 }
  const { counts, x } = simulateLedger(settings, 3)
  const found = estimate(counts, seededRandom(1))
  expect(found.missing).toEqual([])
  expect(found.turnover.low).toBeLessThan(0.02)
  expect(found.turnover.high).toBeGreaterThan(0.02)
  expect(found.x.low).toBeLessThan(x)
  expect(found.x.high).toBeGreaterThan(x)
  expect(found.kinds.shares[2]!.low).toBeLessThanOrEqual(0.2)
  expect(found.kinds.shares[2]!.high).toBeGreaterThanOrEqual(0.2)
  expect(/"[0-9a-f]{16}/i.test(JSON.stringify({ counts, found }))).toBe(false)
})

test('too little is told: what there is, and what is needed', () => {
  const { counts } = simulateLedger({ ...DEFAULT_SETTINGS, N: 10, transactions: 100 }, 1)
  const { missing, maxGenerosity } = estimate(
    { ...counts, presence: { ...counts.presence, hasSightings: false } },
    seededRandom(1),
  )
  expect(missing.map(({ what, need }) => [what, need])).toEqual([
    ['peers', 20],
    ['receipts', 200],
    ['sightings', 1],
  ])
  expect(maxGenerosity).toBeNull()
})
