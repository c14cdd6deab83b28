import { describe, expect, it } from 'vitest'
import { logarithmicFit, powerFit, type LineFit } from '../../../main/simulator/overlays/growth.ts'
import { keysP99 } from '../../../main/simulator/overlays/kinds/chord.ts'
import type { Summary } from '../../../main/simulator/metrics/summary.ts'
import {
  asked,
  built,
  deadLookups,
  floodReach,
  freenetRing,
  giantOf,
  keysLost,
  meanHops,
  meanMessages,
  metricOf,
  neuroGridLearning,
  replicate,
  REPLICATIONS,
  searchSize,
} from './experiments.ts'

// docs/results.md has what these measure, with the intervals over 10 replications.

/** Both ends of the 95 % interval lie between `low` and `high`. */
function within({ ci95 }: Summary, low: number, high: number): void {
  expect(ci95[0]).toBeGreaterThanOrEqual(low)
  expect(ci95[1]).toBeLessThanOrEqual(high)
}

/** Runs something once a replication, and summarises each of its numbers. */
function each<K extends string>(run: (seed: number) => Record<K, number>): (name: K) => Summary {
  const all = Array.from({ length: REPLICATIONS }, (_, i) => run(i + 1))
  return (name) => replicate((seed) => (all[seed - 1] as Record<K, number>)[name])
}

const TENS = [100, 1000, 10_000, 100_000, 1_000_000]

/** A fit of growth in each replication. */
const growth = (
  fit: (nodes: readonly number[], values: readonly number[]) => LineFit,
  one: (nodes: number) => (seed: number) => number,
  nodes = TENS,
) =>
  each((seed) => ({
    ...fit(
      nodes,
      nodes.map((n) => one(n)(seed)),
    ),
  }))

