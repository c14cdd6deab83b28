import { describe, expect, it } from 'vitest'
import { freeMarketPerformance, freeMarketX } from '../../../main/simulator/model/closed-forms.ts'
import { measured, measuredPerformance, medianOf, replicationsOf, runOf } from './settings-of.ts'

// The published results, by their numbers in docs/results.md. Each is measured over ten replications; where a
// result is slow, this is a smaller one, and the whole one is in results.soak.test.ts; 10 and 11 are there only.

describe('1. the free market', () => {
  it.each([5, 8, 11, 14])('has the x and W of the closed form at MAXtm %d', (maxGenerosity) => {
    const set = { mechanism: 'none', maxGenerosity, turnover: 0.1 }
    const { x: shareServing, W: performance } = measuredPerformance(set)
    expect(Math.abs(shareServing.mean - freeMarketX(maxGenerosity))).toBeLessThan(0.02)
    expect(Math.abs(performance.mean - freeMarketPerformance(maxGenerosity))).toBeLessThan(0.06)
  })

  it.each([1, 3])('collapses at MAXtm %d', (maxGenerosity) => {
    expect(replicationsOf('W', { mechanism: 'none', maxGenerosity })).toEqual(Array(10).fill(0))
  })
})

describe('2. the penalty', () => {
  it.each([
    [5, 0.2, 0.886, 1.62],
    [3, 0.3, 0.926, 1.74],
  ])('yields the fixed point at MAXtm %d and p %d', (maxGenerosity, penalty, x, W) => {
    const set = { mechanism: 'penalty', maxGenerosity, penalty, turnover: 0.1 }
    const { x: shareServing, W: performance } = measuredPerformance(set)
    expect(Math.abs(shareServing.mean - x)).toBeLessThan(0.02)
    expect(Math.abs(performance.mean - W)).toBeLessThan(0.06)
  })

  it.each([1, 3, 14])('makes everybody contribute from p = 1/a on, at MAXtm %d', (maxGenerosity) => {
    const set = { mechanism: 'penalty', maxGenerosity, penalty: 0.34 }
    expect(replicationsOf('x', set)).toEqual(Array(10).fill(1))
    expect(measured('W', set).mean).toBeCloseTo(2, 9)
  })

  it('is the free market without a penalty', () => {
    const at = { maxGenerosity: 7, N: 400, transactions: 8000 }
    expect(runOf({ ...at, mechanism: 'penalty', penalty: 0 })['W']).toBeCloseTo(
      runOf({ ...at, mechanism: 'none' })['W'] as number,
      12,
    )
  })
})

const RECIPROCATIVE = { mechanism: 'reciprocative' }

describe('3. private history', () => {
  it('is enough for 60 peers and too little for 120', () => {
    const median = (N: number): number =>
      medianOf(replicationsOf('cooperation', { ...RECIPROCATIVE, history: 'private', N }))
    expect(median(60)).toBeGreaterThanOrEqual(0.8)
    expect(median(120)).toBeLessThanOrEqual(0.05)
  })
})

describe('4. shared history', () => {
  it('is enough for many', () => {
    expect(measured('cooperation', { ...RECIPROCATIVE, N: 300 }).ci95[0]).toBeGreaterThan(0.95)
  })
})

describe('5. colluders', () => {
  it('ruin a shared history', () => {
    const median = medianOf(replicationsOf('cooperation', { ...RECIPROCATIVE, N: 240, colluderShare: 0.1 }))
    expect(median).toBeLessThanOrEqual(0.05)
  })

  it('get nothing by flow, as long as none of them has served', () => {
    const set = { ...RECIPROCATIVE, history: 'maxflow', N: 60, rounds: 60, learnRate: 0 }
    const { cooperation } = runOf({ ...set, contributorShare: 0, colluderShare: 0.5 })
    // half of all askers are colluders, and half of all providers
    expect(cooperation).toBeLessThan(0.3)
    expect(runOf({ ...set, history: 'shared', colluderShare: 0.5 })['cooperation']).toBeGreaterThan(0.3)
  })
})

