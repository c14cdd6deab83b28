import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock, systemClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import { SearchThreads } from '../../main/search/local/search-threads.ts'
import { parseQuery, understand } from '../../main/search/query/parser.ts'
import { printQuery } from '../../main/search/query/printer.ts'
import { outgoingQuery, redactPrivateTerms } from '../../main/search/query/redact.ts'
import { ANN, BOB, EVE, Fixture, put, root, SELF, trust } from './fixture.ts'
import type { CatalogueChange } from '../../main/domain/catalogue-entry.ts'

let at: Fixture
beforeEach(() => {
  at = new Fixture()
})
afterEach(() => at.end())

const hex = (n: number): string => Buffer.from(root(n)).toString('hex')
const song = (path: string, n: number, metadata: object, size = 1000): CatalogueChange => ({
  type: 'put',
  path,
  entry: { root: root(n), size, modified: 1_600_000_000_000, metadata },
})
const context = { signal: new AbortController().signal }

describe('queries over fields', () => {
  beforeEach(() => {
    at.trusts.set(BOB, trust('good', 0.9))
    at.add(
      ANN,
      song(
        'm/one.flac',
        1,
        { artist: 'Daft Punk', title: 'One More Time', year: 2001, duration: 320_000 },
        30 * 2 ** 20,
      ),
      song('m/two.mp3', 2, { artist: 'Björk', title: 'Jóga', year: 1997, duration: 120_000 }, 5 * 2 ** 20),
      put('docs/daft notes.txt', 3),
    )
    at.add(BOB, put('x/one copy.flac', 1, 30 * 2 ** 20))
  })

  test.each([
    ['artist:daft', ['one.flac']],
    ['artist:bjork', ['two.mp3']],
    ['daft', ['daft notes.txt', 'one.flac']],
    ['daft -artist:punk', ['daft notes.txt']],
    ['year:2000..2010', ['one.flac']],
    ['duration:>3m', ['one.flac']],
    ['duration:<=2m', ['two.mp3']],
    ['size:>10mb', ['one.flac']],
    ['ext:flac,mp3', ['one.flac', 'two.mp3']],
    ['type:audio -ext:flac', ['two.mp3']],
    ['peers:>=2', ['one.flac']],
    ['trust:>0.7', ['one.flac']],
    ['from:bb', ['one copy.flac']],
    ['artist:daft OR ext:txt', ['daft notes.txt', 'one.flac']],
    ['shared:<1d title:joga', ['two.mp3']],
    ['shared:>1d', []],
    [`root:${hex(2)}`, ['two.mp3']],
    ['title:"more time" size:>1gb', []],
  ])('%s', (text, names) => {
    const found = at.names(text)
    // any name of a content may match
    expect(found.map((name) => (name === 'one copy.flac' && !names.includes(name) ? 'one.flac' : name)).sort()).toEqual(
      names,
    )
  })

  test('a facet counts contents that pass all other filters', () => {
    const { facets, hits } = at.search.run({
      text: 'one OR two OR daft',
      kinds: ['audio'],
      limit: 10,
      filters: { trusts: ['good'] },
    })
    expect(hits).toHaveLength(1)
    expect(facets).toMatchObject({
      kinds: [{ value: 'audio', count: 1 }],
      trusts: [
        { value: 'new', count: 1 },
        { value: 'good', count: 1 },
      ].sort((a, b) => b.count - a.count),
    })
  })

  test('an unquoted word without matches is corrected', () => {
    expect(at.search.run({ text: 'dafft', kinds: [], limit: 5 })).toMatchObject({ corrected: 'daft', total: 2 })
    expect(at.search.run({ text: '"dafft"', kinds: [], limit: 5 }).total).toBe(0)
    expect(at.search.run({ text: 'zzzzqqq', kinds: [], limit: 5 }).corrected).toBeUndefined()
  })

  test('an invalid query is answered as its correction, with the position of the problem', () => {
    const { problem, hits } = at.search.run({ text: '"daft notes', kinds: [], limit: 5 })
    expect(problem).toMatchObject({ code: 'openQuote', start: 0, end: 1, mend: '"daft notes"' })
    expect(hits.map(({ name }) => name)).toEqual(['daft notes.txt'])
  })

  test('private terms are removed from queries to peers', () => {
    expect(
      printQuery(redactPrivateTerms(parseQuery('song trust:>0.5 -from:bob (a OR peers:>2) size:>1mb').query)),
    ).toBe('song a size:>1mb')
    // private terms do not leave this node; the rest is sent as typed
    const sent = (text: string): string | undefined => outgoingQuery(understand(text))?.text
    expect(sent('Song community:"secret club" trust:>0.5 -from:bob')).toBe('song')
    expect(sent('Björk  "Jóga" size:>1mb')).toBe('Björk  "Jóga" size:>1mb')
    for (const text of ['from:bob', 'peers:>2 OR shared:<1d', '', '-community:x']) expect(sent(text)).toBeUndefined()
  })
})

