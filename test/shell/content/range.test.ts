import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRange } from '../../../main/shell/content/range.ts'

describe('a Range header', () => {
  it('selects a part, from an offset on, or the end', () => {
    expect(parseRange('bytes=0-99', 1000)).toEqual({ start: 0, end: 100 })
    expect(parseRange('bytes=990-', 1000)).toEqual({ start: 990, end: 1000 })
    expect(parseRange('bytes=-10', 1000)).toEqual({ start: 990, end: 1000 })
    expect(parseRange('Bytes=990-5000', 1000)).toEqual({ start: 990, end: 1000 })
  })

  it('beyond the end is unsatisfiable', () => {
    expect(parseRange('bytes=1000-', 1000)).toBe('unsatisfiable')
    expect(parseRange('bytes=-0', 1000)).toBe('unsatisfiable')
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable')
  })

  it('that is malformed or has several ranges is ignored', () => {
    for (const header of [
      undefined,
      '',
      'bytes',
      'bytes=-',
      'bytes=5-2',
      'bytes=0-1,5-6',
      'bytes=0-1,2000-',
      'lines=0-5',
      'bytes=a-b',
    ])
      expect(parseRange(header, 1000)).toBeNull()
  })

  it('never leaves the content', () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
      fc.nat().map((n) => `bytes=-${n}`),
    )
    fc.assert(
      fc.property(text, fc.nat({ max: 5000 }), (header, size) => {
        const range = parseRange(header, size)
        if (range === null || range === 'unsatisfiable') return
        expect(range.start).toBeGreaterThanOrEqual(0)
        expect(range.start).toBeLessThan(range.end)
        expect(range.end).toBeLessThanOrEqual(size)
      }),
      { numRuns: 20_000 },
    )
  })
})
