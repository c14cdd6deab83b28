import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { watchNetwork } from '../../main/composition/network-watch.ts'

const v4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  internal,
  family: 'IPv4',
  netmask: '255.255.255.0',
  mac: '',
  cidr: null,
})
const v6 = (address: string): NetworkInterfaceInfo => ({
  address,
  internal: false,
  family: 'IPv6',
  netmask: '',
  mac: '',
  cidr: null,
  scopeid: 0,
})

test('another network is news once; none at all, the machine itself and a new temporary address are not', () => {
  const clock = new ManualClock()
  let here: NetworkInterfaceInfo[] = [v4('127.0.0.1', true), v4('192.0.2.7'), v6('2001:db8:1:2:a:b:c:d')]
  let news = 0
  const end = watchNetwork({ clock, changed: () => void news++, interfaces: () => ({ all: here }) })
  const now = (list: NetworkInterfaceInfo[]): number => {
    here = list
    clock.advance(15_000)
    return news
  }
  expect(now(here)).toBe(0)
  expect(now([v4('127.0.0.1', true), v4('192.0.2.7'), v6('2001:db8:1:2:e:f:a:b')])).toBe(0)
  expect(now([v4('127.0.0.1', true)])).toBe(0)
  expect(now([v4('192.0.2.7'), v6('2001:db8:1:2:e:f:a:b')])).toBe(0)
  expect(now([])).toBe(0)
  expect(now([v4('198.51.100.3')])).toBe(1)
  end()
  expect(now([v4('203.0.113.9')])).toBe(1)
})

test('a machine that slept is back: the time has jumped between two looks', () => {
  let off = 0
  const timers = new ManualClock()
  let news = 0
  watchNetwork({
    clock: { now: () => timers.now() + off, after: (ms, fn) => timers.after(ms, fn) },
    changed: () => void news++,
    interfaces: () => ({}),
  })
  timers.advance(20_000)
  expect(news).toBe(0)
  off += 3_600_000
  timers.advance(5000)
  expect(news).toBe(1)
  timers.advance(60_000)
  // set back: nothing was slept through
  off -= 7_200_000
  timers.advance(20_000)
  expect(news).toBe(1)
})
