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

/** Ranks of two contents that differ in one factor. */
function better(more: Partial<RankInput>, less: Partial<RankInput>): void {
  expect(rank(input(more))).toBeGreaterThan(rank(input(less)))
}

test('each factor raises the rank: text, trust, sources, freshness, speed', () => {
  better({ relevance: 0.6 }, { relevance: 0.5 })
  better(
    { sources: [source({ decision: 'good', trust: 0.9 })] },
    { sources: [source({ decision: 'good', trust: 0.6 })] },
  )
  better({ sources: [source({ decision: 'good', trust: 0.5 })] }, { sources: [source()] })
  better({ sources: [source(), source()] }, { sources: [source()] })
  better({ sources: [source({ online: true })] }, { sources: [source({ online: false })] })
  better({ age: DAY }, { age: 30 * DAY })
  better({ sources: [source({ speed: 5e6 })] }, { sources: [source({ speed: 5e5 })] })
})

test('the factors weigh 4, 2, 1, 0.5 and 0.5, as docs/search.md says', () => {
  expect(RANK_WEIGHTS).toEqual({ text: 4, trust: 2, sources: 1, fresh: 0.5, speed: 0.5 })
  const far = { relevance: 0, own: false, age: 1e13, sources: [] }
  expect(rank({ ...far, relevance: 1 })).toBeCloseTo(4, 12)
  expect(rank({ ...far, age: 0 })).toBeCloseTo(0.5, 12)
  expect(rank({ ...far, age: 90 * DAY })).toBeCloseTo(0.25, 12)
  // one fully trusted source: 2 for its trust, log2(2) / log2(33) for the number of sources
  const one = 1 / Math.log2(33)
  const trusted = source({ decision: 'good', trust: 1 })
  expect(rank({ ...far, sources: [trusted] })).toBeCloseTo(2 + one, 12)
  expect(rank({ ...far, sources: [{ ...trusted, speed: 20e6 }] })).toBeCloseTo(2.5 + one, 12)
  expect(rank({ ...far, sources: [{ ...trusted, speed: Math.sqrt(100e3 * 20e6) }] })).toBeCloseTo(2.25 + one, 12)
})

test('a source is worth 0.5 + 0.5 u if trusted, 0.4 if unknown, 0 if excluded, and half while offline', () => {
  expect(sourceWorth(source({ decision: 'good', trust: 0.6 }))).toBe(0.8)
  expect(sourceWorth(source())).toBe(0.4)
  expect(sourceWorth(source({ decision: 'bad', trust: 0.9 }))).toBe(0)
  expect(sourceWorth(source({ decision: 'good', trust: 0.6, online: false }))).toBe(0.4)
  expect(sourceWorth(source({ online: false }))).toBe(0.2)
})

test('what only excluded or distrusted peers have stands behind every other match', () => {
  const poor = { relevance: 0, age: 1e13, sources: [source({ online: false })] }
  const rich = { relevance: 1, age: 0 }
  better(poor, { ...rich, sources: [source({ trust: 0.49, speed: 20e6 })] })
  better(poor, {
    ...rich,
    sources: [source({ decision: 'bad', trust: 0.1 }), source({ decision: 'good', trust: 0.4, speed: 20e6 })],
  })
  // one source that is not doubtful is enough; so is my own copy, and unknown is not bad
  better({ ...rich, sources: [source({ trust: 0.1 }), source()] }, poor)
  better({ ...rich, own: true, sources: [source({ trust: 0.1 })] }, poor)
  better({ ...rich, sources: [source({ trust: 0.5 })] }, poor)
  const { factors, score } = explainRank(input({ ...rich, sources: [source({ trust: 0.2 })] }), 9)
  expect(factors.at(-1)).toEqual({ factor: 'doubt', value: 1, weight: -8, points: -8, from: { best: 0.2 } })
  expect(factors.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(score, 10)
})

test('no factor exceeds its weight, whatever the number, trust or presence of sources', () => {
  const full: RankInput = {
    relevance: 1,
    own: false,
    age: 0,
    sources: Array.from({ length: 500 }, () => source({ decision: 'good', trust: 1, speed: 1e9 })),
  }
  expect(rank(full)).toBeCloseTo(8, 12)
  expect(rank({ relevance: 0, own: false, age: 1e13, sources: [] })).toBeCloseTo(0)
  // ages in the future count as now, and invalid relevance as 0
  expect(rank(input({ age: -5 * DAY }))).toBe(rank(input({ age: 0 })))
  expect(rank(input({ relevance: 7 }))).toBe(rank(input({ relevance: 1 })))
  const bad = source({ decision: 'bad', trust: 1, speed: 1e9 })
  expect(sourceWorth(bad)).toBe(0)
  expect(rank(input({ sources: [source(), bad, bad] }))).toBe(rank(input({ sources: [source()] })))
  // the speed of an offline source does not count
  expect(rank(input({ sources: [source(), source({ online: false, speed: 1e9 })] }))).toBe(
    rank(input({ sources: [source(), source({ online: false })] })),
  )
  expect(rank(input({ sources: [source({ speed: 100_000 })] }))).toBe(rank(input()))
})

test('the explained factors add up to the score, and name their inputs', () => {
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
