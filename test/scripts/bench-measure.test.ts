import { describe, expect, test } from 'vitest'
import { cost, limit, median, percentile, quickest, rate, timeWeightedPercentile } from '../bench/lib/measure.ts'

describe('lines of a benchmark', () => {
  test('a rate twice the reference has a ratio of 2', () => {
    expect(rate('x', 200, 100, 'MB/s')).toEqual({ name: 'x', ours: 200, reference: 100, ratio: 2, unit: 'MB/s' })
  })

  test('a time half the reference has a ratio of 2, too', () => {
    expect(cost('x', 50, 100, 'ms')).toEqual({ name: 'x', ours: 50, reference: 100, ratio: 2, unit: 'ms' })
  })

  test('the ratio is computed before figures are rounded to four digits', () => {
    expect(cost('x', 1.23456, 12.34567, 's')).toEqual({
      name: 'x',
      ours: 1.235,
      reference: 12.35,
      ratio: 10,
      unit: 's',
    })
  })

  test('a limit has neither reference nor ratio', () => {
    expect(limit('x', 48.7, 50, 'ms')).toEqual({ name: 'x', ours: 48.7, limit: 50, unit: 'ms' })
  })
})

describe('statistics', () => {
  test('the median is the middle value, or the mean of the two middle ones', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([1, 10, 2, 4])).toBe(3)
    expect(median([])).toBeNaN()
  })

  test('a percentile is the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
    expect(percentile(hundred, 0.95)).toBe(95)
    expect(percentile(hundred, 1)).toBe(100)
    expect(percentile([7], 0.5)).toBe(7)
    expect(percentile([], 0.5)).toBeNaN()
  })

  test('a percentile weighted by time sees one long span among many short ones', () => {
    // 980 ms in turns of 1 ms, then 20 ms at once: the long turn has 2 % of the time, but 0.1 % of the samples
    const spans = [...Array.from({ length: 980 }, () => 1), 20]
    expect(timeWeightedPercentile(spans, 0.99)).toBe(20)
    expect(percentile(spans, 0.99)).toBe(1)
    expect(timeWeightedPercentile(spans, 0.98)).toBe(1)
    expect(timeWeightedPercentile([70, 10, 10, 10], 0.25)).toBe(10)
    expect(timeWeightedPercentile([70, 10, 10, 10], 0.5)).toBe(70)
    expect(timeWeightedPercentile([], 0.99)).toBeNaN()
  })

  test('the quickest reference is the one with the lowest median, not the luckiest round', () => {
    expect(quickest({ slow: [1, 9, 9], quick: [5, 5, 5] })).toEqual({ name: 'quick', seconds: 5 })
    expect(() => quickest({})).toThrow('no reference')
  })
})
