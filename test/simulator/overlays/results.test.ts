import { describe, expect, it } from 'vitest'
import { logarithmicFit, powerFit } from '../../../main/simulator/overlays/growth.ts'
import { keysP99 } from '../../../main/simulator/overlays/kinds/chord.ts'
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
  searchSize,
} from './experiments.ts'

// The published results, small: results.soak.test.ts has them at the published size with 10 replications each.
const FEW = 3

describe('published results of overlays', () => {
  it('a flood over a 4-regular graph of 10,000 nodes reaches 0.354 of them in 7 hops', () => {
    const { mean } = replicate(floodReach({ nodes: 10_000 }, 50), FEW)
    expect(mean / 10_000).toBeCloseTo(0.354, 2)
  })

  it('a complete flood sends 2E - (N - 1) messages exactly', () => {
    const { mean, sd } = replicate(meanMessages({ overlay: 'flood', nodes: 500, ttl: 500 }, 5), FEW)
    expect([mean, sd]).toEqual([2 * 1000 - 499, 0])
  })

  it('one walker takes 1/r steps, 32 walkers about 225 messages at one holder in a hundred', () => {
    const set = { overlay: 'walk', degree: 8, nodes: 2000, meanCopies: 20, zipf: 0 } as const
    const one = replicate(meanMessages({ ...set, walkers: 1 }, 1500), FEW).mean
    expect(one).toBeGreaterThan(90)
    expect(one).toBeLessThan(110)
    const many = replicate(meanMessages({ ...set, walkers: 32 }, 300), FEW).mean
    expect(many).toBeGreaterThan(185)
    expect(many).toBeLessThan(265)
  })

  it('uniform and proportional copies are found equally fast, square-root copies faster', () => {
    for (const rule of ['uniform', 'proportional', 'squareRoot'] as const) {
      const { expected } = searchSize(rule, 1)(1)
      const { mean } = replicate((seed) => searchSize(rule, 2000)(seed).measured, FEW)
      expect(Math.abs(mean / expected - 1)).toBeLessThan(0.08)
      expect(expected).toBeCloseTo(rule === 'squareRoot' ? 18.875 : 20, 2)
    }
  })

  it('a central index finds everything, and nothing without its server', () => {
    const set = { overlay: 'central', nodes: 500 } as const
    expect(replicate(metricOf(set, 'success'), FEW).mean).toBe(1)
    expect(replicate(metricOf({ ...set, failedBusiest: 0.002 }, 'availability'), FEW).mean).toBe(0)
  })

  it('super-nodes send S(D - 1) + 3 messages a query, and none answers once all are dead', () => {
    const { mean } = replicate(meanMessages({ overlay: 'superNodes', nodes: 5000 }, 50), FEW)
    expect(mean / (50 * 19 + 3)).toBeCloseTo(1, 1)
    const dead = metricOf({ overlay: 'superNodes', nodes: 1000, failedBusiest: 0.01 }, 'success')
    expect(replicate(dead, FEW).mean).toBe(0)
  })

  it('hubs need a third of the messages of a flood that finds as much', () => {
    const hubs = replicate(meanMessages({ overlay: 'hubs', nodes: 1000 }, 100), FEW).mean
    const flood = replicate(meanMessages({ overlay: 'flood', nodes: 1000, ttl: 1000 }, 20), FEW).mean
    expect(flood / hubs).toBeGreaterThan(3)
  })

  it('Freenet learns short ways on a ring', () => {
    const { first, learned, dead } = freenetRing(1000, 3000, 1)
    expect(first).toBeGreaterThan(100)
    expect(learned).toBeLessThanOrEqual(8)
    expect(dead).toBeLessThan(20)
  })

  it('NeuroGrid sends fewer messages the more it is used', () => {
    const { first, last } = neuroGridLearning({ nodes: 200 }, 30, 1)
    expect(first / last).toBeGreaterThan(5)
  })

  it('Chord takes 0.5 log2 N + 0.86 hops', () => {
    const nodes = [128, 512, 2048, 8192]
    const fit = logarithmicFit(
      nodes,
      nodes.map((n) => replicate(meanHops({ nodes: n }, 4000), FEW).mean),
    )
    expect(Math.abs(fit.slope - 0.5)).toBeLessThan(0.02)
    expect(Math.abs(fit.intercept - 0.86)).toBeLessThan(0.2)
  })

  it('Chord spreads keys unevenly, and evenly with 20 virtual nodes', () => {
    expect(replicate((seed) => keysP99(2000, 1, 100_000, seed), FEW).mean).toBeCloseTo(4.6, 0)
    expect(replicate((seed) => keysP99(2000, 20, 100_000, seed), FEW).mean).toBeLessThan(1.8)
  })

  it('Chord loses the keys of the dead, and finds its way past them with 2 log2 N successors', () => {
    expect(replicate(keysLost(2000, 0.3), FEW).mean).toBeCloseTo(0.3, 1)
    expect(replicate(deadLookups({ nodes: 2000, successors: 22 }, 0.5, 500), FEW).mean).toBe(0)
    expect(replicate(deadLookups({ nodes: 2000, successors: 2 }, 0.5, 500), FEW).mean).toBeGreaterThan(0.3)
  })

  it('Chord fails some look-ups while nodes come and go', () => {
    const { mean } = replicate(metricOf({ nodes: 500, rate: 0.1 }, 'lookupFailures'), FEW)
    expect(mean).toBeGreaterThan(0.01)
    expect(mean).toBeLessThan(0.03)
  })

  it('a tree with one reference fails where a ring does not', () => {
    const tree = { overlay: 'pGrid', nodes: 4096, depth: 12, references: 1 } as const
    expect(replicate(deadLookups(tree, 0.3, 1000), FEW).mean).toBeCloseTo(1 - 0.85 ** 12, 1)
    expect(replicate(deadLookups({ nodes: 4096, successors: 16 }, 0.3, 1000), FEW).mean).toBe(0)
  })

  it('CAN has 4.57 neighbours and takes 0.79 (d/4) N^(1/d) hops', () => {
    const ratios = (name: string) => (seed: number) => {
      const one = built({ overlay: 'can', nodes: 4096, meanCopies: 1, zipf: 0 }, seed)
      asked(one, 500)
      return one.overlay.extras?.()[name] as number
    }
    expect(replicate(ratios('neighbours'), FEW).mean).toBeCloseTo(4.57, 1)
    expect(Math.abs(replicate(ratios('hopRatio'), FEW).mean - 0.79)).toBeLessThan(0.04)
  })

  it('P-Grid takes half its depth in hops, and finds with three of ten on line', () => {
    expect(replicate(meanHops({ overlay: 'pGrid', nodes: 1024 }, 2000), FEW).mean).toBeCloseTo(5, 0)
    const set = { overlay: 'pGrid', nodes: 20_000, depth: 10, references: 20 } as const
    expect(replicate(deadLookups(set, 0.7, 500), FEW).mean).toBeLessThan(0.02)
  })

  it('a random graph keeps its giant part, a power-law graph falls apart without its busiest fifth', () => {
    expect(replicate(giantOf({ graph: 'random', nodes: 10_000 }, 0.5), FEW).mean).toBeCloseTo(0.797, 1)
    expect(replicate(giantOf({ graph: 'powerLaw', nodes: 2000 }, 0.2), FEW).mean).toBeGreaterThan(0.9)
    const attacked = metricOf({ overlay: 'flood', graph: 'powerLaw', nodes: 1000, failedBusiest: 0.2 }, 'giant')
    expect(replicate(attacked, FEW).mean).toBeLessThan(0.05)
  })

  it('a grid does min(N / (t + s), 1 / s) tasks a second', () => {
    for (const nodes of [10, 50, 300]) {
      const { mean } = replicate(metricOf({ overlay: 'grid', nodes }, 'throughput'), FEW)
      expect(mean / Math.min(nodes / 101, 1)).toBeCloseTo(1, 1)
    }
  })

  it('a crawl is half a period behind, a flood not at all, Chord one look-up', () => {
    const fresh = (overlay: 'server' | 'flood' | 'chord') =>
      replicate(metricOf({ overlay, nodes: 500 }, 'freshness'), FEW).mean
    expect(Math.abs(fresh('server') / 300 - 1)).toBeLessThan(0.05)
    expect(fresh('flood')).toBe(0)
    expect(Math.abs(fresh('chord') / ((0.5 * Math.log2(500) + 0.86) * 0.05) - 1)).toBeLessThan(0.1)
  })

  it('costs grow as the theory says', () => {
    const nodes = [256, 1024, 4096, 16_384]
    const of = (one: (n: number) => (seed: number) => number) => nodes.map((n) => replicate(one(n), FEW).mean)
    const central = of((n) => meanMessages({ overlay: 'central', nodes: n }, 50))
    expect(powerFit(nodes, central).slope).toBeCloseTo(0, 5)
    const flood = of((n) => meanMessages({ overlay: 'flood', nodes: n, ttl: n }, 3))
    expect(powerFit(nodes, flood).slope).toBeCloseTo(1, 2)
    const can = of((n) => meanHops({ overlay: 'can', nodes: n }, 1000))
    expect(Math.abs(powerFit(nodes, can).slope - 0.5)).toBeLessThan(0.03)
    for (const overlay of ['chord', 'pGrid'] as const)
      expect(
        logarithmicFit(
          nodes,
          of((n) => meanHops({ overlay, nodes: n }, 2000)),
        ).r2,
      ).toBeGreaterThan(0.995)
  })
})
