import { describe, expect, it } from 'vitest'
import { addressGroup } from '../../main/network/budget/address-group.ts'
import { type InboundPeer, findPlace, INBOUND } from '../../main/network/budget/inbound-places.ts'

const NOW = 1_700_000_000_000
const FEW = { total: 6, strangers: 4, perGroup: 2 }

interface Named extends InboundPeer {
  name: string
}
const inbound = (name: string, more: Partial<InboundPeer> = {}): Named => ({
  name,
  since: NOW - 3_600_000,
  group: null,
  trusted: false,
  member: false,
  greeted: true,
  busy: false,
  ...more,
})
const peers = (count: number, more: Partial<InboundPeer> = {}): Named[] =>
  Array.from({ length: count }, (_, n) => inbound(`${n}`, more))

function placeFor(newcomer: Partial<InboundPeer>, present: readonly Named[], limits = FEW): string | null {
  const place = findPlace({ group: null, trusted: false, ...newcomer }, present, limits, NOW)
  return place === null || place === 'free' ? place : place.name
}

describe('places for inbound connections', () => {
  it('are 96, of which 32 are for trusted peers, and 8 for one network', () => {
    expect(INBOUND).toEqual({ total: 96, strangers: 64, perGroup: 8 })
  })

  it('are free until those for strangers are taken', () => {
    const fresh = { since: NOW }
    expect(placeFor({}, peers(3, fresh))).toBe('free')
    expect(placeFor({}, peers(4, fresh))).toBeNull()
    expect(placeFor({ trusted: true }, peers(4, fresh))).toBe('free')
    expect(placeFor({ trusted: true }, peers(6, { trusted: true }))).toBeNull()
    // trusted peers beyond the places kept for them take those of strangers
    const five = peers(5, { trusted: true })
    expect(placeFor({}, five)).toBe('free')
    expect(placeFor({}, [...five, inbound('stranger', fresh)])).toBeNull()
    expect(placeFor({ trusted: true }, [...five, inbound('stranger', fresh)])).toBe('stranger')
  })

  it('go from who is silent for 5 s, then who is silent, then who is idle for a minute', () => {
    const busy = inbound('busy', { busy: true })
    const silent = inbound('silent', { greeted: false, since: NOW - 5000 })
    const arriving = inbound('arriving', { greeted: false, since: NOW - 4999 })
    const idle = inbound('idle', { since: NOW - 60_000 })
    const fresh = inbound('fresh', { since: NOW - 59_999 })
    expect(placeFor({}, [busy, idle, arriving, silent])).toBe('silent')
    expect(placeFor({}, [busy, idle, arriving, fresh])).toBe('arriving')
    expect(placeFor({}, [busy, busy, idle, fresh])).toBe('idle')
    expect(placeFor({}, [busy, busy, fresh, fresh])).toBeNull()
    const full = { ...FEW, total: 4 }
    expect(placeFor({ trusted: true }, [busy, busy, busy, fresh], full)).toBe('fresh')
    expect(placeFor({ trusted: true }, [busy, busy, busy, busy], full)).toBeNull()
  })

  it('go from strangers before members, from crowded networks before others, and from the oldest', () => {
    const member = inbound('member', { member: true })
    expect(
      placeFor({}, [
        member,
        inbound('older', { since: 1 }),
        inbound('newer'),
        inbound('newest', { since: NOW - 60_001 }),
      ]),
    ).toBe('older')
    expect(
      placeFor({}, [
        member,
        inbound('a', { group: 'one', since: 1 }),
        inbound('b', { group: 'two' }),
        inbound('c', { group: 'two' }),
      ]),
    ).toBe('b')
    expect(placeFor({}, peers(4, { member: true }))).toBe('0')
  })

  it('of one network are few once half of them are taken', () => {
    const group = '192.0.2.0/24'
    const [one, two] = [inbound('one', { group }), inbound('two', { group })]
    const limits = { total: 9, strangers: 9, perGroup: 2 }
    expect(placeFor({ group }, [one, two, ...peers(2)], limits)).toBe('free')
    expect(placeFor({ group }, [one, two, ...peers(3)], limits)).toBe('one')
    expect(placeFor({ group: '198.51.100.0/24' }, [one, two, ...peers(3)], limits)).toBe('free')
    expect(placeFor({ group, trusted: true }, [one, two, ...peers(3)], limits)).toBe('free')
    const fresh = { since: NOW, group }
    expect(placeFor({ group }, [inbound('a', fresh), inbound('b', fresh), ...peers(3)], limits)).toBeNull()
  })
})

describe('the network of an address', () => {
  it.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::2', '0:0:0:0::/64'],
    // this machine, and no address
    ['127.0.0.1', null],
    ['127.66.6.6', null],
    ['::ffff:127.0.0.1', null],
    ['::1', null],
    ['localhost', null],
    ['', null],
  ])('%s is %s', (address, group) => {
    expect(addressGroup(address)).toBe(group)
  })
})
