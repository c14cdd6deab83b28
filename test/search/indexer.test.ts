import { join } from 'node:path'
import hypercoreCrypto from 'hypercore-crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock, systemClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import { HyobanError } from '../../main/base/errors.ts'
import type { SearchResult } from '../../main/contract/search.ts'
import { Logs } from '../../main/logs/logs.ts'
import type { PeerCatalogues } from '../../main/search/replication/peer-catalogues.ts'
import { CatalogueIndexer } from '../../main/search/local/catalogue-indexer.ts'
import { OwnIndexer } from '../../main/search/local/own-indexer.ts'
import { ANN, BOB, Fixture, put, SELF } from './fixture.ts'
import type { CatalogueChange } from '../../main/domain/catalogue-entry.ts'

let at: Fixture
const closing: (() => unknown)[] = []
beforeEach(() => {
  at = new Fixture()
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  at.end()
})

const log = (): void => {}

async function openLogs(): Promise<Logs> {
  const logs = await Logs.open({
    dir: join(at.dir, 'logs'),
    keyPair: hypercoreCrypto.keyPair(),
    clock: systemClock,
    log,
  })
  closing.push(() => logs.close())
  return logs
}

function indexer(feed: PeerCatalogues, clock = systemClock): CatalogueIndexer {
  const made = new CatalogueIndexer({ feed, index: at.index, clock, log })
  closing.push(() => made.close())
  return made
}

/** Waits until `wanted` holds, asking after each change of the indexer. */
async function until(made: CatalogueIndexer, wanted: () => boolean): Promise<void> {
  while (!wanted()) await made.events.once('change')
}

describe('real catalogues', () => {
  test('are indexed change by change, and resumed after a restart', async () => {
    const logs = await openLogs()
    const first = indexer(logs.catalogue)
    await logs.catalogue.own.batch(Array.from({ length: 1000 }, (_, i) => put(`music/track ${i}.mp3`, i)))
    logs.catalogue.follow(ANN, logs.catalogue.own.key)
    await until(first, () => first.arriving === 0 && at.index.sharesOf(ANN).files === 1000)
    expect(at.names('track 512')).toEqual(['track 512.mp3'])

    await logs.catalogue.own.batch([put('music/fresh.mp3', 5000), { type: 'del', path: 'music/track 512.mp3' }])
    await until(first, () => at.names('fresh').length === 1 && at.names('track 512').length === 0)
    await first.close()

    await logs.catalogue.own.put('music/later.mp3', { root: Buffer.alloc(32, 1), size: 1, modified: 1 })
    const before = at.index.version(ANN, logs.catalogue.keyOf(ANN) as string)
    expect(before).toBeGreaterThan(1000)
    const since: number[] = []
    const { catalogue } = logs
    const watched: PeerCatalogues = {
      on: (event, listener) => catalogue.on(event, listener),
      keyOf: (peer) => catalogue.keyOf(peer),
      changes: (peer, from, signal) => (since.push(from), catalogue.changes(peer, from, signal)),
    }
    const second = indexer(watched)
    await logs.catalogue.unfollow(ANN)
    logs.catalogue.follow(ANN, logs.catalogue.own.key)
    await until(second, () => at.names('later').length === 1)
    expect(since[0]).toBe(before)
  })

  test('the own catalogue is indexed as it is written, and again if index and catalogue differ', async () => {
    const logs = await openLogs()
    const own = new OwnIndexer({ self: SELF, catalogue: logs.catalogue.own, index: at.index })
    await own.start()
    await own.batch([put('mine/a.txt', 1), put('mine/b.txt', 2)])
    expect(
      at.search.run({ text: '', kinds: [], limit: 5 }).hits.every((hit) => hit.own && hit.sources.length === 0),
    ).toBe(true)
    // the process dies after writing the catalogue and before writing the index
    await logs.catalogue.own.batch([{ type: 'del', path: 'mine/a.txt' }, put('mine/c.txt', 3)])
    const again = new OwnIndexer({ self: SELF, catalogue: logs.catalogue.own, index: at.index })
    await again.start()
    expect(at.names('').sort()).toEqual(['b.txt', 'c.txt'])
    const version = at.index.version(SELF, 'own')
    await again.start()
    expect(at.index.version(SELF, 'own')).toBe(version)
  })
})

/** A feed under the control of the test, which can break off or stall. */
class ScriptedFeed
  extends Emitter<{ update: { peer: string; key: string; version: number } }>
  implements PeerCatalogues
{
  readonly asked: { peer: string; since: number }[] = []
  script: (since: number, signal?: AbortSignal) => AsyncGenerator<CatalogueChange> = async function* () {}

  key = 'key'

  keyOf(): string {
    return this.key
  }

  changes(peer: string, since: number, signal?: AbortSignal): AsyncIterable<CatalogueChange> & { version: number } {
    this.asked.push({ peer, since })
    const changes = this.script(since, signal)
    const iteration = {
      version: since,
      async *[Symbol.asyncIterator]() {
        for await (const change of changes) {
          iteration.version++
          yield change
        }
      },
    }
    return iteration
  }

  tell(peer: string, version: number): void {
    this.emit('update', { peer, key: this.key, version })
  }
}

