import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { limitCatalogueChanges } from '../../main/composition/catalogue-changes.ts'

test('a peer that names one catalogue after the other is not followed into each; its latest one stays, and others are not concerned', () => {
  const clock = new ManualClock()
  const may = limitCatalogueChanges(clock)
  const key = (n: number): Uint8Array => new Uint8Array(32).fill(n)
  const answers = Array.from({ length: 20 }, (_, n) => may('eve', key(n)))
  expect(answers.filter(Boolean)).toHaveLength(11)
  expect(answers.lastIndexOf(true)).toBe(10)
  expect(may('eve', key(10))).toBe(true)
  expect(may('bob', key(19))).toBe(true)
  clock.advance(600_000)
  expect([may('eve', key(30)), may('eve', key(31))]).toEqual([true, false])
})
