import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import { toHex } from '../../main/base/hex.ts'
import { SearchThreads } from '../../main/search/local/search-threads.ts'
import type { SearchResult } from '../../main/contract/search.ts'
import type { FindRequest } from '../../main/search/local/finder.ts'
import { parseQuery } from '../../main/search/query/parser.ts'
import type { Search } from '../../main/search/search.ts'
import { entryReader } from '../../main/store/search/search-connection.ts'
import { perTier } from '../helpers/tier.ts'
import { ANN, BOB, EVE, Fixture, root, SELF, trust } from './fixture.ts'
import type { CatalogueChange } from '../../main/domain/catalogue-entry.ts'

const ENTRIES = 24_000
const WORDS = 'kalo istum ka renta mizon the of vor elan k7 夏の海 写真 東京 été Ωmega % a-b'.split(' ')
const LIMIT = 50
/** Rows compared. */
const MOST = 300
/** A frozen clock: ages are equal in all searches, and complete results are never late. */
const clock = { ...systemClock, now: () => 1.7e12 }

let fixture: Fixture
let threads: SearchThreads
let search: Search

function* files(): Generator<CatalogueChange> {
  const random = seededRandom(3)
  const word = (): string => WORDS[Math.floor(random.next() ** 2 * WORDS.length)] as string
  for (let i = 0; i < ENTRIES; i++) {
    const metadata =
      i % 3 === 0 ? { artist: word(), title: `${word()} ${word()}`, year: 1990 + (i % 30), duration: 1000 * i } : {}
    // one in eight contents has several owners
    yield {
      type: 'put',
      path: `${word()}/${word()} ${word()} ${word()} ${i}.${['mp3', 'jpg', 'pdf'][i % 3]}`,
      entry: {
        root: root(i % 8 === 0 ? i >> 4 : i),
        size: 1000 + i * 7,
        modified: 1.6e12 + ((i * 7919) % ENTRIES) * 1e5,
        metadata,
      },
    }
  }
}

beforeAll(() => {
  fixture = new Fixture()
  const all = [...files()]
  const owners = [ANN, BOB, EVE, SELF]
  for (const [i, owner] of owners.entries()) fixture.add(owner, ...all.filter((_, n) => n % owners.length === i))
  fixture.trusts.set(BOB, trust('good', 0.9))
  fixture.trusts.set(EVE, trust('bad', 0.1))
  threads = new SearchThreads(fixture.database.path)
  search = fixture.searchWith({ clock, threads })
}, 60_000)

afterAll(async () => {
  await threads.close()
  fixture.end()
})

interface Answers {
  first: SearchResult
  last: SearchResult
  /** Rows in the order of the last result. */
  rows: string[]
}

async function answers(text: string, query: Partial<Parameters<Search['stream']>[0]> = {}): Promise<Answers> {
  const stop = new AbortController()
  let first: SearchResult | undefined
  for await (const result of search.stream({ text, kinds: [], limit: LIMIT, ...query }, () => () => {}, stop.signal)) {
    first ??= result
    if (!result.facets) continue
    const rows = search.rows(result.snapshot as number, 0, MOST).hits.map((hit) => hit.root)
    // the id of the first order still gives the rows
    expect(search.rows(first.snapshot as number, 0, LIMIT).hits.map((hit) => hit.root)).toEqual(rows.slice(0, LIMIT))
    stop.abort()
    return { first, last: result, rows }
  }
  throw new Error('no answer')
}

/** The exhaustive search, without a first answer. */
function exhaustive(text: string, query: Partial<Parameters<Search['run']>[0]> = {}): SearchResult {
  return search.run({ text, kinds: [], limit: MOST, ...query })
}

/** Roots of all entries that match, by the exhaustive statement. */
function matching(text: string): Set<string> {
  const reader = entryReader(fixture.database, clock.now)
  reader.setPeers(
    [ANN, BOB, EVE, SELF].map((peer) => ({
      peer,
      self: peer === SELF,
      decision: 'good',
      trust: 1,
      online: true,
      name: peer.slice(0, 2),
      communities: [],
      speed: 0,
    })),
  )
  return new Set(
    reader
      .read({ query: parseQuery(text).query, kinds: [], order: 'relevance', descending: true, maxEntries: ENTRIES })
      .map((row) => toHex(row.root)),
  )
}

const TEXTS = [
  'k',
  'ka',
  'v',
  'o',
  '夏',
  '夏の',
  '京',
  'é',
  'Ω',
  '1',
  'the',
  'of',
  'kalo',
  'istum',
  'mp3',
  'kalo istum',
  'ka of',
  'ka kalo',
  'kalo -istum',
  'k -kalo',
  'kalo OR renta',
  'k OR v',
  '-k',
  'artist:ka',
  'artist:kalo',
  'name:k',
  'title:写',
  'type:audio',
  'k type:image',
  'kalo ext:pdf',
  'ka year:1990..1993',
  'kalo duration:>3m',
  '%',
  'a-b',
  '夏の海',
  '',
  'root:00000000',
  'folder:kalo',
  'kalo peers:>=2',
  'from:aa k',
  'k 19999',
  '19998',
  'nothing-like-it',
  'xq',
]
const SOME_TEXTS = TEXTS.filter((_, i) => i % 3 === 0)

