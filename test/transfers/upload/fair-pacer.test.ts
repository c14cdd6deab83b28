import { expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { FairPacer, type FlowShare } from '../../../main/transfers/upload/fair-pacer.ts'
import { fc } from '../../helpers/property.ts'

const PIECE = 16 * 1024

/** Flows that always want more; returns the bytes of each after `ms`. */
async function run(shares: Record<string, FlowShare>, rate: number, ms: number): Promise<Record<string, number>> {
  const clock = new ManualClock()
  const pacer = new FairPacer(clock, { rate, share: (flow) => shares[flow] as FlowShare })
  const moved: Record<string, number> = {}
  let open = true
  const flow = async (key: string): Promise<void> => {
    moved[key] = 0
    while (open) {
      await pacer.take(key, PIECE)
      if (!open) return
      moved[key] = (moved[key] as number) + PIECE
    }
  }
  const flows = Object.keys(shares).map(flow)
  for (let at = 0; at < ms; at += 5) {
    clock.advance(5)
    // lets every flow that may go on ask again
    for (let i = 0; i < 4; i++) await Promise.resolve()
  }
  open = false
  pacer.close()
  await Promise.all(flows)
  return moved
}

test('a limited rate is kept and shared by weight', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 200_000, max: 2_000_000 }),
      async (weights, rate) => {
        const shares = Object.fromEntries(weights.map((weight, i) => [`f${i}`, { weight, rate: 0 }]))
        const moved = await run(shares, rate, 10_000)
        const total = Object.values(moved).reduce((a, b) => a + b)
        expect(total).toBeLessThanOrEqual(rate * 10.1 + 2 * PIECE)
        expect(total).toBeGreaterThanOrEqual(rate * 9.5 - 2 * PIECE)
        const sum = weights.reduce((a, b) => a + b)
        weights.forEach((weight, i) =>
          expect(Math.abs((moved[`f${i}`] as number) - (total * weight) / sum)).toBeLessThanOrEqual(
            2 * weight * PIECE + 0.01 * total,
          ),
        )
      },
    ),
    { numRuns: 25 },
  )
})

test('rate that one flow may not use goes to the others', async () => {
  const moved = await run({ slow: { weight: 8, rate: 50_000 }, fast: { weight: 1, rate: 0 } }, 1_000_000, 10_000)
  expect(Math.abs((moved.slow as number) - 500_000)).toBeLessThanOrEqual(2 * PIECE)
  expect(moved.fast as number).toBeGreaterThan(9_000_000)
})

test('without a limit nothing waits; lifting a limit releases what waits', async () => {
  const clock = new ManualClock()
  const rates = { rate: 0, share: () => ({ weight: 1, rate: 0 }) }
  const pacer = new FairPacer(clock, rates)
  expect(pacer.take('a', 1e9)).toBeNull()
  rates.rate = 1000
  await pacer.take('a', 100_000)
  const waits = pacer.take('a', 100_000)
  expect(waits).not.toBeNull()
  rates.rate = 0
  clock.advance(1000)
  await waits
  expect(pacer.take('a', 1)).toBeNull()
  rates.rate = 10
  expect(pacer.piece('a', 1 << 18)).toBe(16 * 1024)
  rates.rate = 1e9
  expect(pacer.piece('a', 1 << 18)).toBe(1 << 18)
})

test('a clock set back delays nothing', async () => {
  const timers = new ManualClock()
  let off = 0
  const pacer = new FairPacer(
    { now: () => timers.now() + off, after: (ms, fn) => timers.after(ms, fn) },
    { rate: 100_000, share: () => ({ weight: 1, rate: 100_000 }) },
  )
  let moved = 0
  let open = true
  const flow = (async () => {
    while (open) {
      await pacer.take('a', PIECE)
      moved += PIECE
    }
  })()
  const run = async (ms: number): Promise<void> => {
    for (let at = 0; at < ms; at += 5) {
      timers.advance(5)
      for (let i = 0; i < 4; i++) await Promise.resolve()
    }
  }
  await run(5000)
  const before = moved
  off -= 86_400_000
  await run(5000)
  expect(Math.abs(moved - before - 500_000)).toBeLessThanOrEqual(6 * PIECE)
  open = false
  pacer.close()
  await flow
})
