import { expect, test } from 'vitest'
import { Run } from '../../main/simulator/model/run.ts'
import { DEFAULT_SETTINGS, type ModelSettings } from '../../main/simulator/model/settings.ts'

const settings = (changes: Partial<ModelSettings>): ModelSettings => ({ ...DEFAULT_SETTINGS, N: 200, ...changes })

test.each<[string, Partial<ModelSettings>]>([
  ['permanent identities', { turnover: 0.1, freeRiderShare: 0.3 }],
  ['free identities', { identity: 'FI', turnover: 0.3, returning: 0.5, falseEvaluatorShare: 0.2 }],
  ['a free market', { identity: 'none', maxGenerosity: 6 }],
  ['traitors', { traitorShare: 0.4, traitorFrom: 2000, traitorTo: 5000 }],
  ['a wide window', { recentWindow: 70, minRatings: 80, turnover: 0.2, freeRiderShare: 0.3 }],
])('a run that was stopped goes on bit for bit: %s', (_, changes) => {
  const whole = new Run(settings(changes), 7)
  whole.advance(3001)
  const records = structuredClone(whole.records())
  const next = new Run(settings(changes), 7, records)
  for (let k = 0; k < 5; k++) {
    whole.advance(777)
    next.advance(777)
    expect(next.x).toBe(whole.x)
    expect(next.performanceSum).toBe(whole.performanceSum)
  }
  expect(next.records()).toEqual(whole.records())
})

test('records of known peers are where a run starts', () => {
  const N = 4
  const run = new Run(settings({ N, turnover: 0, maxGenerosity: 5, transactions: 10 }), 1, {
    kinds: Uint8Array.of(0, 1, 2, 0),
    count: Int32Array.of(12, 3, 20, 0),
    bad: Int32Array.of(1, 0, 20, 0),
    recent: Int32Array.of(0b1110111111, 0b111, 0, 0),
    excluded: Uint8Array.of(0, 0, 1, 0),
    // of at most 5: 4 serves at x = 0.6, as the cost is 1.67, and 1 does not
    generosity: Int32Array.of(Math.floor(0.8 * 2 ** 32), 0, 0, Math.floor(0.2 * 2 ** 32)),
    x: 0.6,
  })
  expect(run.participants).toBe(3)
  expect(run.contributors).toBe(2)
  expect(run.x).toBe(2 / 3)
  const { count, bad, recent, excluded } = run.records()
  expect([...count]).toEqual([12, 3, 20, 0])
  expect([...bad]).toEqual([1, 0, 20, 0])
  expect([...recent]).toEqual([0b1110111111, 0b111, 0, 0])
  expect([...excluded]).toEqual([0, 0, 1, 0])
})

test('a start state of another size, or with more bad ratings than ratings, is refused', () => {
  const records = new Run(settings({}), 1).records()
  expect(() => new Run(settings({ N: 100 }), 1, records)).toThrow('does not fit')
  expect(() => new Run(settings({}), 1, { ...records, bad: records.count.map((n) => n + 1) })).toThrow('does not fit')
})
