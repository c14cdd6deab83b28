import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundToSum } from '../../renderer/pages/peers/trust/contributions.ts'

const cents = (value: number): number => Math.round(value * 100)

test('rounded contributions add up to the rounded sum', () => {
  expect(roundToSum([0.045, 0.013, 0.202, 0.039])).toEqual([0.05, 0.01, 0.2, 0.04])
  fc.assert(
    fc.property(fc.array(fc.double({ min: -0.3, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }), (parts) => {
      const shown = roundToSum(parts)
      const sum = parts.reduce((a, b) => a + b, 0)
      expect(shown.reduce((total, part) => total + cents(part), 0)).toBe(cents(sum) + 0)
      for (const [i, part] of parts.entries()) expect(Math.abs((shown[i] as number) - part)).toBeLessThan(0.0101)
    }),
    { numRuns: 20_000 },
  )
})