describe('catalogues over bad connections', () => {
  test('blocks received before a connection broke are kept, and the rest is requested later', async () => {
    const feed = new ScriptedFeed()
    const clock = new ManualClock()
    const made = indexer(feed, clock)
    feed.script = async function* () {
      yield put('a/one.txt', 1)
      yield put('a/two.txt', 2)
      throw new HyobanError('PEER_LEFT', 'gone')
    }
    feed.tell(ANN, 3)
    expect(made.progress()).toEqual([{ peer: ANN, done: 0, total: 3 }])
    await until(made, () => made.arriving === 0)
    expect(at.names('').sort()).toEqual(['one.txt', 'two.txt'])
    feed.script = async function* () {
      yield put('a/three.txt', 3)
    }
    clock.advance(10_000)
    await until(made, () => made.arriving === 0)
    expect(feed.asked).toEqual([
      { peer: ANN, since: 0 },
      { peer: ANN, since: 2 },
    ])
    expect(at.names('three')).toEqual(['three.txt'])
  })

  test('one that stalls does not delay others, and can be forgotten', async () => {
    const feed = new ScriptedFeed()
    const made = indexer(feed)
    feed.script = async function* (_since, signal) {
      yield put('a/one.txt', 1)
      await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      throw new HyobanError('CANCELLED', 'stopped')
    }
    feed.tell(ANN, 9)
    while (feed.asked.length === 0) await new Promise((resolve) => setImmediate(resolve))
    feed.script = async function* () {
      yield put('b/two.txt', 2)
    }
    feed.tell(BOB, 1)
    await until(made, () => at.names('two').length === 1 && made.arriving === 1)
    await made.forget(ANN)
    expect(made.arriving).toBe(0)
    expect(at.index.sharesOf(ANN).files).toBe(0)
  })

  test.each(['under another key', 'forgotten'])('at most 400 entries are removed in a turn: %s', async (why) => {
    const feed = new ScriptedFeed()
    const made = indexer(feed)
    feed.script = async function* () {
      for (let n = 0; n < 2000; n++) yield put(`a/file ${n}.txt`, n)
    }
    feed.tell(ANN, 2000)
    await until(made, () => made.arriving === 0)
    const left = [at.index.sharesOf(ANN).files]
    let forgotten = why !== 'forgotten'
    if (!forgotten) void made.forget(ANN).then(() => (forgotten = true))
    else {
      feed.key = 'another'
      feed.script = async function* () {
        yield put('b/new.txt', 1)
      }
      feed.tell(ANN, 1)
    }
    left.push(at.index.sharesOf(ANN).files)
    while (!forgotten || made.arriving > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      left.push(at.index.sharesOf(ANN).files)
    }
    const names = why === 'forgotten' ? [] : ['new.txt']
    expect([at.names('file'), at.names('new')]).toEqual([[], names])
    const falls = left.map((files, n) => (left[n - 1] ?? files) - files)
    expect(Math.max(...falls)).toBeLessThanOrEqual(400)
    expect(left.at(-1)).toBeLessThanOrEqual(1)
  })

  test('of many catalogues together, at most 400 entries are indexed in a turn', async () => {
    const feed = new ScriptedFeed()
    const made = indexer(feed)
    feed.script = async function* () {
      for (let n = 0; n < 400; n++) yield put(`a/file ${n}.txt`, n)
    }
    const peers = Array.from({ length: 8 }, (_, n) => String(n).repeat(64))
    const count = (): number => peers.reduce((sum, peer) => sum + at.index.sharesOf(peer).files, 0)
    for (const peer of peers) feed.tell(peer, 400)
    const counts = [count()]
    while (made.arriving > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      counts.push(count())
    }
    expect(counts.at(-1)).toBe(3200)
    const rises = counts.map((files, n) => files - (counts[n - 1] ?? 0))
    expect(Math.max(...rises)).toBeLessThanOrEqual(400)
  })

  test('a catalogue whose removal was interrupted is read from its start', () => {
    at.index.apply(
      ANN,
      'key',
      Array.from({ length: 5 }, (_, n) => put(`a/file ${n}.txt`, n)),
      5,
    )
    expect(at.index.dropSome(ANN, 3)).toBe(false)
    expect(at.index.version(ANN, 'key')).toBe(0)
    expect(at.index.sharesOf(ANN).files).toBe(2)
    expect(at.index.wholePeers()).not.toContain(ANN)
    expect(at.index.dropSome(ANN, 3)).toBe(true)
    expect(at.index.peers()).not.toContain(ANN)
  })

  test('modification times in the future become now; a log that became shorter is read again', async () => {
    const feed = new ScriptedFeed()
    const clock = new ManualClock()
    const made = indexer(feed, clock)
    feed.script = async function* () {
      yield put('a/future.txt', 1, 10, Number.MAX_SAFE_INTEGER)
      yield put('a/gone.txt', 2)
    }
    feed.tell(ANN, 2)
    await until(made, () => made.arriving === 0)
    expect(at.search.run({ text: 'future', kinds: [], limit: 1 }).hits[0]?.modified).toBe(clock.now())
    feed.script = async function* () {
      yield put('a/fresh.txt', 3)
    }
    feed.tell(ANN, 1)
    await until(made, () => made.arriving === 0)
    expect(at.names('')).toEqual(['fresh.txt'])
  })
})

describe('the stream of results', () => {
  test('yields results at once, again after a change, and ends when cancelled', async () => {
    const changes = new Emitter<{ change: null }>()
    const { run } = at.handlers((changed) => changes.on('change', changed))
    const stop = new AbortController()
    const stream = run({ text: 'song', kinds: [], limit: 10 }, { signal: stop.signal })
    const next = async (): Promise<SearchResult | undefined> => (await stream.next()).value ?? undefined
    expect(await next()).toMatchObject({
      hits: [],
      total: 0,
      catalogues: 0,
      arriving: 0,
      hidden: { hits: 0, peers: 0 },
    })
    const second = next()
    at.add(ANN, put('a/song.mp3', 1))
    changes.emit('change', null)
    expect(await second).toMatchObject({ total: 1, catalogues: 1, hits: [{ name: 'song.mp3' }] })
    const third = stream.next()
    stop.abort()
    expect((await third).done).toBe(true)
  })
})
