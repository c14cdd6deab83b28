import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../main/base/random.ts'
import { UploadSlots } from '../../../main/transfers/upload/slots.ts'
import { weigh, type UploadClaim } from '../../../main/transfers/upload/weight.ts'
import { fc } from '../../helpers/property.ts'

const MIB = 2 ** 20
const known = (received: number, u: number): UploadClaim => ({ received, u, newcomer: false, friend: false })
const newcomer: UploadClaim = { received: 0, u: null, newcomer: true, friend: false }

function bench(
  claims: Record<string, UploadClaim>,
  { slots = 2, friendsFirst = false, seed = 1 } = {},
): { slots: UploadSlots; invited: string[] } {
  const invited: string[] = []
  const made = new UploadSlots({
    limits: { uploadSlots: slots, up: 0, peerUp: 0, friendsFirst },
    scheduler: { claim: (peer) => claims[peer] ?? newcomer, invite: (peer) => void invited.push(peer) },
    random: seededRandom(seed),
  })
  return { slots: made, invited }
}

describe('the weight of a peer', () => {
  test('grows with what it gave and with its trust, from 1 to 8', () => {
    // doubles round: two weights that ought to be equal may differ in the last place
    const ROUNDING = 1e-12
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e13, noNaN: true }),
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (received, more, u, better) => {
          const { weight } = weigh(known(received, u))
          expect(weight).toBeGreaterThanOrEqual(1)
          expect(weight).toBeLessThanOrEqual(8 + ROUNDING)
          expect(weigh(known(received + more, u)).weight).toBeGreaterThanOrEqual(weight - ROUNDING)
          expect(weigh(known(received, Math.max(u, better))).weight).toBeGreaterThanOrEqual(weight - ROUNDING)
        },
      ),
    )
    expect(weigh(known(64 * MIB, 1))).toMatchObject({ weight: 6.5, contribution: 1.5, trust: 4, reason: 'trust' })
    expect(weigh(known(640 * MIB, 0.5)).reason).toBe('contribution')
    expect(weigh(known(1, 0.1)).reason).toBe('little')
    expect(weigh(newcomer)).toEqual({ weight: 1, contribution: 0, trust: 0, reason: 'newcomer' })
  })
})

