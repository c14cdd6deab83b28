import { afterEach, beforeEach, expect, test } from 'vitest'
import { SqliteReplicaStore } from '../../../main/store/search/replica-store.ts'
import { ANN, BOB, EVE, Fixture } from '../fixture.ts'
import { filesOf, makeScene, type Scene } from './scene.ts'

let at: Fixture
beforeEach(() => {
  at = new Fixture()
})
afterEach(() => at.end())

type Limits = Parameters<typeof makeScene>[1]
const scene = (limits: Limits, bytes?: number, workMs?: number): Scene => makeScene(at.database, limits, bytes, workMs)
const files = (peer: string): number => filesOf(at.database, peer)
const row = ({ replication }: Scene, peer: string) => replication.rows().find((one) => one.peer === peer)

test('a catalogue of a million entries is cut at its share, and no more of it is fetched', async () => {
  const testNetwork = scene({ entries: 100_000, bytes: 1e9, peerEntries: 1000 })
  await testNetwork.publish(ANN, 1_000_000)
  expect(files(ANN)).toBe(1000)
  expect(row(testNetwork, ANN)).toMatchObject({ cut: 'entries', entries: 1000, allowance: 1000 })
  expect(testNetwork.feed.read).toBeLessThanOrEqual(1001)
  // further entries change nothing
  await testNetwork.publish(ANN, 2_000_000)
  expect(testNetwork.feed.read).toBeLessThanOrEqual(1001)
  // a stranger has a smaller share, an excluded peer none
  await testNetwork.publish(EVE, 5000)
  expect(files(EVE)).toBe(625)
  testNetwork.decisions.set(BOB, 'bad')
  await testNetwork.publish(BOB, 10)
  expect(files(BOB)).toBe(0)
})

test('huge fields use up the byte budget of a peer', async () => {
  const testNetwork = scene({ entries: 100_000, bytes: 1e9, peerEntries: 1000 }, 60_000)
  await testNetwork.publish(ANN, 5000)
  expect(row(testNetwork, ANN)?.cut).toBe('bytes')
  expect(row(testNetwork, ANN)?.bytes).toBeLessThan(2e6)
  expect(files(ANN)).toBeGreaterThan(10)
})

test('entries that were cut are read without a gap when there is room', async () => {
  const testNetwork = scene({ entries: 100_000, bytes: 1e9, peerEntries: 1000 })
  await testNetwork.publish(ANN, 1500)
  testNetwork.limits.peerEntries = 5000
  testNetwork.indexer.again(ANN)
  while (testNetwork.indexer.arriving > 0) await testNetwork.indexer.events.once('change')
  expect(files(ANN)).toBe(1500)
  expect(row(testNetwork, ANN)?.cut).toBe('')
})

test('room is made by dropping the least useful offline peer, never one that is online', async () => {
  const testNetwork = scene({ entries: 3000, bytes: 1e9, peerEntries: 2000 })
  await testNetwork.publish(ANN, 1200)
  await testNetwork.publish(EVE, 1200)
  testNetwork.online.delete(EVE)
  await testNetwork.publish(BOB, 2000)
  // Eve is offline and evicted; Ann is online and stays, and Bob gets the rest
  expect([files(ANN), files(EVE), files(BOB)]).toEqual([1200, 0, 1800])
  expect(row(testNetwork, BOB)?.cut).toBe('total')
  expect(testNetwork.replication.totals().entries).toBe(3000)
  testNetwork.online.delete(ANN)
  testNetwork.indexer.again(BOB)
  while (testNetwork.indexer.arriving > 0) await testNetwork.indexer.events.once('change')
  expect([files(ANN), files(BOB)]).toEqual([0, 2000])
})

test('of strangers that are away, an eightieth of the limit is kept: 25,000 entries of two million', async () => {
  const { publish, decisions, unrated, online, clock, replication } = scene({
    entries: 160_000,
    bytes: 1e9,
    peerEntries: 4000,
  })
  const [first, second, rated] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string]
  for (const peer of [first, second, rated]) {
    decisions.set(peer, 'new')
    online.add(peer)
    await publish(peer, 1200)
    clock.advance(1000)
  }
  unrated.add(first).add(second)
  for (const peer of [first, second, rated]) online.delete(peer)
  await publish(ANN, 10)
  while (replication.rows().length > 3) await replication.events.once('change')
  // of 2,400 entries, 2,000 may stay: the one that was read earlier goes
  expect([files(first), files(second), files(rated), files(ANN)]).toEqual([0, 1200, 1200, 10])
})

test('the number of catalogues is bounded: the least recently used one is dropped', async () => {
  const store = new SqliteReplicaStore(at.database)
  for (let n = 0; n <= 2000; n++)
    store.saveReplica({ peer: n.toString(16).padStart(64, '0'), key: 'key', bytes: 0, cut: '', used: n })
  const testNetwork = scene({ entries: 10_000, bytes: 1e9, peerEntries: 2000 })
  await testNetwork.publish(ANN, 10)
  expect(testNetwork.replication.rows()).toHaveLength(2001)
  expect(row(testNetwork, '0'.repeat(64))).toBeUndefined()
  expect(files(ANN)).toBe(10)
})

test('lower limits apply at once', async () => {
  const testNetwork = scene({ entries: 10_000, bytes: 1e9, peerEntries: 2000 })
  await testNetwork.publish(ANN, 1000)
  await testNetwork.publish(EVE, 1000)
  testNetwork.limits.entries = 1500
  await testNetwork.replication.fit()
  expect([files(ANN), files(EVE)]).toEqual([1000, 0])
  expect(testNetwork.replication.rows().map(({ peer }) => peer)).toEqual([ANN])
  // the blocks of evicted catalogues are removed from the disk
  expect(testNetwork.released).toEqual([testNetwork.feed.keyOf()])
})

test('the log under a former key is removed from disk when its owner starts a new one', async () => {
  const testNetwork = scene({ entries: 10_000, bytes: 1e9, peerEntries: 2000 })
  testNetwork.replication.took(ANN, 'former', 1000)
  expect(testNetwork.released).toEqual([])
  testNetwork.replication.took(ANN, 'new', 10)
  expect(testNetwork.released).toEqual(['former'])
  expect(row(testNetwork, ANN)).toMatchObject({ key: 'new', bytes: 10 })
})

test('a log that changes the same files forever is read until its bytes are used up, across restarts', async () => {
  const testNetwork = scene({ entries: 100_000, bytes: 1e9, peerEntries: 1000 })
  await testNetwork.publish(ANN, 500)
  const again = scene({ entries: 100_000, bytes: 1e9, peerEntries: 1000 })
  expect(row(again, ANN)).toMatchObject({ bytes: row(testNetwork, ANN)?.bytes, entries: 500, cut: '' })
  expect(row(again, ANN)?.bytes).toBeGreaterThan(40_000)
})
