import { expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { DownLimit } from '../../../main/transfers/download/down-limit.ts'

const MIB = 1_048_576

/**
 * A limit in bytes per second over all and per peer, on a manual clock; `onFill` sets what happens when there is budget
 * again.
 */
function limited(rate: number, peerRate = 0) {
  const clock = new ManualClock()
  let fill = (): void => {}
  const limit = new DownLimit({
    limits: { down: rate, peerDown: peerRate },
    downloads: new Map([['download', { fill: () => fill() }]]),
    clock,
  })
  return { clock, limit, onFill: (fn: () => void) => void (fill = fn) }
}

/** Peers that request all they may at each fill; returns the bytes that each has requested, second by second. */
function greedy(peers: string[], { clock, limit, onFill }: ReturnType<typeof limited>, seconds: number): number[][] {
  const asked = peers.map(() => 0)
  const ask = (): void =>
    peers.forEach((peer, i) => {
      const chunks = limit.allowed(peer)
      limit.asked(peer, chunks)
      asked[i] = (asked[i] as number) + chunks * MIB
    })
  onFill(ask)
  ask()
  const series = [[...asked]]
  for (let s = 0; s < seconds; s++) {
    clock.advance(1000)
    series.push([...asked])
  }
  limit.close()
  return series
}

const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)

test.each([100_000, 4_000_000, 30_000_000])(
  'at %i B/s what is asked for in any number of seconds is the rate, exact to one chunk',
  (rate) => {
    const series = greedy(['ann'], limited(rate), 120).map(sum)
    expect(series).toHaveLength(121)
    // the first chunk always fits; after that the budget is spent to less than a chunk at each turn of 100 ms
    expect(series[0]).toBe(MIB)
    for (const [second, bytes] of series.entries()) {
      expect(bytes, `after ${second} s`).toBeLessThanOrEqual(MIB + rate * second)
      expect(bytes, `after ${second} s`).toBeGreaterThan(rate * second)
    }
  },
)

test('peers together keep the limit of all, and each keeps its own', () => {
  const series = greedy(['ann', 'bob', 'eve'], limited(4_000_000, 1_500_000), 60)
  for (const [second, list] of series.entries()) {
    expect(sum(list)).toBeLessThanOrEqual(MIB + 4_000_000 * second)
    for (const bytes of list) expect(bytes).toBeLessThanOrEqual(MIB + 1_500_000 * second)
  }
  expect(sum(series[60] as number[])).toBeGreaterThan(4_000_000 * 60)
  const alone = greedy(['ann'], limited(4_000_000, 1_500_000), 60).map(sum)
  expect(alone[60]).toBeGreaterThan(1_500_000 * 60)
  expect(alone[60]).toBeLessThanOrEqual(MIB + 1_500_000 * 60)
})

test('unused budget is kept for one second, or for one chunk if that is more', () => {
  const fast = limited(4_000_000)
  fast.clock.advance(3_600_000)
  expect(fast.limit.allowed('ann')).toBe(3)
  const slow = limited(1000)
  slow.clock.advance(3_600_000)
  expect(slow.limit.allowed('ann')).toBe(1)
})

test('a short chunk gives back what it did not need; one that is too long gives nothing', () => {
  const { limit, clock } = limited(MIB)
  limit.asked('ann', 1)
  expect(limit.allowed('ann')).toBe(0)
  limit.came('ann', MIB / 4)
  clock.advance(249)
  expect(limit.allowed('ann')).toBe(0)
  clock.advance(1)
  expect(limit.allowed('ann')).toBe(1)
  limit.asked('ann', 1)
  limit.came('ann', 5 * MIB)
  clock.advance(999)
  expect(limit.allowed('ann')).toBe(0)
  clock.advance(1)
  expect(limit.allowed('ann')).toBe(1)
})

test('without limits all may be asked for, and nothing waits', () => {
  const { limit, clock, onFill } = limited(0)
  let told = 0
  onFill(() => told++)
  expect(limit.allowed('ann')).toBe(Infinity)
  limit.asked('ann', 100)
  limit.came('ann', 5)
  expect(limit.allowed('ann')).toBe(Infinity)
  clock.advance(10_000)
  expect(told).toBe(0)
})

test('a session without budget is filled after 100 ms, once, and never after close', () => {
  for (const [rate, peerRate] of [
    [MIB, 0],
    [0, MIB],
  ] as const) {
    const { limit, clock, onFill } = limited(rate, peerRate)
    let told = 0
    onFill(() => told++)
    limit.asked('ann', 1)
    expect(limit.allowed('ann')).toBe(0)
    expect(limit.allowed('ann')).toBe(0)
    clock.advance(99)
    expect(told).toBe(0)
    clock.advance(1)
    expect(told).toBe(1)
    clock.advance(1000)
    expect(told).toBe(1)
    limit.asked('ann', 1)
    limit.close()
    clock.advance(1000)
    expect(told).toBe(1)
  }
})

test('a clock that is set back costs the budget nothing', () => {
  const clock = new ManualClock()
  let back = 0
  const limit = new DownLimit({
    limits: { down: MIB, peerDown: 0 },
    downloads: new Map(),
    clock: { now: () => clock.now() - back, after: clock.after.bind(clock) },
  })
  limit.asked('ann', 1)
  back = 3_600_000
  expect(limit.allowed('ann')).toBe(0)
  clock.advance(1000)
  expect(limit.allowed('ann')).toBe(1)
})

test('of many peers those with a full budget are forgotten, and those that owe are not', () => {
  const { limit } = limited(0, MIB)
  limit.asked('greedy', 1)
  for (let i = 0; i < 1000; i++) expect(limit.allowed(`peer ${i}`)).toBe(1)
  expect(limit.allowed('greedy')).toBe(0)
})
