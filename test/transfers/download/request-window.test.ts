import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { RequestWindow } from '../../../main/transfers/download/session/request-window.ts'

/** A line of `rate` bytes a second on which the first bytes take `delay` ms; asked whenever it is idle. */
function measured(rate: number, delay: number, ms = 20_000): RequestWindow {
  const window = new RequestWindow(0)
  for (let at = 0; at < ms;) {
    window.asked(at, true)
    at += delay
    // a window's worth at the rate of the line, in steps of 10 ms
    for (let left = window.chunks * CHUNK_BYTES; left > 0; left -= rate / 100)
      window.came(Math.min(left, rate / 100), (at += 10))
  }
  return window
}

test('the window is the measured rate times two delays plus read-ahead, within 2 and 16 chunks', () => {
  expect(new RequestWindow(0).chunks).toBe(4)
  for (const [rate, delay] of [
    [20e6, 100],
    [5e6, 300],
    [10e6, 5],
  ] as const) {
    const window = measured(rate, delay)
    expect(window.delay).toBeGreaterThanOrEqual(delay)
    expect(window.delay).toBeLessThanOrEqual(delay + 10)
    expect(Math.abs(window.chunks - ((rate * (2 * delay + 150)) / 1000 / CHUNK_BYTES + 1))).toBeLessThanOrEqual(2)
  }
  // the faster and the farther, the more; never beyond the bounds
  expect(measured(5e6, 300).chunks).toBeGreaterThan(measured(5e6, 20).chunks)
  expect(measured(20e6, 100).chunks).toBeGreaterThan(measured(5e6, 100).chunks)
  expect(measured(100_000, 1).chunks).toBe(2)
  expect(measured(1e9, 500).chunks).toBe(16)
})

test('a jump of the clock does not spoil the measurement for long', () => {
  const window = measured(10e6, 50)
  const before = window.chunks
  let at = 20_000
  for (const jump of [-86_400_000, 86_400_000]) {
    at += jump
    for (let i = 0; i < 200; i++) window.came(100_000, (at += 10))
    expect(Math.abs(window.chunks - before)).toBeLessThanOrEqual(1)
  }
})
