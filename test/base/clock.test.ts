import { expect, test, vi } from 'vitest'
import { MAX_TIME, systemClock } from '../../main/base/clock.ts'

test('a machine whose clock is before 1970 is at 1970, so that every format can hold its times', () => {
  for (const year of [1601, 1900, 1969]) {
    vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(year, 11, 31))
    expect(systemClock.now()).toBe(0)
  }
  vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(9999, 11, 31))
  expect(systemClock.now()).toBe(253_402_214_400_000)
})

test('the last time is the last that can be shown', () => {
  expect(MAX_TIME).toBe(8_640_000_000_000_000)
  expect(new Date(MAX_TIME).toISOString()).toBe('+275760-09-13T00:00:00.000Z')
  expect(new Date(MAX_TIME + 1).getTime()).toBeNaN()
})