describe('6. whitewashers', () => {
  const set = { ...RECIPROCATIVE, N: 240, whitewasherShare: 0.1 }

  it('ruin those who trust every stranger', () => {
    expect(measured('cooperation', { ...set, stranger: 'always' }).ci95[1]).toBeLessThanOrEqual(0.05)
  })

  it('gain nothing from those who adapt', () => {
    expect(measured('cooperation', { ...set, stranger: 'adaptive' }).ci95[0]).toBeGreaterThanOrEqual(0.95)
    expect(medianOf(replicationsOf('cooperation', { ...set, turnover: 0.01 }))).toBeGreaterThanOrEqual(0.8)
  })
})

const TRUSTGUARD = { mechanism: 'trustguard', N: 20, rounds: 2200 }
const PLAIN_MEAN = { alpha: 0, beta: 1, gammaRise: 0, gammaFall: 0 }

describe('7. a plain mean', () => {
  it('costs an oscillator nothing', () => {
    expect(Math.abs(measured('cost', { ...TRUSTGUARD, ...PLAIN_MEAN }).mean)).toBeLessThan(0.002)
  })
})

describe('8. the cost of oscillating', () => {
  // R - H is 1 - k/10 in the k-th unit of a good half period, over 200 units
  const MEAN_RISE = 4.5 / 200

  it.each([
    [0.05, 0.2],
    [0.1, 0.1],
    [0.05, 0.5],
    [0.2, 0.05],
  ])('is (gammaFall - gammaRise) E[(R - H)+] at gamma %d and %d', (gammaRise, gammaFall) => {
    const { mean } = measured('cost', { ...TRUSTGUARD, gammaRise, gammaFall })
    const expected = (gammaFall - gammaRise) * MEAN_RISE
    expect(Math.abs(mean - expected)).toBeLessThanOrEqual(0.02 * Math.abs(expected) + 1e-9)
  })
})

describe('9. fading memories', () => {
  it('make it at least four times as costly as a plain history', () => {
    const plain = measured('cost', TRUSTGUARD).mean
    const fading = measured('cost', { ...TRUSTGUARD, fadingLevels: 8 }).mean
    expect(fading / plain).toBeGreaterThanOrEqual(4)
    expect(fading / plain).toBeCloseTo(5.86, 1)
  })
})

describe('12. the game', () => {
  it('ends in defection: e^-(k/v) of the time is good, and with forgetting almost all of it', () => {
    const all = runOf({ mechanism: 'game', forgetting: 1 })['defectShare'] as number
    expect(Math.abs(all - (1 - Math.exp(-0.5)))).toBeLessThan(0.01)
    expect(runOf({ mechanism: 'game' })['defectShare']).toBe(0.007)
    expect(runOf({ mechanism: 'game', 'k/v': 0 })['defectShare']).toBeLessThanOrEqual(0.001)
  })
})

describe('13. the catastrophe', () => {
  it.each([
    [3, 0.841],
    [8, 0.993],
  ])('leaves 1 - s^c of randomly placed objects, at %d copies', (copies, survival) => {
    const { mean } = measured('survival', { mechanism: 'replication', placement: 'random', copies, N: 10_000 })
    expect(Math.abs(mean - survival)).toBeLessThan(0.01)
  })

  it('leaves all of those that were placed by kind', () => {
    const informed = measured('survival', { mechanism: 'replication', copies: 3 })
    expect(informed.ci95[0]).toBeGreaterThanOrEqual(0.99)
  })

  it('leaves more of erasure-coded ones in the same space, where enough of them survive on average', () => {
    const set = { mechanism: 'replication', placement: 'random', copies: 3 }
    expect(measured('survival', { ...set, fragments: 4 }).mean).toBeGreaterThan(measured('survival', set).mean)
  })
})

describe('14. service by contribution', () => {
  it('halves the bad downloads', () => {
    const set = { candidates: 2, freeRiderShare: 0.3, N: 300, transactions: 12_000, maxGenerosity: 14 }
    const bad = (mechanism: string): number => measured('badDownloads', { ...set, mechanism }).mean
    expect(bad('classes') / bad('none')).toBeLessThanOrEqual(0.5)
  })
})
