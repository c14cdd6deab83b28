import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { HandshakeBudget } from '../../main/network/budget/handshake-budget.ts'

/** How many of `count` handshakes are worked on; `from` and `claimed` by number. */
function admitted(
  budget: HandshakeBudget,
  count: number,
  from: (n: number) => string,
  claimed: (n: number) => string | null = () => null,
): number {
  return Array.from({ length: count }, (_, n) => budget.take(from(n), claimed(n))).filter(Boolean).length
}

/** Addresses in as many networks as there are numbers. */
const networks = (n: number): string => `10.${n >> 8}.${n & 255}.7`

test('one network begins 16 handshakes at once, and 2 a second', () => {
  const clock = new ManualClock(0)
  const budget = new HandshakeBudget({ clock })
  const inOne = (n: number): string => `192.0.2.${n % 250}`
  expect(admitted(budget, 1000, inOne)).toBe(16)
  clock.advance(10_000)
  // no more than at once
  expect(admitted(budget, 1000, inOne)).toBe(16)
  clock.advance(3000)
  expect(admitted(budget, 1000, inOne)).toBe(6)
  // others are not concerned
  expect(admitted(budget, 1000, () => '198.51.100.1')).toBe(16)
})

test('all together begin 256 at once, and 64 a second', () => {
  const clock = new ManualClock(0)
  const budget = new HandshakeBudget({ clock })
  expect(admitted(budget, 5000, networks)).toBe(256)
  clock.advance(2000)
  expect(admitted(budget, 5000, networks)).toBe(128)
})

test('a network of DHT nodes that makes up addresses passes on 128 at once, and 32 a second', () => {
  const clock = new ManualClock(0)
  const budget = new HandshakeBudget({ clock })
  const relay = (): string => '203.0.113.1'
  expect(admitted(budget, 5000, relay, networks)).toBe(128)
  clock.advance(1000)
  expect(admitted(budget, 5000, relay, networks)).toBe(32)
  // also if it states that they come from here
  clock.advance(60_000)
  expect(admitted(budget, 5000, relay, () => '127.0.0.1')).toBe(16)
  // and nobody whose address it made up is kept out for that
  expect(admitted(budget, 1, () => networks(7))).toBe(1)
  expect(
    admitted(
      budget,
      1,
      () => '203.0.114.1',
      () => networks(7),
    ),
  ).toBe(1)
})

test('one network does not use up what a DHT node may pass on for others', () => {
  const budget = new HandshakeBudget({ clock: new ManualClock(0) })
  const relay = (): string => '203.0.113.1'
  expect(admitted(budget, 5000, relay, () => '192.0.2.1')).toBe(16)
  expect(admitted(budget, 1, relay, () => '198.51.100.1')).toBe(1)
})

test('programs of this machine are not counted', () => {
  const budget = new HandshakeBudget({ clock: new ManualClock(0) })
  expect(admitted(budget, 5000, () => '127.0.0.1')).toBe(5000)
  expect(admitted(budget, 16, () => '192.0.2.1')).toBe(16)
})