describe('published results of overlays, at full size', () => {
  it('1: reach of a flood', () => {
    within(replicate(floodReach({ nodes: 1_000_000 }, 50)), 0.995 * 4372, 4372)
    within(replicate(floodReach({ nodes: 10_000 }, 200)), 3440, 3640)
  })

  it('2: messages of a complete flood', () => {
    const { ci95 } = replicate(meanMessages({ overlay: 'flood', nodes: 10_000, ttl: 1000 }, 5))
    expect(ci95).toEqual([30_001, 30_001])
  })

  it('3: random walks', () => {
    const set = { overlay: 'walk', degree: 8, meanCopies: 100, zipf: 0 } as const
    within(replicate(meanMessages({ ...set, walkers: 1 }, 4000)), 95, 105)
    within(replicate(meanMessages({ ...set, walkers: 32 }, 500)), 185, 265)
  })

  it('4: allocation of copies', () => {
    for (const rule of ['uniform', 'proportional', 'squareRoot'] as const) {
      const { expected } = searchSize(rule, 1)(1)
      within(
        replicate((seed) => searchSize(rule, 5000)(seed).measured),
        0.95 * expected,
        1.05 * expected,
      )
    }
  })

  it('6: super-nodes', () => {
    within(replicate(meanMessages({ overlay: 'superNodes' }, 100)), 0.95 * 1903, 1.05 * 1903)
  })

  it('7: hubs against a flood of the same recall', () => {
    const hubs = each((seed) => {
      const { messages, found } = asked(built({ overlay: 'hubs' }, seed), 200)
      return { messages: messages / 200, found: found / 200 }
    })
    expect(hubs('found').ci95).toEqual([1, 1])
    within(hubs('messages'), 1, 30_001 / 3)
  })

  it('8: Freenet learns, in nine of ten rings within 8 hops', () => {
    const rings = Array.from({ length: REPLICATIONS }, (_, i) => freenetRing(1000, 5000, i + 1))
    expect(rings.every(({ first }) => first > 100)).toBe(true)
    expect(rings.filter(({ learned }) => learned <= 8)).toHaveLength(9)
    expect(rings.filter(({ dead }) => dead < 20).length).toBeGreaterThanOrEqual(9)
  })

  it('9: NeuroGrid learns, but does not find all', () => {
    const learning = each((seed) => neuroGridLearning({ nodes: 1000 }, 20, seed))
    expect(learning('first').mean / learning('last').mean).toBeGreaterThan(5)
    within(learning('success'), 0.83, 0.88)
  })

  it('10: hops of Chord, and its keys a node', () => {
    const nodes = [128, 256, 512, 1024, 2048, 4096, 8192, 16_384]
    const fits = growth(logarithmicFit, (n) => meanHops({ nodes: n }, 5000), nodes)
    within(fits('slope'), 0.48, 0.52)
    within(fits('intercept'), 0.71, 1.01)
    within(
      replicate((seed) => keysP99(10_000, 1, 500_000, seed)),
      4.1,
      5.1,
    )
    within(
      replicate((seed) => keysP99(10_000, 20, 500_000, seed)),
      1.4,
      1.8,
    )
  })

  it('11: Chord with dead nodes', () => {
    for (const dead of [0.1, 0.3, 0.5]) within(replicate(keysLost(10_000, dead)), dead - 0.01, dead + 0.01)
    const failures = [27, 10, 5, 2].map((successors) =>
      replicate(deadLookups({ nodes: 10_000, successors }, 0.5, 2000)),
    ) as [Summary, Summary, Summary, Summary]
    expect(failures[0].ci95).toEqual([0, 0])
    within(failures[1], 0.002, 0.03)
    within(failures[2], 0.13, 0.22)
    within(failures[3], 0.6, 0.67)
  })

  it('12: Chord while nodes come and go: 2 %, not 3 to 7', () => {
    within(replicate(metricOf({ nodes: 500, rate: 0.1 }, 'lookupFailures')), 0.015, 0.028)
  })

  it('13: a tree of single references against a ring', () => {
    const tree = { overlay: 'pGrid', nodes: 65_536, depth: 16, references: 1 } as const
    within(replicate(deadLookups(tree, 0.3, 2000)), 0.906, 0.946)
    expect(replicate(deadLookups({ nodes: 65_536, successors: 16 }, 0.3, 2000)).ci95).toEqual([0, 0])
  })

  it('14: zones of CAN', () => {
    const zones = (uniform: boolean) =>
      each((seed) => {
        const one = built({ overlay: 'can', nodes: 4096, uniform, meanCopies: 1, zipf: 0 }, seed)
        asked(one, 1000)
        return one.overlay.extras?.() as Record<'neighbours' | 'hopRatio' | 'fairZones' | 'largestZone', number>
      })
    const plain = zones(false)
    within(plain('neighbours'), 4.51, 4.63)
    within(plain('hopRatio'), 0.76, 0.82)
    within(plain('fairZones'), 0.4, 0.44)
    within(zones(true)('fairZones'), 0.72, 0.77)
  })

  it('15: P-Grid', () => {
    within(replicate(meanHops({ overlay: 'pGrid', nodes: 16_384 }, 5000)), 0.98 * 7, 1.02 * 7)
    const set = { overlay: 'pGrid', nodes: 20_000, depth: 10, references: 20 } as const
    within(replicate(deadLookups(set, 0.7, 2000)), 0, 0.02)
  })

  it('16: what random failure and attack leave of a graph', () => {
    for (const [dead, giant] of [
      [0, 0.9802],
      [0.25, 0.9405],
      [0.5, 0.7968],
    ] as const)
      within(replicate(giantOf({ graph: 'random', nodes: 100_000 }, dead)), giant - 0.01, giant + 0.01)
    const attacked = { overlay: 'flood', graph: 'powerLaw', nodes: 5000, failedBusiest: 0.2 } as const
    within(replicate(metricOf(attacked, 'giant')), 0, 0.02)
  })

  it('19: growth of CAN from a hundred to a hundred thousand nodes', () => {
    within(growth(powerFit, (n) => meanHops({ overlay: 'can', nodes: n }, 1000), TENS.slice(0, 4))('slope'), 0.47, 0.53)
  })

  it('19: growth of the others from a hundred to a million nodes', () => {
    within(growth(powerFit, (n) => meanMessages({ overlay: 'central', nodes: n }, 20))('slope'), -1e-9, 1e-9)
    within(growth(powerFit, (n) => meanMessages({ overlay: 'flood', nodes: n, ttl: 1000 }, 3))('slope'), 0.99, 1.01)
    for (const overlay of ['chord', 'pGrid'] as const)
      within(growth(logarithmicFit, (n) => meanHops({ overlay, nodes: n }, 2000))('r2'), 0.995, 1)
  })
})