describe('the first result', () => {
  test.each(perTier(SOME_TEXTS, TEXTS))(
    '%j: shows a subset of the complete answer, which has the order of the exhaustive search',
    async (text) => {
      const { first, last, rows } = await answers(text)
      const all = exhaustive(text)
      const known = matching(text)
      expect(first.hits.filter((hit) => !known.has(hit.root))).toEqual([])
      // an empty first result is conclusive only if nothing matches
      expect(first.hits.length > 0 || first.facets !== undefined || all.total === 0).toBe(true)
      expect({ ...last, hits: [], snapshot: 0 }).toEqual({ ...all, hits: [], snapshot: 0 })
      expect(rows).toEqual(all.hits.map((hit) => hit.root))
    },
  )

  test('filters narrow it', async () => {
    for (const query of [
      { kinds: ['audio' as const] },
      { filters: { sizes: ['tiny' as const] } },
      { filters: { trusts: ['good' as const] } },
      { showExcluded: true },
    ]) {
      const { first, rows } = await answers('ka', query)
      const known = matching('ka')
      expect(first.hits.length).toBe(LIMIT)
      expect(
        first.hits.every(
          ({ root, kind, size, sources }) =>
            known.has(root) &&
            (!query.kinds || kind === 'audio') &&
            (query.filters?.sizes === undefined || size < 100 * 1024) &&
            (query.filters?.trusts === undefined || sources.some((source) => source.trust.decision === 'good')),
        ),
      ).toBe(true)
      expect(rows).toEqual(exhaustive('ka', query).hits.map((hit) => hit.root))
    }
  })

  test('names that begin with the letters come first, without reading all matches', async () => {
    const reader = entryReader(fixture.database, () => 0)
    reader.setPeers([])
    for (const text of ['k', 'ka', '夏', 'kalo', 'the']) {
      const { rows, more } = reader.first({ query: parseQuery(text).query, kinds: [], maxEntries: 200 })
      expect(rows.length).toBe(200)
      expect(more).toBe(true)
      expect(
        rows.every(({ id }) =>
          fixture.database
            .prepare<[number], { name: string }>('SELECT name FROM entries WHERE id = ?')
            .get(id)
            ?.name.startsWith(text),
        ),
      ).toBe(true)
    }
    const plan = fixture.database
      .prepare<[], { detail: string }>(
        "EXPLAIN QUERY PLAN SELECT id FROM entries WHERE substr(name, 1, 1) = 'k' ORDER BY length(name) LIMIT 10",
      )
      .all()
      .map(({ detail }) => detail)
    expect(plan).toEqual([expect.stringContaining('entries_by_letter')])
  })
})

describe('a search that is superseded', () => {
  const request = (text: string): FindRequest => ({
    query: parseQuery(text).query,
    filters: { kinds: [], sizes: [], trusts: [], communities: [] },
    sort: { by: 'relevance', descending: true },
    maxEntries: 100_000,
    showExcluded: false,
    thorough: true,
    peers: [],
    now: 0,
  })

  test('ends midway, and nothing queues before the current one', async () => {
    await threads.find(request('zzz'))
    const before = { ...threads.ended }
    let started = 0
    for (; started < 200 && threads.ended.midway < before.midway + 5; started++) {
      const stop = new AbortController()
      const lost = threads.find(request('-nothing'), stop.signal).then(
        () => 'found',
        (error: { code: string }) => error.code,
      )
      // a search in another thread is not held up
      await threads.find({ ...request('19998'), thorough: false, quick: true, maxEntries: 1 })
      stop.abort()
      expect(await lost).toMatch(/CANCELLED|found/)
    }
    const { roots } = await threads.find(request('19998'))
    expect(toHex(roots)).toHaveLength(64)
    const { midway, skipped, whole } = threads.ended
    expect(midway - before.midway).toBeGreaterThanOrEqual(5)
    // all earlier searches have ended
    expect(midway - before.midway + skipped - before.skipped + whole - before.whole).toBe(2 * started + 1)
  })

  test('closing does not wait for running searches', async () => {
    const other = new SearchThreads(fixture.database.path)
    const running = other.find(request('-nothing')).catch((error: { code: string }) => error.code)
    await other.close()
    expect(await running).toBe('CANCELLED')
  })

  test('ending the stream ends the search in its thread', async () => {
    const before = threads.ended.midway
    for (let i = 0; i < 200 && threads.ended.midway === before; i++) {
      const stop = new AbortController()
      for await (const { facets } of search.stream(
        { text: '-nothing', kinds: [], limit: 1 },
        () => () => {},
        stop.signal,
      )) {
        expect(facets).toBeUndefined()
        // awaiting the next result starts the complete search
        setImmediate(() => setImmediate(() => stop.abort()))
      }
      await threads.find({ ...request('zzz') })
    }
    expect(threads.ended.midway).toBeGreaterThan(before)
  })
})
