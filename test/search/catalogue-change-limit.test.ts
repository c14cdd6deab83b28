import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { CatalogueChangeLimit } from '../../main/search/replication/catalogue-change-limit.ts'

test('each peer may change its catalogue key 10 times at once, then every 10 minutes', () => {
  const clock = new ManualClock()
  const limit = new CatalogueChangeLimit(clock)
  const may = (peer: string, key: Uint8Array): boolean => limit.allows(peer, key)
  const key = (n: number): Uint8Array => new Uint8Array(32).fill(n)
  const answers = Array.from({ length: 20 }, (_, n) => may('eve', key(n)))
  expect(answers.filter(Boolean)).toHaveLength(11)
  expect(answers.lastIndexOf(true)).toBe(10)
  expect(may('eve', key(10))).toBe(true)
  expect(may('bob', key(19))).toBe(true)
  clock.advance(600_000)
  expect([may('eve', key(30)), may('eve', key(31))]).toEqual([true, false])
})
