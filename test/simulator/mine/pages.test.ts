import { expect, test } from 'vitest'
import type { HealthPart } from '../../../main/contract/simulator.ts'
import type { PeerRow } from '../../../main/contract/peers.ts'
import { readWhatIf } from '../../../main/simulator/mine/what-if.ts'
import { trendOf, trustBins } from '../../../renderer/pages/peers/health/health-words.ts'
import { runsOf, type ChartPoint } from '../../../renderer/pages/peers/health/small-chart.tsx'
import { scaleOf } from '../../../renderer/pages/simulator/mine/estimate-rows.ts'
import { mineCommand } from '../../../renderer/pages/simulator/mine/mine-store.ts'

test.each([
  [{ value: 31, low: 30, high: 38 }, [0, 50]],
  [{ value: 0.011, low: 0.009, high: 0.012 }, [0, 0.02]],
  [{ value: 100, low: 90, high: null }, [0, 200]],
  [{ value: null, low: null, high: null }, [0, 1]],
])('a scale holds the interval: %j', (estimate, ends) => {
  expect(scaleOf(estimate)).toEqual(ends)
})

test('the command asks for the same, in words that the command line knows', () => {
  const whatIf = { invitation: true, traitors: 0.1, turnover: 2, threshold: 0.8 }
  const command = mineCommand({ days: 30, replications: 50, seed: 1, whatIf }, '/home/a b/"x"')
  expect(command).toBe(
    'hyoban simulate mine --data-dir "/home/a b/\\"x\\"" --days 30 --replications 50 --seed 1' +
      ' --what-if invitation --what-if traitors=0.1 --what-if turnover=2 --what-if threshold=0.8',
  )
  expect(readWhatIf([...command.matchAll(/--what-if (\S+)/g)].map(([, text]) => text ?? ''))).toEqual(whatIf)
  expect(mineCommand({ days: 7, replications: 1, seed: 2 }, undefined)).toBe(
    'hyoban simulate mine --days 7 --replications 1 --seed 2',
  )
})

const part = (low: number | null, high: number | null): HealthPart => ({
  from: 0,
  until: 1,
  requests: 1,
  x: { value: low, low, high },
  W: { value: null, low: null, high: null },
  turnover: { value: null, low: null, high: null },
  exclusions: 0,
  newcomers: 0,
})

test.each([
  ['up', [part(null, null), part(0.5, 0.6), part(0.7, 0.8)]],
  ['down', [part(0.7, 0.8), part(0.5, 0.6), part(null, null)]],
  ['steady', [part(0.5, 0.7), part(0.6, 0.8)]],
  ['steady', [part(null, null)]],
] as const)('x goes %s only where the intervals do not meet', (trend, parts) => {
  expect(trendOf(parts)).toBe(trend)
})

test('a line does not bridge what is not known', () => {
  const point = (from: number, value: number | null): ChartPoint => ({
    from,
    until: from + 1,
    value,
    low: null,
    high: null,
  })
  const runs = runsOf([point(0, 1), point(1, 2), point(2, null), point(3, 4)])
  expect(runs.map((run) => run.map(({ from }) => from))).toEqual([[0, 1], [3]])
})

test('peers are counted by tenths of u and by decision', () => {
  const peer = (u: number | null, decision: 'good' | 'new' | 'bad'): Pick<PeerRow, 'trust'> => ({
    trust: {
      u,
      total: u,
      recent: u,
      count: 1,
      raters: 1,
      decision,
      standing: decision,
      low: null,
      high: null,
      by: 'rule',
      override: null,
    },
  })
  const bins = trustBins([peer(1, 'good'), peer(0.95, 'good'), peer(0, 'bad'), peer(0.5, 'new'), peer(null, 'new')])
  expect(bins).toHaveLength(10)
  expect(bins[9]).toMatchObject({ good: 2, bad: 0 })
  expect(bins[0]).toMatchObject({ bad: 1 })
  expect(bins[5]).toMatchObject({ new: 1 })
  expect(bins.reduce((sum, { good, new: fresh, bad }) => sum + good + fresh + bad, 0)).toBe(4)
})
