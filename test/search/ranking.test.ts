import { expect, test } from 'vitest'
import {
  explainRank,
  rank,
  RANK_WEIGHTS,
  type RankedSource,
  type RankInput,
  sourceWorth,
} from '../../main/search/local/ranking.ts'

const DAY = 86_400_000
const source = (change: Partial<RankedSource> = {}): RankedSource => ({
  decision: 'new',
  trust: null,
  online: true,
  speed: 0,
  ...change,
})
const input = (change: Partial<RankInput> = {}): RankInput => ({
  relevance: 0.5,
  own: false,
  sources: [source()],
  age: 90 * DAY,
  ...change,
})

/** What each of two contents brings when they differ in one thing alone. */
function better(more: Partial<RankInput>, less: Partial<RankInput>): void {
  expect(rank(input(more))).toBeGreaterThan(rank(input(less)))
}

test('each factor lifts a content: words, trust, sources, freshness, speed seen', () => {
  better({ relevance: 0.6 }, { relevance: 0.5 })
  better(
    { sources: [source({ decision: 'good', trust: 0.9 })] },
    { sources: [source({ decision: 'good', trust: 0.6 })] },
  )
  better({ sources: [source({ decision: 'good', trust: 0 })] }, { sources: [source()] })
  better({ sources: [source(), source()] }, { sources: [source()] })
  better({ sources: [source({ online: true })] }, { sources: [source({ online: false })] })
  better({ age: DAY }, { age: 30 * DAY })
  better({ sources: [source({ speed: 5e6 })] }, { sources: [source({ speed: 5e5 })] })
})

test('no factor exceeds its weight; excluded and offline peers count less', () => {
  const full: RankInput = {
    relevance: 1,
    own: false,
    age: 0,
    sources: Array.from({ length: 500 }, () => source({ decision: 'good', trust: 1, speed: 1e9 })),
  }
  expect(rank(full)).toBeCloseTo(Object.values(RANK_WEIGHTS).reduce((sum, weight) => sum + weight, 0))
  expect(rank({ relevance: 0, own: false, age: 1e13, sources: [] })).toBeCloseTo(0)
  // the future and nonsense count as now and as nothing
  expect(rank(input({ age: -5 * DAY }))).toBe(rank(input({ age: 0 })))
  expect(rank(input({ relevance: 7 }))).toBe(rank(input({ relevance: 1 })))
  const bad = source({ decision: 'bad', trust: 1, speed: 1e9 })
  expect(sourceWorth(bad)).toBe(0)
  expect(rank(input({ sources: [source(), bad, bad] }))).toBe(rank(input({ sources: [source()] })))
  // speed of who is away helps nobody
  expect(rank(input({ sources: [source(), source({ online: false, speed: 1e9 })] }))).toBe(
    rank(input({ sources: [source(), source({ online: false })] })),
  )
  expect(rank(input({ sources: [source({ speed: 100_000 })] }))).toBe(rank(input()))
})

test('the reasons add up to the score, and name what they come from', () => {
  const why = explainRank(
    input({
      age: 90 * DAY,
      sources: [
        source({ decision: 'good', trust: 0.8, speed: 20e6 }),
        source({ online: false }),
        source({ decision: 'bad', trust: 0.1 }),
      ],
    }),
    4,
  )
  expect(why.place).toBe(4)
  expect(why.factors.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(why.score, 10)
  expect(Object.fromEntries(why.factors.map(({ factor, value }) => [factor, value]))).toMatchObject({
    text: 0.5,
    trust: 0.9,
    fresh: 0.5,
    speed: 1,
  })
  expect(why.factors.map(({ from }) => from)).toEqual([
    { relevance: 0.5 },
    { best: 0.8, trusted: 1 },
    { sources: 2, online: 1 },
    { days: 90 },
    { speed: 20e6 },
  ])
})