describe('rows of a running search', () => {
  test('new contents are appended and counted; rows and ranks can be read while the search runs', async () => {
    const changes = new Emitter<{ change: null }>()
    const calls = at.handlers((changed) => changes.on('change', changed))
    at.trusts.set(BOB, trust('good', 1))
    at.add(ANN, put('a/long song name with much else.mp3', 1), put('a/another long song name.mp3', 2))
    const stop = new AbortController()
    const stream = calls.run({ text: 'song', kinds: [], limit: 2 }, { signal: stop.signal })
    const first = (await stream.next()).value
    const names = first?.hits.map(({ name }) => name)
    at.add(BOB, put('b/song.mp3', 3))
    changes.emit('change', null)
    const second = (await stream.next()).value
    expect(second?.hits.map(({ name }) => name)).toEqual(names)
    expect(second).toMatchObject({ total: 3, fresh: 1, snapshot: first?.snapshot })
    const snapshot = second?.snapshot as number
    expect(await calls.rows({ snapshot, offset: 2, limit: 10 }, context)).toMatchObject({
      total: 3,
      hits: [{ name: 'song.mp3' }],
    })
    const why = await calls.why({ snapshot, root: hex(3) }, context)
    expect(why.place).toBe(3)
    expect(why.factors.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(why.score)
    stop.abort()
    await stream.next()
    await expect(async () => calls.rows({ snapshot, offset: 0, limit: 1 }, context)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('a search thread finds the same', async () => {
    at.add(ANN, ...Array.from({ length: 500 }, (_, i) => put(`a/file number ${i}.txt`, i)))
    const threads = new SearchThreads(at.database.path)
    try {
      const request = {
        query: parseQuery('number 1').query,
        filters: { kinds: [], sizes: [], trusts: [], communities: [] },
        sort: { by: 'relevance' as const, descending: true },
        maxEntries: 1000,
        showExcluded: false,
        thorough: true,
        peers: [],
        now: systemClock.now(),
      }
      const found = await threads.find(request)
      expect(found.entries).toHaveLength(at.search.run({ text: 'number 1', kinds: [], limit: 1 }).total)
      const stop = new AbortController()
      stop.abort()
      await expect(threads.find(request, stop.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    } finally {
      await threads.close()
    }
  })
})

describe('saved searches and history', () => {
  test('a wish runs when catalogues change and notifies of each content once, unless discarded', async () => {
    const clock = new ManualClock()
    at.end()
    at = new Fixture()
    at.clock = clock
    at.database.close()
    at.open()
    const calls = at.handlers()
    const { id } = await calls.saved.save({ text: 'rare', name: '', wish: true }, context)
    await at.saved?.run()
    expect(at.wishesFound).toEqual([])
    at.add(ANN, put('a/rare thing.mp3', 1))
    at.add(SELF, put('mine/rare too.mp3', 2))
    at.search.changed()
    at.saved?.changed()
    clock.advance(5_000)
    await at.saved?.run()
    await at.saved?.run()
    expect(at.wishesFound).toEqual([{ name: 'rare', count: 1, first: 'rare thing.mp3' }])
    expect(at.saved?.list()).toMatchObject([{ id, unseen: 1, found: 1 }])
    // a find without a source is neither shown nor counted until its owner is back
    const { path, owner } = at.database
      .prepare<[], { path: string; owner: string }>(
        `SELECT path, peer AS owner FROM entries JOIN catalogues ON catalogues.id = catalogue
         WHERE root = (SELECT unhex(root) FROM wishFinds LIMIT 1)`,
      )
      .get() as { path: string; owner: string }
    const before = at.database
      .prepare<[], { name: string; root: Buffer }>('SELECT path AS name, root FROM entries')
      .all()
      .find(({ name }) => name === path) as { name: string; root: Buffer }
    at.add(owner, { type: 'del', path })
    const gone = await calls.saved.found({ id, offset: 0, limit: 10 }, context)
    expect([gone.total, gone.rows.length, at.saved?.list()[0]?.found, at.saved?.list()[0]?.unseen]).toEqual([
      0, 0, 0, 0,
    ])
    at.add(owner, { type: 'put', path, entry: { root: before.root, size: 1000, modified: 1_600_000_000_000 } })
    await calls.saved.discard({ id, root: hex(1) }, context)
    await at.saved?.run()
    expect(at.saved?.list()).toMatchObject([{ unseen: 0, found: 0 }])
    await expect(async () => calls.saved.save({ text: '"open', name: '', wish: false }, context)).rejects.toMatchObject(
      { code: 'BAD_INPUT' },
    )
  })

  test('history remembers and forgets', async () => {
    const { history } = at.handlers()
    for (const text of ['Bach', 'bach cello', 'Bach', 'other']) await history.add({ text }, context)
    expect(
      (await history.list({ prefix: 'ba', limit: 10 }, context)).map(({ text, count }) => [text, count]).sort(),
    ).toEqual([
      ['Bach', 2],
      ['bach cello', 1],
    ])
    await history.clear({ text: 'Bach' }, context)
    await history.clear({}, context)
    expect(await history.list({ prefix: '', limit: 10 }, context)).toEqual([])
  })

  test('folders of a peer: counts, pages, and names that are safe to show', async () => {
    at.add(
      EVE,
      put('top/a/x.mp3', 1),
      put('top/a/deep/y.mp3', 2, 500),
      put('top/evil\u202e3pm.exe', 3),
      put('top2/z.mp3', 4),
      put('top/\u{1f600}/w.txt', 5),
    )
    const calls = at.handlers()
    const whole = await calls.browse({ peer: EVE, path: '', offset: 0, limit: 10 }, context)
    expect(whole).toMatchObject({
      files: 5,
      total: 2,
      rows: [
        { type: 'folder', name: 'top', files: 4 },
        { type: 'folder', name: 'top2', files: 1 },
      ],
    })
    const top = await calls.browse({ peer: EVE, path: 'top', offset: 0, limit: 10 }, context)
    expect(top.rows.map(({ type, name }) => [type, name])).toEqual([
      ['folder', 'a'],
      ['folder', '\u{1f600}'],
      ['file', 'evil\ufffd3pm.exe'],
    ])
    expect((await calls.browse({ peer: EVE, path: 'top', offset: 2, limit: 1 }, context)).rows).toHaveLength(1)
    expect((await calls.browse({ peer: EVE, path: 'top/\u{1f600}', offset: 0, limit: 5 }, context)).rows).toMatchObject(
      [{ name: 'w.txt' }],
    )
    expect(await calls.filesBelow({ peer: EVE, path: 'top/a', offset: 0, limit: 10 }, context)).toMatchObject({
      total: 2,
      bytes: 1500,
      files: [{ path: 'deep/y.mp3' }, { path: 'x.mp3' }],
    })
  })
})
