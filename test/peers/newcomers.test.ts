import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { Newcomers } from '../../main/peers/newcomers.ts'

/** One service to a stranger, in bytes: 1 GiB. */
const SERVICE_BYTES = 1_073_741_824

function town(met: Record<string, [given: number, received: number]>, known: string[] = []) {
  const clock = new ManualClock()
  const accounts = (): { key: string; given: number; received: number }[] =>
    Object.entries(met).map(([key, [given, received]]) => ({
      key,
      given: given * SERVICE_BYTES,
      received: received * SERVICE_BYTES,
    }))
  const newcomers = new Newcomers({
    met: accounts,
    of: (key) => accounts().find((one) => one.key === key),
    isNew: (key) => !known.includes(key),
    clock,
  })
  return { newcomers, clock, met }
}

test('a stranger gets a share and no more until it gives; one that is known takes as it likes', () => {
  const { newcomers, met, clock } = town({ eve: [0, 0], ann: [90, 0] }, ['ann'])
  expect(newcomers.allowance).toBe(3 * SERVICE_BYTES)
  expect(newcomers.mayTake('eve')).toBe(true)
  met.eve = [3, 0]
  expect(newcomers.mayTake('eve')).toBe(false)
  met.eve = [3, 2.5]
  expect(newcomers.mayTake('eve')).toBe(true)
  expect(newcomers.mayTake('ann')).toBe(true)
  clock.advance(10_000)
})

test('names that take and never come back make the share of the next one smaller, but never nothing', () => {
  const names: Record<string, [number, number]> = {}
  let taken = 0
  const { newcomers, clock } = town(names)
  for (let n = 0; n < 200; n++) {
    const share = newcomers.allowance / SERVICE_BYTES
    expect(newcomers.mayTake(`name ${n}`)).toBe(true)
    names[`name ${n}`] = [share, 0]
    taken += share
    clock.advance(5000)
  }
  expect(newcomers.allowance).toBeCloseTo(0.1 * SERVICE_BYTES)
  // 200 names: 3 services for the first, a tenth of one for the last
  expect(taken).toBeLessThan(60)
})
