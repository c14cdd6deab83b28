import { expect, test } from 'vitest'
import { RateMeter } from '../../main/transfers/rate-meter.ts'

test('the rate follows the bytes moved, and decays without any', () => {
  const meter = new RateMeter(0)
  for (let now = 100; now <= 20_000; now += 100) meter.add(100_000, now)
  expect(meter.read(20_000)).toBeGreaterThan(980_000)
  expect(meter.read(20_000)).toBeLessThan(1_020_000)
  expect(meter.read(26_000)).toBeLessThan(200_000)
  expect(meter.read(200_000)).toBe(0)
})

test('a clock set back does not freeze the rate', () => {
  const meter = new RateMeter(100_000)
  for (let now = 100_100; now <= 120_000; now += 100) meter.add(100_000, now)
  for (let now = 50_000; now <= 70_000; now += 100) meter.add(10_000, now)
  expect(meter.read(70_000)).toBeGreaterThan(90_000)
  expect(meter.read(70_000)).toBeLessThan(110_000)
})
