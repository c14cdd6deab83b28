import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { PeerNames } from '../../main/peers/names.ts'
import { PeerRegistry, type MetPeer, type PeerStore } from '../../main/peers/peers.ts'

const KEY = 'ab'.repeat(32)
const SELF = '01'.repeat(32)

class MemoryStore implements PeerStore {
  rows = new Map<string, MetPeer>()
  all = (): MetPeer[] => [...this.rows.values()]
  save = (peer: MetPeer): void => void this.rows.set(peer.key, peer)
  remove = (keys: readonly string[]): void => keys.forEach((key) => this.rows.delete(key))
}

function met() {
  const clock = new ManualClock(1000)
  const store = new MemoryStore()
  const peers = new PeerRegistry(store, clock)
  return {
    clock,
    store,
    peers,
    names: new PeerNames(peers, { key: SELF, name: () => 'me' }, (key) => `print-${key.slice(0, 4)}`),
  }
}

test('a peer that reconnects keeps its times and bytes exchanged', () => {
  const { peers, clock, store } = met()
  peers.joined(KEY, 'Aiko')
  expect(peers.isOnline(KEY)).toBe(true)
  clock.advance(500)
  peers.exchanged(KEY, { received: 10 })
  peers.exchanged(KEY, { given: 3, received: 5 })
  peers.left(KEY)
  expect(peers.isOnline(KEY)).toBe(false)
  expect(store.rows.get(KEY)).toEqual({
    key: KEY,
    name: 'Aiko',
    firstSeen: 1000,
    lastSeen: 1500,
    given: 3,
    received: 15,
    excludedSince: null,
  })
})

test('peers are loaded from the store after a restart', () => {
  const { peers, store, clock } = met()
  peers.joined(KEY, 'Aiko')
  peers.excluded(KEY, 1200)
  const again = new PeerRegistry(store, clock)
  expect(again.get(KEY)?.excludedSince).toBe(1200)
  expect(again.isOnline(KEY)).toBe(false)
})

test('at the limit, peers offline longest are forgotten, except partners and excluded ones', () => {
  const clock = new ManualClock(1000)
  const store = new MemoryStore()
  const peers = new PeerRegistry(store, clock, 20)
  const meet = (key: string): void => {
    peers.joined(key, key)
    clock.advance(1)
    peers.left(key)
  }
  for (const key of ['partner', 'excluded', 'first', 'second', 'third']) meet(key)
  peers.exchanged('partner', { given: 1 })
  peers.excluded('excluded', 1)
  peers.joined('first', 'here again')
  for (let n = 0; n < 16; n++) meet(`passer-by ${n}`)
  expect(
    ['partner', 'excluded', 'first', 'second', 'third', 'passer-by 0'].map((key) => peers.get(key) !== undefined),
  ).toEqual([true, true, true, false, false, true])
  expect(
    peers
      .all()
      .map(({ key }) => key)
      .sort(),
  ).toEqual([...store.rows.keys()].sort())
})

test('leaving twice is one change', () => {
  const { peers } = met()
  peers.joined(KEY, 'Aiko')
  let changes = 0
  peers.events.on('change', () => changes++)
  peers.left(KEY)
  peers.left(KEY)
  expect(changes).toBe(1)
})

test('a peer has its announced name, or else its fingerprint', () => {
  const { peers, names } = met()
  peers.joined(KEY, 'Aiko')
  expect(names.named(SELF)).toMatchObject({ name: 'me' })
  expect(names.named(KEY)).toEqual({ publicKey: KEY, fingerprint: 'print-abab', name: 'Aiko' })
  expect(names.named('cd'.repeat(32)).name).toBe('print-cdcd')
})

test('keys that were excluded at once, and never exchanged anything, do not fill the places', () => {
  const clock = new ManualClock(1000)
  const peers = new PeerRegistry(new MemoryStore(), clock, 20)
  const meet = (key: string): void => {
    peers.joined(key, key)
    clock.advance(1)
    peers.left(key)
  }
  meet('partner')
  peers.exchanged('partner', { received: 1 })
  for (let n = 0; n < 100; n++) {
    meet(`cheat ${n}`)
    peers.excluded(`cheat ${n}`, 1)
  }
  expect(peers.all().length).toBeLessThanOrEqual(20)
  expect(peers.get('partner')).toBeDefined()
  expect(peers.get('cheat 0')).toBeUndefined()
  expect(peers.get('cheat 99')).toBeDefined()
})
