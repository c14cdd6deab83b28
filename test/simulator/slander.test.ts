import { expect, it } from 'vitest'
import { summarise } from '../../main/simulator/metrics/summary.ts'
import { traitorTrust } from '../../main/simulator/model/closed-forms.ts'
import { DEFAULT_SETTINGS, USER_KINDS } from '../../main/simulator/model/settings.ts'
import { WatchedRun } from '../../main/simulator/model/watched-run.ts'
import { someSeeds } from './reference-run.ts'

it('gives honest peers U = 1 - f if a share f of all raters is false', () => {
  for (const f of [0.1, 0.3, 0.5]) {
    const means = someSeeds(10).map((seed) => {
      const watched = new WatchedRun(
        { ...DEFAULT_SETTINGS, identity: 'none', contributorShare: 1 - f, falseEvaluatorShare: f, turnover: 0 },
        seed,
      )
      watched.step(40_000)
      const { kinds } = watched.snapshot()
      const honest = [...kinds.keys()].filter((slot) => kinds[slot] === USER_KINDS.indexOf('contributor'))
      return honest.reduce((sum, slot) => sum + (watched.scoreOf(slot).U ?? 0), 0) / honest.length
    })
    const { ci95 } = summarise(means)
    expect(ci95[0] - 0.005).toBeLessThan(1 - f)
    expect(ci95[1] + 0.005).toBeGreaterThan(1 - f)
  }
})

it("follows the closed form for a traitor's trust: n good ratings, then k bad ones", () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    identity: 'none' as const,
    N: 50,
    transactions: 4000,
    contributorShare: 0.5,
    traitorShare: 0.5,
    traitorFrom: 2000,
    traitorTo: 4000,
    maxGenerosity: 1000,
    turnover: 0,
  }
  const watched = new WatchedRun(settings, 5)
  const traitor = 30
  expect(watched.snapshot().kinds[traitor]).toBe(USER_KINDS.indexOf('traitor'))
  watched.follow(traitor)
  watched.step(4000)
  const good = watched.history.filter(({ rating }) => rating === 1).length
  const after = watched.history.filter(({ rating }) => rating === 0)
  expect(good).toBeGreaterThan(40)
  expect(after.length).toBeGreaterThan(20)
  after.forEach(({ u }, i) => expect(u).toBeCloseTo(traitorTrust(good, i + 1, 0.5, 0.5, 10), 12))
})
