import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import type { Trust } from '../../main/contract/trust.ts'
import { Newcomers } from '../../main/peers/newcomers.ts'

/** One service to a stranger, in bytes: 1 GiB. */
const SERVICE_BYTES = 1_073_741_824

interface Met {
  given: number
  received: number
  decision?: Trust['decision']
}

/** Accounts in services, in the order in which the peers were seen last; new unless `decision` says otherwise. */
function newcomersOf(met: Record<string, Met>) {
  const clock = new ManualClock()
  const accounts = (): { key: string; lastSeen: number; given: number; received: number }[] =>
    Object.entries(met).map(([key, { given, received }], lastSeen) => ({
      key,
      lastSeen,
      given: given * SERVICE_BYTES,
      received: received * SERVICE_BYTES,
    }))
  const newcomers = new Newcomers({
    peers: { all: accounts, get: (key) => accounts().find((one) => one.key === key) },
    trust: { trustOf: (key) => ({ decision: met[key]?.decision ?? 'new' }) },
    clock,
  })
  return { newcomers, clock }
}

test('a newcomer may take its allowance until it gives; a known peer is not limited', () => {
  const met: Record<string, Met> = {
    eve: { given: 0, received: 0 },
    ann: { given: 90, received: 0, decision: 'good' },
  }
  const { newcomers } = newcomersOf(met)
  expect(newcomers.allowance).toBe(3 * SERVICE_BYTES)
  expect(newcomers.mayTake('eve')).toBe(true)
  met['eve'] = { given: 3, received: 0 }
  expect(newcomers.mayTake('eve')).toBe(false)
  met['eve'] = { given: 3, received: 2.5 }
  expect(newcomers.mayTake('eve')).toBe(true)
  expect(newcomers.mayTake('ann')).toBe(true)
})

test('names that take and are excluded reduce the allowance of the next one, but never to nothing', () => {
  const met: Record<string, Met> = {}
  const { newcomers, clock } = newcomersOf(met)
  const shares: number[] = []
  for (let n = 0; n < 200; n++) {
    shares.push(newcomers.allowance / SERVICE_BYTES)
    expect(newcomers.mayTake(`name ${n}`)).toBe(true)
    met[`name ${n}`] = { given: shares.at(-1) ?? 0, received: 0, decision: n % 2 === 0 ? 'bad' : 'new' }
    clock.advance(1000)
  }
  const sum = (many: number[]): number => many.reduce((a, b) => a + b)
  expect(shares[0]).toBe(3)
  expect(shares[1]).toBeCloseTo(0.809, 3)
  // not 3 for each of twenty names
  expect(sum(shares.slice(0, 20))).toBeCloseTo(12.2, 1)
  // about the last ten services count: 3 / (1 + 10)
  expect(shares.at(-1)).toBeCloseTo(3 / 11, 3)
  // one honest newcomer, and the next one gets more
  met['honest'] = { given: 0.25, received: 5 }
  clock.advance(1000)
  expect(newcomers.allowance / SERVICE_BYTES).toBeGreaterThan(0.33)
})

test('an excluded peer counts as the newcomer that it was, not for what it took while it was trusted', () => {
  const met: Record<string, Met> = { traitor: { given: 500, received: 0, decision: 'bad' } }
  const { newcomers } = newcomersOf(met)
  expect(newcomers.allowance / SERVICE_BYTES).toBeCloseTo(0.809, 3)
})
