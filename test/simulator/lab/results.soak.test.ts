import { describe, expect, it } from 'vitest'
import { summarise } from '../../../main/simulator/metrics/summary.ts'
import { freeMarketPerformance, freeMarketX } from '../../../main/simulator/model/closed-forms.ts'
import { downloadsAtRandom } from './closed-forms.ts'
import { measured, measuredPerformance, medianOf, replicationsOf } from './settings-of.ts'

// The published results at the sizes of docs/results.md, by their numbers there.

const LARGE = { N: 10_000, transactions: 100_000, turnover: 0.1 }

describe('1. the free market, 10,000 peers', () => {
  it.each([5, 6, 7, 8, 9, 10, 11, 12, 13, 14])('has x and W of the closed form within 0.02, at MAXtm %d', (m) => {
    const set = { ...LARGE, mechanism: 'none', maxGenerosity: m }
    const { x: shareServing, W: performance } = measuredPerformance(set)
    expect(Math.abs(shareServing.mean - freeMarketX(m))).toBeLessThan(0.02)
    expect(Math.abs(performance.mean - freeMarketPerformance(m))).toBeLessThan(0.02)
  })
})

describe('2. the penalty, 10,000 peers', () => {
  it.each([
    [5, 0.2, 0.886, 1.62],
    [3, 0.3, 0.926, 1.74],
  ])('has x and W of the fixed point within 0.02, at MAXtm %d and p %d', (maxGenerosity, penalty, x, W) => {
    const set = { ...LARGE, mechanism: 'penalty', maxGenerosity, penalty }
    const { x: shareServing, W: performance } = measuredPerformance(set)
    expect(Math.abs(shareServing.mean - x)).toBeLessThan(0.02)
    expect(Math.abs(performance.mean - W)).toBeLessThan(0.02)
  })
})

const RECIPROCATIVE = { mechanism: 'reciprocative' }

describe('3 to 6. reciprocating peers', () => {
  it('4. cooperate by a shared history, 1000 peers', () => {
    expect(measured('cooperation', { ...RECIPROCATIVE, N: 1000 }).ci95[0]).toBeGreaterThanOrEqual(0.95)
  })

  it('5. cooperate by flow, 240 peers; colluders that were servers before ruin that more often than not', () => {
    const set = { ...RECIPROCATIVE, N: 240, history: 'maxflow' }
    expect(medianOf(replicationsOf('cooperation', set))).toBeGreaterThanOrEqual(0.9)
    const ruined = replicationsOf('cooperation', { ...set, colluderShare: 0.1 })
    // the published median is 0.9 and more: this does not hold here
    expect(medianOf(ruined)).toBeLessThan(0.05)
    for (const one of ruined) expect(one < 0.05 || one > 0.9).toBe(true)
  })

  it('6. are not ruined by whitewashers at a turnover of 0.01, 1000 peers', () => {
    const set = { ...RECIPROCATIVE, whitewasherShare: 0.1, turnover: 0.01 }
    expect(medianOf(replicationsOf('cooperation', set))).toBeGreaterThanOrEqual(0.8)
  })
})

describe('9. fading memories, 20 periods', () => {
  it('make oscillating six times as costly', () => {
    const ratio = (i: number): number => {
      const [plain] = replicationsOf('cost', { mechanism: 'trustguard' }, 1, i)
      const [fading] = replicationsOf('cost', { mechanism: 'trustguard', fadingLevels: 8 }, 1, i)
      return (fading as number) / (plain as number)
    }
    expect(summarise(Array.from({ length: 10 }, (_, i) => ratio(i))).mean).toBeCloseTo(5.95, 1)
  })
})

describe('10, 11. friends, 1000 peers', () => {
  it.each([
    [0.3, 15],
    [0.4, 20],
  ])('spare downloads, at a share %d of bad peers by the factor %d', (freeRiderShare, factor) => {
    const set = { mechanism: 'friends', freeRiderShare }
    const random = measured('downloadsPerFile', { ...set, friends: 0, rounds: 20 }).mean
    expect(Math.abs(random / downloadsAtRandom(freeRiderShare, 200, 0.0145, 0.9) - 1)).toBeLessThan(0.03)
    expect(random / measured('downloadsPerFile', set).mean).toBeGreaterThan(factor)
  })

  it('cost more than twice as much to find where bad peers whitewash their names', () => {
    const known = measured('cost', { mechanism: 'friends' }).mean
    const renamed = measured('cost', { mechanism: 'friends', freeRiderShare: 0, whitewasherShare: 0.4 }).mean
    expect(renamed / known).toBeGreaterThan(2)
  })
})
