import { describe, expect, test } from 'vitest'
import {
  countSources,
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
    trust: { u, total: u, recent: u, low: null, high: null, count, raters: 1, decision, by: 'rule', override: null },
  }
}

describe('which source a download takes', () => {
  const good = source('good', 'good', 0.8, true)
  const better = source('better', 'good', 0.9, true)
  const fresh = source('fresh', 'new', null, true, 0)
  const away = source('away', 'good', 1, false)
  const bad = source('bad', 'bad', 0.2, true)

  test('the most trusted of those that are there', () => {
    expect(pickSource([good, fresh, better, bad, away])?.name).toBe('better')
  })
  test('a new one that is there before a good one that is away', () => {
    expect(pickSource([away, fresh])?.name).toBe('fresh')
  })
  test('an excluded one never', () => {
    expect(pickSource([bad])).toBeNull()
    expect(pickSource([])).toBeNull()
    expect(rankSources([bad, away]).map((item) => item.name)).toEqual(['away', 'bad'])
  })
  test('of equals the one with more evidence', () => {
    expect(pickSource([source('few', 'good', 0.8, true, 3), source('many', 'good', 0.8, true, 30)])?.name).toBe('many')
  })
  test('the counts beside a result add up', () => {
    expect(countSources([good, fresh, bad, away])).toEqual({ good: 2, new: 1, bad: 1, ratings: 30, online: 3 })
  })
})
