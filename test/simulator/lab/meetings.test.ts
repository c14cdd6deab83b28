import { describe, expect, it } from 'vitest'
import { exclusion } from '../../../main/simulator/mechanisms/exclusion.ts'
import { none } from '../../../main/simulator/mechanisms/none.ts'
import { DEFAULT_SETTINGS, type ModelSettings } from '../../../main/simulator/model/settings.ts'
import { Run } from '../../../main/simulator/model/run.ts'
import { runOf, settingsOf } from './settings-of.ts'

describe('meetings under the rules of the founding paper', () => {
  it.each<Partial<ModelSettings>>([
    { identity: 'none', maxGenerosity: 6 },
    { identity: 'PI', freeRiderShare: 0.3, turnover: 0.1 },
    { identity: 'FI', falseEvaluatorShare: 0.1, turnover: 0.5, maxGenerosity: 14 },
    { identity: 'FI', traitorShare: 0.4, traitorFrom: 4000, traitorTo: 7000, contributorShare: 0.1 },
    { identity: 'PI', recentWindow: 40, minRatings: 25, freeRiderShare: 0.2, returns: 0.5 },
  ])('equal the model’s own run bit for bit: %j', (set) => {
    const model: ModelSettings = { ...DEFAULT_SETTINGS, N: 300, transactions: 10_000, ...set }
    const run = new Run(model, 42)
    run.advance(9000)
    run.performanceSum = 0
    run.advance(1000)
    const { identity, ...numbers } = model
    const free = identity === 'none'
    const lab = settingsOf({ mechanism: free ? 'none' : 'exclusion', ...numbers, ...(!free && { identity }) })
    const metrics = (free ? none : exclusion).run(lab, 42, () => {})
    expect(metrics['W']).toBe(run.performanceSum / 1000)
    expect(run.performanceSum).toBeGreaterThan(100)
    const excluded = model.N - run.participants
    const bad = model.N * (model.freeRiderShare + model.falseEvaluatorShare + model.traitorShare)
    const counted = (metrics['excludedHonest'] ?? 0) * (model.N - bad) + (metrics['excludedBad'] ?? 0) * bad
    expect(counted).toBeCloseTo(excluded, 9)
  })

  it('give whitewashers a new name after each meeting, so that none is excluded', () => {
    const { excludedBad } = runOf({ N: 200, transactions: 20_000, whitewasherShare: 0.3 })
    expect(excludedBad).toBe(0)
    expect(runOf({ N: 200, transactions: 20_000, freeRiderShare: 0.3 })['excludedBad']).toBeGreaterThan(0.9)
  })

  it('let colluders live off claimed services', () => {
    const { excludedBad } = runOf({ N: 200, transactions: 20_000, colluderShare: 0.3 })
    expect(excludedBad).toBe(1)
    // 59 others claim 100 services each: without the recent ratings the claims outweigh all that is true
    const praised = { N: 200, transactions: 20_000, weightTotal: 1, weightRecent: 0 }
    expect(runOf({ ...praised, colluderShare: 0.3 })['excludedBad']).toBe(0)
    expect(runOf({ ...praised, freeRiderShare: 0.3 })['excludedBad']).toBeGreaterThan(0.9)
  })

  it('let oscillators serve and fail in turn', () => {
    const half = runOf({ mechanism: 'none', N: 200, transactions: 8000, oscillatorShare: 1, period: 10 })
    expect(half['badDownloads']).toBeCloseTo(0.5, 9)
  })

  it('offer a choice of candidates, of which the best known is asked', () => {
    const set = { N: 200, transactions: 20_000, whitewasherShare: 0.3 }
    const one = runOf(set)['badDownloads'] as number
    const five = runOf({ ...set, candidates: 5 })['badDownloads'] as number
    expect(five).toBeLessThan(one / 5)
  })
})
