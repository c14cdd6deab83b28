import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { NetworkChangeDetector } from '../../main/network/network-change-detector.ts'

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

test('a new network is reported once; no network, loopback and temporary addresses are not', () => {
  const clock = new ManualClock()
  let here: NetworkInterfaceInfo[] = [v4('127.0.0.1', true), v4('192.0.2.7'), v6('2001:db8:1:2:a:b:c:d')]
  let news = 0
  const detector = new NetworkChangeDetector(clock, () => ({ all: here }))
  detector.events.on('change', () => void news++)
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
  detector.close()
  expect(now([v4('203.0.113.9')])).toBe(1)
})

test('waking from sleep is reported when the time has jumped between two checks', () => {
  let off = 0
  const timers = new ManualClock()
  let news = 0
  const clock = { now: () => timers.now() + off, after: (ms: number, fn: () => void) => timers.after(ms, fn) }
  new NetworkChangeDetector(clock, () => ({})).events.on('change', () => void news++)
  timers.advance(20_000)
  expect(news).toBe(0)
  off += 3_600_000
  timers.advance(5000)
  expect(news).toBe(1)
  timers.advance(60_000)
  // The clock was set back: the machine has not slept.
  off -= 7_200_000
  timers.advance(20_000)
  expect(news).toBe(1)
})
