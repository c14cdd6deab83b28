import { describe, expect, test } from 'vitest'
import {
  countSources,
  offerOf,
  pickSource,
  rankSources,
  type HitSource,
} from '../../renderer/pages/search/results/source-ranking.ts'

function source(
  name: string,
  decision: HitSource['trust']['decision'],
  u: number | null,
  online: boolean,
  count = 10,
): HitSource {
  return {
    publicKey: name.padEnd(64, '0'),
    fingerprint: name,
    name,
    path: 'a',
    online,
    trust: {
      u,
      total: u,
      recent: u,
      low: null,
      high: null,
      count,
      raters: 1,
      decision,
      standing: decision,
      by: 'rule',
      override: null,
    },
  }
}

describe('the source of a download', () => {
  const good = source('good', 'good', 0.8, true)
  const better = source('better', 'good', 0.9, true)
  const fresh = source('fresh', 'new', null, true, 0)
  const away = source('away', 'good', 1, false)
  const bad = source('bad', 'bad', 0.2, true)

  test('is the most trusted one online', () => {
    expect(pickSource([good, fresh, better, bad, away])?.name).toBe('better')
  })
  test('is a new one online before a good one offline', () => {
    expect(pickSource([away, fresh])?.name).toBe('fresh')
  })
  test('is one offline before one that the rule will soon exclude', () => {
    const doubtful = source('doubtful', 'new', 0.2, true, 3)
    expect(pickSource([doubtful, away])?.name).toBe('away')
    expect(offerOf([doubtful, good])).toBe('plain')
    expect(offerOf([doubtful, away])).toBe('later')
    expect(offerOf([doubtful])).toBe('doubtful')
    expect(offerOf([bad])).toBe('none')
  })
  test('is never an excluded one', () => {
    expect(pickSource([bad])).toBeNull()
    expect(pickSource([])).toBeNull()
    expect(rankSources([bad, away]).map((item) => item.name)).toEqual(['away', 'bad'])
  })
  test('is the one with more evidence among equals', () => {
    expect(pickSource([source('few', 'good', 0.8, true, 3), source('many', 'good', 0.8, true, 30)])?.name).toBe('many')
  })
  test('counts add up', () => {
    expect(countSources([good, fresh, bad, away])).toEqual({ good: 2, new: 1, bad: 1, ratings: 30, online: 3 })
  })
})
