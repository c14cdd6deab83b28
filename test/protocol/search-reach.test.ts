import { expect, test } from 'vitest'
import { COMMON, strength } from '../../main/protocol/search-reach.ts'

test('a word is worth announcing the less the more entries of others hold it, and not at all once it is common', () => {
  expect(COMMON).toBe(50)
  expect(strength(0)).toBe(1)
  expect(strength(1)).toBeCloseTo((Math.log2(502) / Math.log2(1002)) ** 2, 12)
  expect(strength(9)).toBeCloseTo(0.448, 4)
  expect(strength(49)).toBeCloseTo(0.2001, 4)
  expect([50, 51, 1e9].map(strength)).toEqual([0, 0, 0])
})
