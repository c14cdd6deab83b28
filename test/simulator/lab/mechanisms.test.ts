import { describe, expect, it } from 'vitest'
import { mechanismScenario } from '../../../main/simulator/mechanisms/mechanism-scenario.ts'
import { MECHANISMS } from '../../../main/simulator/mechanisms/mechanisms.ts'
import { runOf, settingsOf } from './settings-of.ts'

/** Small enough for all of them. */
const SMALL = { N: 60, transactions: 600, rounds: 20, horizon: 60 }

describe('every mechanism', () => {
  it.each([...MECHANISMS.keys()])('%s is fixed by its seed, and yields metrics that are listed', (mechanism) => {
    const first = runOf({ ...SMALL, mechanism }, 7)
    expect(runOf({ ...SMALL, mechanism }, 7)).toEqual(first)
    const listed = mechanismScenario.metrics.map(({ name }) => name)
    expect(listed).toEqual(expect.arrayContaining(Object.keys(first)))
    for (const value of Object.values(first)) expect(value).not.toBeNaN()
  })

  it.each([...MECHANISMS.values()])('$name reads parameters that exist', ({ uses, defaults }) => {
    const known = mechanismScenario.parameters.map(({ name }) => name)
    expect(known).toEqual(expect.arrayContaining([...uses, ...Object.keys(defaults)]))
  })

  it.each(['exclusion', 'reciprocative', 'trustguard', 'friends'])('%s tells how far it is', (mechanism) => {
    const told: number[] = []
    mechanismScenario.run(settingsOf({ ...SMALL, mechanism }), 1, (fraction) => told.push(fraction))
    expect(told.at(-1)).toBe(1)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
  })
})

describe('robust', () => {
  it('keeps free riders out, and honest peers in', () => {
    const { excludedHonest, excludedBad, cooperation } = runOf({
      mechanism: 'robust',
      N: 100,
      transactions: 3000,
      freeRiderShare: 0.3,
      contributorShare: 0.7,
    })
    expect(excludedBad).toBeGreaterThan(0.9)
    expect(excludedHonest).toBe(0)
    expect(cooperation).toBeGreaterThan(0.95)
  })
})

describe('impossible combinations', () => {
  it.each([
    [{ mechanism: 'robust', N: 10_000 }, /5000 peers at most/],
    [{ mechanism: 'trustguard', alpha: 0.5, beta: 0.6 }, /alpha \+ beta/],
    [{ mechanism: 'friends', holdShare: 0 }, /Nobody has a file/],
    [{ mechanism: 'friends', freeRiderShare: 0.6, colluderShare: 0.4 }, /Nobody has a file/],
    [{ mechanism: 'replication', N: 10, copies: 8, fragments: 4 }, /32 pieces of an object need as many hosts/],
    [{ mechanism: 'none', traitorFrom: 10, traitorTo: 5 }, /traitorTo \(5\) must not be before traitorFrom/],
  ])('%j is refused', (set, message) => {
    expect(() => settingsOf(set)).toThrow(message)
  })
})
