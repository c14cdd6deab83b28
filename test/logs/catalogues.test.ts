import crypto from 'hypercore-crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import {
  type CatalogueChange,
  type CatalogueEntry,
  decodeEntry,
  encodeEntry,
  isCataloguePath,
} from '../../main/domain/catalogue-entry.ts'
import { Logs } from '../../main/logs/logs.ts'
import { meet } from '../helpers/overlay.ts'
import { all, type LogPeer, makeLogPeer, temporaryFolder } from '../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

const entry = (n: number): CatalogueEntry => ({
  root: Buffer.alloc(32, n),
  size: n * 1000,
  modified: 1_700_000_000_000 + n,
})
const put = (path: string, n: number): CatalogueChange => ({ type: 'put', path, entry: entry(n) })

function updateTo(reader: LogPeer, peer: string, version: number): Promise<void> {
  return new Promise((resolve) => {
    const off = reader.logs.catalogue.on('update', (update) => {
      if (update.peer !== peer || update.version < version) return
      off()
      resolve()
    })
  })
}

describe('entries', () => {
  const anyEntry = fc.record({
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
    size: fc.maxSafeNat(),
    modified: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  })

  it('round-trip', () => {
    fc.assert(
      fc.property(anyEntry, (value) => void expect(decodeEntry(encodeEntry(value))).toEqual(value)),
      { numRuns: 10_000 },
    )
  })

  it('are refused when truncated or extended', () => {
    fc.assert(
      fc.property(anyEntry, fc.nat(), (value, cut) => {
        const bytes = encodeEntry(value)
        expect(() => decodeEntry(bytes.subarray(0, cut % bytes.byteLength))).toThrow()
        expect(() => decodeEntry(Buffer.concat([bytes, Buffer.of(0)]))).toThrow()
        expect(() => decodeEntry(Buffer.concat([Buffer.of(2), bytes.subarray(1)]))).toThrow()
      }),
      { numRuns: 10_000 },
    )
  })

  it('have one encoding: whatever decodes encodes to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 30, maxLength: 60 }), (tail) => {
        const bytes = Buffer.concat([Buffer.of(1), tail])
        let value: CatalogueEntry
        try {
          value = decodeEntry(bytes)
        } catch {
          return
        }
        expect(Buffer.from(encodeEntry(value)).equals(bytes)).toBe(true)
      }),
      { numRuns: 10_000 },
    )
  })

  it.each([
    ['music/評判/song.wav', true],
    ['a', true],
    ['...', true],
    ['', false],
    ['/etc/passwd', false],
    ['a//b', false],
    ['a/../b', false],
    ['./a', false],
    ['a/', false],
    ['a\\b', false],
    ['a\u0000b', false],
    ['a\nb', false],
    ['\uD800', false],
    ['x'.repeat(1024), true],
    ['x'.repeat(1025), false],
  ])('may have the path %j: %s', (path, allowed) => {
    expect(isCataloguePath(path)).toBe(allowed)
  })
})

describe('the own catalogue', () => {
  it('keeps its key, entries and version across a restart', async () => {
    const dir = await temporaryFolder()
    const keyPair = crypto.keyPair()
    const open = (): Promise<Logs> => Logs.open({ dir, keyPair, clock: systemClock, log: () => {} })
    const first = await open()
    const { own } = first.catalogue
    await Promise.all([
      own.put('b', entry(2)),
      own.put('a/1', entry(1)),
      own.put('c', entry(3)),
      own.del('b'),
      own.del('never there'),
    ])
    const { key, version } = own
    await first.close()
    const second = await open()
    expect(second.catalogue.own.key.equals(key)).toBe(true)
    expect(second.catalogue.own.version).toBe(version)
    expect(await all(second.catalogue.own.entries())).toEqual([
      { path: 'a/1', entry: entry(1) },
      { path: 'c', entry: entry(3) },
    ])
    await second.catalogue.own.put('c', entry(3))
    expect(second.catalogue.own.version).toBe(version)
    await second.close()
  })

  it('applies a batch completely or not at all', async () => {
    const { logs } = await makeLogPeer(net.bootstrap)
    await expect(logs.catalogue.own.batch([put('good', 1), put('../bad', 2)])).rejects.toMatchObject({
      code: 'BAD_INPUT',
    })
    expect(await all(logs.catalogue.own.entries())).toEqual([])
    await logs.catalogue.own.batch(Array.from({ length: 500 }, (_, i) => put(`f/${i}`, i % 250)))
    expect(await all(logs.catalogue.own.entries())).toHaveLength(500)
  })
})