describe('slots', () => {
  test('peers are served while slots are free; the others get a place and a reason', () => {
    const { slots, invited } = bench({ rich: known(1e9, 0.9), poor: known(0, 0.3), good: known(1e6, 0.8) })
    expect([slots.ask('a', 'r', 0), slots.ask('b', 'r', 0)]).toEqual([true, true])
    for (const peer of ['poor', 'good', 'rich']) expect(slots.ask(peer, 'r', 1)).toBe(false)
    expect(slots.places(2).map(({ peer, position, of, reason }) => [peer, position, of, reason])).toEqual([
      ['rich', 1, 3, 'trust'],
      ['good', 2, 3, 'trust'],
      ['poor', 3, 3, 'little'],
    ])
    slots.release('a', 'r', 3)
    expect(invited).toEqual(['rich'])
    // the slot is kept for it, for a while
    expect(slots.ask('poor', 'r', 4)).toBe(false)
    expect(slots.ask('rich', 'r', 5)).toBe(true)
    expect(slots.used).toBe(2)
  })

  test('a peer that does not use its reserved slot loses it', () => {
    const { slots, invited } = bench({ x: known(1e9, 1), y: known(0, 0.5) }, { slots: 1 })
    slots.ask('a', 'r', 0)
    slots.ask('x', 'r', 0)
    slots.ask('y', 'r', 0)
    slots.release('a', 'r', 10)
    expect(invited).toEqual(['x'])
    slots.expire(10 + 15_000)
    expect(invited).toEqual(['x', 'y'])
    expect(slots.ask('y', 'r', 10 + 15_000 + 1)).toBe(true)
    slots.ask('x', 'r', 20_000)
    expect(slots.places(30_000)).toHaveLength(1)
    slots.drop('x')
    expect(slots.places(30_000)).toEqual([])
  })

  test('a turn is over after 64 MiB if others wait, and not before', () => {
    const { slots, invited } = bench({}, { slots: 1 })
    slots.ask('a', 'r', 0)
    slots.sent('a', 64 * MIB - 1)
    expect(slots.turnOver('a')).toBe(false)
    slots.ask('b', 'r', 1)
    expect(slots.turnOver('a')).toBe(false)
    slots.sent('a', 1)
    expect(slots.turnOver('a')).toBe(true)
    expect(slots.ask('a', 'more', 2)).toBe(false)
    slots.release('a', 'r', 3)
    expect(invited).toEqual(['b'])
  })

  test('friends come first if the setting says so', () => {
    const claims = { rich: known(1e12, 1), friend: { ...known(0, null as never), u: null, friend: true } }
    for (const friendsFirst of [true, false]) {
      const { slots, invited } = bench(claims, { slots: 1, friendsFirst })
      slots.ask('a', 'r', 0)
      slots.ask('rich', 'r', 0)
      slots.ask('friend', 'r', 1)
      slots.release('a', 'r', 2)
      expect(invited).toEqual([friendsFirst ? 'friend' : 'rich'])
    }
  })

  test('newcomers hold 6 of 8 slots at most: a known peer is served at once', () => {
    const { slots, invited } = bench({ known: known(1e9, 0.9), other: known(1e9, 0.9) }, { slots: 8 })
    for (let n = 0; n < 6; n++) expect(slots.ask(`n${n}`, 'r', 0)).toBe(true)
    for (let n = 6; n < 64; n++) expect(slots.ask(`n${n}`, 'r', 0)).toBe(false)
    expect(slots.ask('known', 'r', 0)).toBe(true)
    expect(slots.ask('other', 'r', 0)).toBe(true)
    slots.release('known', 'r', 1)
    expect(invited).toEqual([])
    slots.release('n0', 'r', 2)
    expect(invited).toEqual(['n6'])
  })

  test('under load newcomers get one turn in ten, and every peer a turn in the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 5, max: 9 }),
        fc.integer({ min: 5, max: 9 }),
        fc.integer(),
        (count, knownCount, freshCount, seed) => {
          const claims: Record<string, UploadClaim> = {}
          for (let i = 0; i < knownCount; i++) claims[`k${i}`] = known(i * 32 * MIB, i / knownCount)
          for (let i = 0; i < freshCount; i++) claims[`n${i}`] = newcomer
          const { slots, invited } = bench(claims, { slots: count, seed })
          for (let i = 0; i < count; i++) slots.ask(`first${i}`, 'r', 0)
          let now = 1
          const ask = (): void =>
            Object.keys(claims).forEach(
              (peer) => slots.served().some((one) => one.peer === peer) || slots.ask(peer, 'r', now),
            )
          for (let i = 0; i < count; i++) {
            ask()
            slots.release(`first${i}`, 'r', now)
          }
          const turns = 400
          for (let i = 0; invited.length < turns && i < 10 * turns; i++) {
            now += 10_000
            ask()
            const oldest = slots.served()[0]
            if (oldest) slots.release(oldest.peer, 'r', now)
            expect(slots.used).toBeLessThanOrEqual(count)
          }
          const fresh = invited.filter((peer) => peer.startsWith('n')).length
          expect(new Set(invited).size).toBe(knownCount + freshCount)
          expect(Math.abs(fresh - invited.length / 10)).toBeLessThanOrEqual(2)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('one turn in ten is random: a peer that gave nothing is served among generous ones', () => {
    const claims: Record<string, UploadClaim> = { poor: known(0, 0) }
    for (let i = 0; i < 1010; i++) claims[`rich${i}`] = known(1e12, 1)
    const { slots, invited } = bench(claims, { slots: 1 })
    slots.ask('first', 'r', 0)
    for (const peer of ['poor', 'rich0', 'rich1', 'rich2']) slots.ask(peer, 'r', 0)
    let holder = 'first'
    for (let i = 3; i < 1003; i++) {
      slots.release(holder, 'r', 0)
      holder = invited.at(-1) as string
      slots.ask(holder, 'r', 0)
      // four wait at any time
      slots.ask(`rich${i}`, 'r', 0)
      if (holder !== 'poor') slots.ask('poor', 'r', 0)
    }
    // a hundred turns of a thousand by chance, among about four
    const turns = invited.filter((peer) => peer === 'poor').length
    expect(turns).toBeGreaterThan(5)
    expect(turns).toBeLessThan(60)
  })

  test('an unused reservation ends although the clock was set back', () => {
    const { slots, invited } = bench({ x: known(1e9, 1), y: known(0, 0.5) }, { slots: 1 })
    const day = 86_400_000
    for (const [peer, at] of [
      ['a', day],
      ['x', day],
      ['y', day],
    ] as const)
      slots.ask(peer, 'r', at)
    slots.release('a', 'r', day)
    slots.expire(1000)
    expect(invited).toEqual(['x', 'y'])
  })

  test('no peer waits longer than ageing allows', () => {
    const claims: Record<string, UploadClaim> = { poor: known(0, 0) }
    const { slots, invited } = bench(claims, { slots: 1 })
    slots.ask('first', 'r', 0)
    slots.ask('poor', 'r', 0)
    let [now, served] = [0, 'first']
    for (let i = 0; !invited.includes('poor') && i < 1000; i++) {
      now += 60_000
      claims[`rich${i}`] = known(1e12, 1)
      slots.ask('poor', 'r', now)
      slots.ask(`rich${i}`, 'r', now)
      slots.release(served, 'r', now)
      served = invited.at(-1) as string
      slots.ask(served, 'r', now)
    }
    expect(invited).toContain('poor')
    // a weight of 8 against one of 1, and ten minutes of waiting count as much again
    expect(now).toBeLessThanOrEqual(8 * 600_000)
  })
})
