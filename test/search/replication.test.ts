import { afterEach, beforeEach, expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import type { Trust } from '../../main/contract/trust.ts'
import { CatalogueIndexer } from '../../main/search/local/catalogue-indexer.ts'
import type { PeerCatalogues } from '../../main/search/replication/peer-catalogues.ts'
import type { Limits } from '../../main/search/replication/limits.ts'
import { Replication } from '../../main/search/replication/replication.ts'
import { SqliteReplicaStore } from '../../main/store/search/replica-store.ts'
import { SqliteSearchIndex } from '../../main/store/search/search-store.ts'
import type { Database } from '../../main/store/database.ts'
import { ANN, BOB, EVE, Fixture, put } from './fixture.ts'

let at: Fixture
beforeEach(() => {
  at = new Fixture()
})
afterEach(() => at.end())

/** Catalogues of any number of entries, with a fixed size of each in bytes. */
class EndlessFeed implements PeerCatalogues {
  readonly events = new Emitter<{ update: { peer: string; key: string; version: number } }>()
  readonly sizes = new Map<string, number>()
  read = 0
  readonly #bytes: number
  constructor(bytes = 100) {
    this.#bytes = bytes
  }
  on(event: 'update', listener: (update: { peer: string; key: string; version: number }) => void): () => void {
    return this.events.on(event, listener)
  }
  keyOf = (): string => 'key'
  publish(peer: string, entries: number): void {
    this.sizes.set(peer, entries)
    this.events.emit('update', { peer, key: 'key', version: entries + 1 })
  }
  changes(
    peer: string,
    since: number,
  ): AsyncIterable<ReturnType<typeof put>> & { readonly version: number; readonly bytes: number } {
    const [size, each] = [this.sizes.get(peer) ?? 0, this.#bytes]
    const count = (): void => void this.read++
    let version = since
    return {
      get version() {
        return version
      },
      get bytes() {
        return (version - Math.max(1, since)) * each
      },
      async *[Symbol.asyncIterator]() {
        for (let at = Math.max(1, since); at <= size; at++) {
          version = at + 1
          count()
          yield put(`file ${at}`, at)
        }
      },
    }
  }
}

interface Scene {
  feed: EndlessFeed
  limits: Limits
  online: Set<string>
  decisions: Map<string, Trust['decision']>
  /** Peers whom nobody trusted has rated. */
  unrated: Set<string>
  /** Keys of logs whose blocks were removed from the disk. */
  released: string[]
  replication: Replication
  indexer: CatalogueIndexer
  clock: ManualClock
  publish(peer: string, entries: number): Promise<void>
}

/** Works for a while after each change. */
class SlowIndex extends SqliteSearchIndex {
  readonly #work: () => void

  constructor(database: Database, work: () => void) {
    super(database)
    this.#work = work
  }

  override apply(...change: Parameters<SqliteSearchIndex['apply']>): void {
    super.apply(...change)
    this.#work()
  }
}

/** `workMs`: how long the index takes for each batch. */
function scene(limits: Limits, bytes = 100, workMs = 0): Scene {
  const feed = new EndlessFeed(bytes)
  const clock = new ManualClock()
  const online = new Set([ANN, BOB, EVE])
  const released: string[] = []
  const unrated = new Set<string>()
  const decisions = new Map<string, Trust['decision']>([
    [ANN, 'good'],
    [BOB, 'good'],
    [EVE, 'new'],
  ])
  const index = new SlowIndex(at.database, () => clock.advance(workMs))
  const indexer = new CatalogueIndexer({ feed, index, clock, log: () => {} })
  const replication = new Replication({
    store: new SqliteReplicaStore(at.database),
    index,
    indexer,
    logs: { clear: async (key) => void released.push(key) },
    settings: {
      get values() {
        const { entries, bytes, peerEntries } = limits
        return { catalogueEntries: entries, catalogueMegabytes: bytes / 1e6, cataloguePeerEntries: peerEntries }
      },
    },
    trust: {
      trustOf: (peer) => ({ decision: decisions.get(peer) ?? 'bad', count: unrated.has(peer) ? 0 : 1 }),
    },
    presence: { isOnline: (peer) => online.has(peer) },
    clock,
    log: () => {},
  })
  indexer.limitBy(replication)
  const publish = async (peer: string, entries: number): Promise<void> => {
    feed.publish(peer, entries)
    while (indexer.arriving > 0) await indexer.events.once('change')
  }
  return { feed, limits, online, decisions, unrated, released, replication, indexer, clock, publish }
}
const files = (peer: string): number => new SqliteSearchIndex(at.database).sharesOf(peer).files
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

test('catalogues of strangers take 3 s of work at once, then two fifths of the time', async () => {
  const { feed, indexer, clock } = scene({ entries: 100_000, bytes: 1e9, peerEntries: 10_000 }, 100, 500)
  const turns = async (): Promise<void> => {
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve))
  }
  const read = (async () => {
    feed.publish(EVE, 4000)
    while (indexer.arriving > 0) await indexer.events.once('change')
  })()
  await turns()
  // eight batches of 400 took 4.64 s, 0.64 of them to read: more than 3 s and two fifths of the time since then
  expect(files(EVE)).toBe(3200)
  // the next one waits for 408 ms, and for 32 ms after each 64 blocks that were read
  for (let n = 0; n < 6; n++) {
    clock.advance(n === 0 ? 441 : 33)
    await turns()
    expect(files(EVE)).toBe(n < 5 ? 3200 : 3600)
  }
  // a trusted peer does not wait
  feed.publish(ANN, 4000)
  while (files(ANN) < 4000) await indexer.events.once('change')
  while (indexer.arriving > 0) {
    clock.advance(2000)
    await turns()
  }
  await read
  expect(files(EVE)).toBe(4000)
})

test('many small catalogues of strangers share that time', async () => {
  const { feed, indexer, clock, decisions } = scene({ entries: 100_000, bytes: 1e9, peerEntries: 10_000 }, 100, 500)
  const peers = Array.from({ length: 60 }, (_, n) => n.toString(16).padStart(64, '0'))
  for (const peer of peers) {
    decisions.set(peer, 'new')
    feed.publish(peer, 200)
  }
  for (let n = 0; n < 200; n++) await new Promise((resolve) => setImmediate(resolve))
  // each takes 540 ms: after 3 s, and two fifths of the time since then, the rest wait
  const atOnce = peers.filter((peer) => files(peer) === 200).length
  expect(atOnce).toBeGreaterThan(0)
  expect(atOnce).toBeLessThan(15)
  while (indexer.arriving > 0) {
    clock.advance(1000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(peers.filter((peer) => files(peer) === 200)).toHaveLength(60)
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