describe('following a catalogue', () => {
  it('reads everything once, then changes, deletions included', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Shelves' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Shelves' })
    await a.logs.catalogue.own.batch([put('x', 1), put('y', 2), put('z', 3)])
    await meet(a.overlay, b.overlay)
    const known = updateTo(b, a.hex, 4)
    b.logs.catalogue.follow(a.hex, b.overlay.peers.get(a.hex)?.hello.catalogueKey ?? Buffer.alloc(32))
    await known
    const whole = b.logs.catalogue.changes(a.hex, 0)
    expect(await all(whole)).toEqual([put('x', 1), put('y', 2), put('z', 3)])
    expect(whole.version).toBe(4)
    const more = updateTo(b, a.hex, 6)
    await a.logs.catalogue.own.batch([put('y', 9), { type: 'del', path: 'x' }])
    await more
    const since = b.logs.catalogue.changes(a.hex, whole.version)
    expect(await all(since)).toEqual([put('y', 9), { type: 'del', path: 'x' }])
    expect(since.version).toBe(6)
    expect(await all(b.logs.catalogue.changes(a.hex, since.version))).toEqual([])
  })

  it('reads metadata when it is added and when it changes', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Described' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Described' })
    const song = (title: string): CatalogueChange => ({
      type: 'put',
      path: 'x',
      entry: { ...entry(1), metadata: { title, duration: 61_000 } },
    })
    for (const change of [put('x', 1), song('鐘の音'), song('鐘の音'), song('Bells')])
      await a.logs.catalogue.own.batch([change])
    await meet(a.overlay, b.overlay)
    const known = updateTo(b, a.hex, 4)
    b.logs.catalogue.follow(a.hex, b.overlay.peers.get(a.hex)?.hello.catalogueKey ?? Buffer.alloc(32))
    await known
    expect(await all(b.logs.catalogue.changes(a.hex, 0)), 'an unchanged entry costs nothing').toEqual([
      put('x', 1),
      song('鐘の音'),
      song('Bells'),
    ])
    expect(await all(a.logs.catalogue.own.entries())).toEqual([
      { path: 'x', entry: { ...entry(1), metadata: { title: 'Bells', duration: 61_000 } } },
    ])
  })

  it('restarts when the peer publishes under another key', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Rekey' })
    const other = await makeLogPeer(net.bootstrap, { community: 'Rekey' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Rekey' })
    await a.logs.catalogue.own.put('old', entry(1))
    await other.logs.catalogue.own.put('new', entry(2))
    const first = updateTo(b, a.hex, 2)
    b.logs.catalogue.follow(a.hex, a.logs.catalogue.own.key)
    await meet(a.overlay, b.overlay)
    await meet(other.overlay, b.overlay)
    await first
    const second = updateTo(b, a.hex, 2)
    b.logs.catalogue.follow(a.hex, other.logs.catalogue.own.key)
    expect(b.logs.catalogue.keyOf(a.hex)).toBe(other.logs.catalogue.own.key.toString('hex'))
    await second
    expect(await all(b.logs.catalogue.changes(a.hex, 0))).toEqual([put('new', 2)])
  })

  it('does not hang when the peer leaves before its blocks arrive', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Leavers' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Leavers' })
    await a.logs.catalogue.own.batch([put('x', 1), put('y', 2)])
    const known = updateTo(b, a.hex, 3)
    b.logs.catalogue.follow(a.hex, a.logs.catalogue.own.key)
    await meet(a.overlay, b.overlay)
    await known
    const left = b.overlay.once('peerLeft')
    await a.overlay.destroy()
    await left
    const leaving = new AbortController()
    const reading = all(b.logs.catalogue.changes(a.hex, 0, leaving.signal))
    leaving.abort()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    const unfollowed = all(b.logs.catalogue.changes(a.hex, 0))
    const rejection = expect(unfollowed).rejects.toMatchObject({ code: 'CANCELLED' })
    await b.logs.catalogue.unfollow(a.hex)
    await rejection
    expect(() => b.logs.catalogue.changes(a.hex, 0)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }) as Error)
  })

  it('reads an oversized catalogue up to its limit', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Large' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Large', limits: { entries: 10 } })
    await a.logs.catalogue.own.batch(Array.from({ length: 60 }, (_, i) => put(`f${i}`, i)))
    const known = updateTo(b, a.hex, 61)
    b.logs.catalogue.follow(a.hex, a.logs.catalogue.own.key)
    await meet(a.overlay, b.overlay)
    await known
    const feed = b.logs.catalogue.changes(a.hex, 0)
    expect(await all(feed)).toHaveLength(39)
    expect(feed.version).toBe(40)
  })

  it('clears blocks from the disk, and fetches them again when they are read', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Givers' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Givers' })
    await a.logs.catalogue.own.batch(Array.from({ length: 50 }, (_, i) => put(`f${i}`, i)))
    const { key } = a.logs.catalogue.own
    const known = updateTo(b, a.hex, 51)
    b.logs.catalogue.follow(a.hex, key)
    await meet(a.overlay, b.overlay)
    await known
    expect(await all(b.logs.catalogue.changes(a.hex, 0))).toHaveLength(50)
    await b.logs.catalogue.clear(key.toString('hex'))
    await b.logs.catalogue.unfollow(a.hex)
    // without the peer nothing is there any more
    const left = b.overlay.once('peerLeft')
    await a.overlay.destroy()
    await left
    b.logs.catalogue.follow(a.hex, key)
    const gone = new AbortController()
    const reading = all(b.logs.catalogue.changes(a.hex, 0, gone.signal)).catch((error: { code: string }) => error.code)
    await new Promise((resolve) => setImmediate(resolve))
    gone.abort()
    expect(await reading).toBe('CANCELLED')
    // my own is not touched
    await b.logs.catalogue.own.put('mine', entry(1))
    await b.logs.catalogue.clear(b.logs.catalogue.own.key.toString('hex'))
    expect(await all(b.logs.catalogue.own.entries())).toHaveLength(1)
  })

  it('skips and counts blocks that are not catalogue entries', async () => {
    const a = await makeLogPeer(net.bootstrap, { community: 'Nonsense' })
    const b = await makeLogPeer(net.bootstrap, { community: 'Nonsense' })
    // A rating log read as a catalogue: signed, replicated, and nothing in it makes sense.
    for (const block of ['header', 'nonsense', '\n\u0003']) await a.logs.ratings.own.append(Buffer.from(block))
    const { ratingLogKey } = await import('../../main/logs/rating-log-key.ts')
    const known = updateTo(b, a.hex, 3)
    b.logs.catalogue.follow(a.hex, ratingLogKey(a.hex))
    await meet(a.overlay, b.overlay)
    await known
    const feed = b.logs.catalogue.changes(a.hex, 0)
    expect(await all(feed)).toEqual([])
    expect(feed.version).toBe(3)
    expect(b.logs.catalogue.refusals(a.hex)).toBe(2)
  })
})
