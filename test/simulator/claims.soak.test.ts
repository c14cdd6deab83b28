import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { summariseDifference } from '../../main/simulator/metrics/summary.ts'
import { planExperiment } from '../../main/simulator/experiment.ts'
import { freeMarketPerformance, freeMarketX } from '../../main/simulator/model/closed-forms.ts'
import { SimulatorPool } from '../../main/simulator/pool.ts'
import type { Results } from '../../main/simulator/results.ts'
import { CLAIMS, judgeAll } from '../../main/simulator/scenarios/claims.ts'
import type { ClaimVerdict } from '../../main/simulator/scenarios/claim.ts'
import { simulate } from '../../main/simulator/simulate.ts'

const REPLICATIONS = 10
const FIGURES = ['fig2', 'fig3', 'fig4', 'fig5', 'fig6']
let pool: SimulatorPool
let results: Results[]
let verdicts: ClaimVerdict[]

beforeAll(async () => {
  pool = new SimulatorPool()
  const simulations = FIGURES.map((scenario) =>
    simulate(pool, planExperiment({ scenario, replications: REPLICATIONS, seed: 2026 })),
  )
  await Promise.all(simulations.map(({ done }) => done))
  results = simulations.map((one) => one.results)
  verdicts = judgeAll(results)
}, 300_000)
afterAll(() => pool.close())

describe('the published results are reproduced', () => {
  for (const { id, text } of CLAIMS) {
    it(`${id}. ${text}`, () => {
      const verdict = verdicts.find((one) => one.id === id)
      expect(verdict, 'the figures have all that the claim needs').toBeDefined()
      // a number fails only if its whole 95 % interval contradicts the claim: then it is not the luck of the seeds
      const contradicted = verdict?.checks.filter(
        ({
          measured: {
            ci95: [low, high],
          },
          above = -Infinity,
          below = Infinity,
        }) => high <= above || low >= below,
      )
      expect(contradicted).toEqual([])
      expect(verdict?.holds, verdict?.measured).toBe(true)
    })
  }

  it('claim 6 fails if figures 3 and 4 are swapped', () => {
    const exchanged = results.map((one) => {
      const { name } = one.plan.scenario
      const other = name === 'fig3' ? 'fig4' : name === 'fig4' ? 'fig3' : name
      const copy = Object.create(one, {
        plan: { value: { ...one.plan, scenario: { ...one.plan.scenario, name: other } } },
      }) as Results
      return copy
    })
    const bound = exchanged.map((copy, i) =>
      Object.assign(copy, { replicationsAt: (s: number, p: number) => (results[i] as Results).replicationsAt(s, p) }),
    )
    expect(judgeAll(bound).find(({ id }) => id === 6)).toMatchObject({ holds: false, certain: false })
  })
})

describe('closed forms', () => {
  it('equal the tabulated values', () => {
    const x = [0.7236, 0.7887, 0.8273, 0.8536, 0.8727, 0.8873, 0.8989, 0.9082, 0.916, 0.9226]
    const w = [1.1708, 1.366, 1.482, 1.5607, 1.618, 1.6619, 1.6966, 1.7247, 1.7481, 1.7677]
    x.forEach((value, i) => expect(freeMarketX(5 + i)).toBeCloseTo(value, 4))
    w.forEach((value, i) => expect(freeMarketPerformance(5 + i)).toBeCloseTo(value, 3))
    expect(freeMarketX(3.9)).toBe(0)
    expect(freeMarketX(5, 0.7)).toBe(0)
  })

  it('are met by the free market at every MAXtm but 4', () => {
    const [fig2] = results as [Results]
    const line = fig2.plan.series.findIndex(({ identity }) => identity === 'none')
    for (const m of [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]) {
      const measured = fig2.replicationsAt(line, m - 1) as number[]
      const { mean, ci95 } = summariseDifference(
        measured,
        measured.map(() => freeMarketPerformance(m)),
      )
      // finite N lies a little under the limit near the collapse: a small band beside the interval
      const slack = m === 5 ? 0.05 : 0.03
      expect(ci95[0] - slack, `MAXtm ${m}: ${mean}`).toBeLessThanOrEqual(0)
      expect(ci95[1] + slack, `MAXtm ${m}: ${mean}`).toBeGreaterThanOrEqual(0)
      expect(Math.abs(mean)).toBeLessThan(0.1)
    }
  })

  it('hold for free riders in the free market; peers slandered by a share f of raters have U near 1 - f', async () => {
    const sweep = planExperiment({
      scenario: 'custom',
      set: { identity: 'none', freeRiderShare: 0.3 },
      replications: REPLICATIONS,
      seed: 7,
      sweeps: [{ parameter: 'maxGenerosity', values: [5, 9, 14] }],
    })
    const { results: out, done } = simulate(pool, sweep)
    await done
    const [collapsed, ...stable] = [0, 1, 2].map((point) => out.replicationsAt(0, point) as number[])
    expect(collapsed).toEqual(collapsed?.map(() => 0))
    stable.forEach((measured, i) => {
      const expected = freeMarketPerformance([9, 14][i] as number, 3, 0.7)
      expect(
        Math.abs(
          summariseDifference(
            measured,
            measured.map(() => expected),
          ).mean,
        ),
      ).toBeLessThan(0.1)
    })
  })
})
