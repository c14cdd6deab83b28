import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { displayText } from '../../main/domain/text/display-text.ts'
import { foldText } from '../../main/domain/text/fold-text.ts'
import { ANN, BOB, EVE, Fixture, put, root, SELF, trust } from './fixture.ts'

let at: Fixture
beforeEach(() => {
  at = new Fixture()
})
afterEach(() => at.end())

describe('finding', () => {
  test('all words must occur in name or folders, ignoring case, accents and width', () => {
    at.add(
      ANN,
      put('Music/Björk/Jóga.flac', 1),
      put('Music/Other/Joga lesson.mp4', 2),
      put('Docs/ＡＢＣ Report.pdf', 3),
    )
    expect(at.names('bjork joga')).toEqual(['Jóga.flac'])
    expect(at.names('JOGA').sort()).toEqual(['Joga lesson.mp4', 'Jóga.flac'])
    expect(at.names('abc report')).toEqual(['ＡＢＣ Report.pdf'])
    expect(at.names('joga bjork missing')).toEqual([])
  })

  test('Japanese, including words of one and two letters, and compatibility forms', () => {
    at.add(
      ANN,
      put('音楽/評判の曲.flac', 1),
      put('音楽/ガラス.flac', 2),
      put('本/カタログ.pdf', 3),
      put('本/が.txt'.normalize('NFD'), 4),
    )
    expect(at.names('評判')).toEqual(['評判の曲.flac'])
    expect(at.names('評判の曲')).toEqual(['評判の曲.flac'])
    expect(at.names('曲')).toEqual(['評判の曲.flac'])
    expect(at.names('ｶﾞﾗｽ')).toEqual(['ガラス.flac'])
    expect(at.names('音楽 ガラス')).toEqual(['ガラス.flac'])
    expect(at.names('カラス')).toEqual([])
    expect(at.names('が').sort()).toEqual(['が.txt'.normalize('NFD'), 'ガラス.flac'])
  })

  test('short words narrow the matches of long ones', () => {
    at.add(ANN, put('a/holiday 1.jpg', 1), put('a/holiday 2.jpg', 2), put('b2/holiday.jpg', 3))
    expect(at.names('holiday 2').sort()).toEqual(['holiday 2.jpg', 'holiday.jpg'])
    expect(at.names('ho 1')).toEqual(['holiday 1.jpg'])
    expect(at.names('%')).toEqual([])
    expect(at.names('_')).toEqual([])
  })

  test('operators of FTS5 and of query languages are text or ignored, never an error', () => {
    at.add(
      ANN,
      put('x/say "hello" (world): a*b^c-d.txt', 1),
      put('x/AND OR NOT NEAR.txt', 2),
      put('x/c++ primer.pdf', 3),
    )
    expect(at.names('"hello" world')).toEqual(['say "hello" (world): a*b^c-d.txt'])
    expect(at.names('"*:^-()')).toEqual([])
    expect(at.names('a*b^c-d')).toEqual(['say "hello" (world): a*b^c-d.txt'])
    expect(at.names('"NOT NEAR"')).toEqual(['AND OR NOT NEAR.txt'])
    expect(at.names('name:hello')).toHaveLength(1)
    expect(at.names('c++')).toEqual(['c++ primer.pdf'])
    expect(at.names('"hello" OR "primer"')).toHaveLength(2)
  })

  test('any text at all gets an answer', () => {
    at.add(ANN, put('x/some name.txt', 1))
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.stringMatching(/^["*:^() \-+{}a-c']{0,30}$/)),
        (text) => {
          const { hits, total } = at.search.run({ text, kinds: [], limit: 10 })
          return hits.length <= total
        },
      ),
      { numRuns: 200, seed: 7 },
    )
  })

  test('text is folded', () => {
    expect(foldText('Ⅻ ﬁ İ ß\u202e\u0000')).toBe('xii fi i ss')
  })

  test('kinds filter; an empty text lists the newest', () => {
    at.add(ANN, put('m/old.mp3', 1, 10, 1000), put('m/new.mp3', 2, 10, 3000), put('m/page.pdf', 3, 10, 2000))
    expect(at.names('')).toEqual(['new.mp3', 'page.pdf', 'old.mp3'])
    expect(at.names('', ['audio'])).toEqual(['new.mp3', 'old.mp3'])
    expect(at.names('', ['audio', 'document'])).toHaveLength(3)
    expect(at.names('page', ['audio'])).toEqual([])
    expect(at.search.run({ text: '', kinds: [], limit: 1 })).toMatchObject({
      total: 3,
      catalogues: 1,
      hits: [{ name: 'new.mp3', kind: 'audio' }],
    })
  })
})

describe('results', () => {
  test('one row per content, with all names, sources and their trust; own files are marked', () => {
    at.trusts.set(ANN, trust('good', 0.9))
    at.trusts.set(EVE, trust('bad', 0.1))
    at.away.add(BOB)
    at.add(EVE, put('e/song.mp3', 1))
    at.add(BOB, put('b/another name.mp3', 1))
    at.add(ANN, put('a/x/song.mp3', 1))
    at.add(SELF, put('mine/song (1).mp3', 1))
    const { hits, total } = at.search.run({ text: 'song', kinds: [], limit: 10, showExcluded: true })
    expect(total).toBe(1)
    expect(hits).toHaveLength(1)
    expect(hits[0]).toMatchObject({ own: true, size: 1000, kind: 'audio', root: Buffer.from(root(1)).toString('hex') })
    expect(
      hits[0]?.sources.map((source) => [source.publicKey, source.trust.decision, source.online, source.path]),
    ).toEqual([
      [ANN, 'good', true, 'a/x/song.mp3'],
      [BOB, 'new', false, 'b/another name.mp3'],
      [EVE, 'bad', true, 'e/song.mp3'],
    ])
    expect([hits[0]?.name, ...(hits[0]?.otherNames ?? [])].sort()).toEqual([
      'another name.mp3',
      'song (1).mp3',
      'song.mp3',
    ])
  })

  test('trust and number of sources raise the rank; contents of excluded peers come last', () => {
    at.add(ANN, put('a/holiday film.mkv', 1))
    at.add(BOB, put('b/holiday film.mkv', 2))
    at.add(EVE, put('e/holiday.mkv', 3))
    const order = (): string[] =>
      at.search
        .run({ text: 'holiday', kinds: [], limit: 10, showExcluded: true })
        .hits.map((hit) => hit.sources[0]?.publicKey ?? '')
    at.trusts.set(BOB, trust('good', 0.95)).set(EVE, trust('bad', 0))
    expect(order()).toEqual([BOB, ANN, EVE])
    at.trusts.set(BOB, trust('bad', 0.2)).set(EVE, trust('good', 0.9))
    expect(order()).toEqual([EVE, ANN, BOB])
  })

  test('without words the newest come first, those of distrusted peers after them, of excluded ones last', () => {
    at.add(ANN, put('a/old.txt', 1, 1000, 1_500_000_000_000))
    at.add(BOB, put('b/newer.txt', 2, 1000, 1_600_000_000_000))
    at.add(EVE, put('e/newest.txt', 3, 1000, 1_700_000_000_000))
    const order = (): string[] =>
      at.search.run({ text: '', kinds: [], limit: 10, showExcluded: true }).hits.map(({ name }) => name)
    expect(order()).toEqual(['newest.txt', 'newer.txt', 'old.txt'])
    at.trusts.set(BOB, trust('bad', 0)).set(EVE, trust('good', 0.3))
    expect(order()).toEqual(['old.txt', 'newest.txt', 'newer.txt'])
  })

  test('contents of excluded peers are hidden and counted, and shown on request or when readmitted', () => {
    at.add(ANN, put('a/holiday.mkv', 1))
    at.add(EVE, put('e/holiday.mkv', 1), put('e/holiday 2.mkv', 2), put('e/holiday 3.mkv', 3))
    at.trusts.set(EVE, trust('bad', 0))
    const run = (showExcluded = false) => at.search.run({ text: 'holiday', kinds: [], limit: 10, showExcluded })
    expect(run()).toMatchObject({ total: 1, hidden: { hits: 2, peers: 1 } })
    expect(run().hits.map(({ sources }) => sources.map(({ publicKey }) => publicKey))).toEqual([[ANN]])
    expect(run(true)).toMatchObject({ total: 3, hidden: { hits: 0, peers: 0 } })
    expect(run(true).hits).toHaveLength(3)
    at.trusts.set(EVE, trust('good', 0.9))
    expect(run()).toMatchObject({ total: 3, hidden: { hits: 0, peers: 0 } })
  })

  test('a match in the name counts more than one in a folder', () => {
    at.add(ANN, put('report/a.txt', 1), put('stuff/report.txt', 2), put('stuff/unrelated.txt', 3))
    expect(at.names('report')).toEqual(['report.txt', 'a.txt'])
  })

  test('a peer that claims a wrong size is not a source', () => {
    at.trusts.set(ANN, trust('good', 0.9))
    at.add(ANN, put('a/film.mkv', 1, 5000))
    at.add(EVE, put('e/film.mkv', 1, 7))
    const [hit] = at.search.run({ text: 'film', kinds: [], limit: 10 }).hits
    expect(hit).toMatchObject({ size: 5000 })
    expect(hit?.sources.map((source) => source.publicKey)).toEqual([ANN])
  })

  test('hostile names are shown harmless and short', () => {
    at.add(EVE, put(`e/invoice\u202egpj.exe`, 1), put(`e/${'long '.repeat(180)}.txt`, 2))
    const [evil] = at.search.run({ text: 'invoice', kinds: [], limit: 10 }).hits
    expect(evil?.name).toBe('invoice\ufffdgpj.exe')
    expect(evil?.kind).toBe('program')
    const [long] = at.search.run({ text: 'long', kinds: [], limit: 10 }).hits
    expect(Array.from(long?.name ?? '').length).toBeLessThanOrEqual(255)
    expect(long?.name.endsWith('.txt')).toBe(true)
    expect(displayText('a\u0300\u0301\u0302\u0303\u0304\u0305'.repeat(2)).match(/\p{M}/gu)).toHaveLength(8)
  })
})

describe('the index', () => {
  test('applies changes idempotently, drops deleted entries, keeps versions across a restart', () => {
    const changes = [put('a/one.txt', 1), put('a/two.txt', 2), { type: 'del' as const, path: 'a/one.txt' }]
    at.index.apply(ANN, 'key', changes, 4)
    at.index.apply(ANN, 'key', changes, 4)
    expect(at.names('one')).toEqual([])
    expect(at.names('two')).toEqual(['two.txt'])
    at.index.apply(ANN, 'key', [put('a/two.txt', 3, 77)], 5)
    expect(at.search.run({ text: 'two', kinds: [], limit: 5 }).hits).toMatchObject([{ size: 77 }])
    at.database.close()
    at.open()
    expect(at.index.version(ANN, 'key')).toBe(5)
    expect(at.index.sharesOf(ANN)).toEqual({ files: 1, bytes: 77 })
    expect(at.names('two')).toEqual(['two.txt'])
    at.database.sql.exec("INSERT INTO entry_text (entry_text) VALUES ('integrity-check')")
  })

  test('a new key replaces the catalogue; a dropped one leaves nothing', () => {
    at.add(ANN, put('a/one.txt', 1))
    at.add(BOB, put('b/one.txt', 1))
    expect(at.index.version(ANN, 'other')).toBe(0)
    at.index.apply(ANN, 'other', [put('a/fresh.txt', 2)], 2)
    expect(at.names('one')).toEqual(['one.txt'])
    expect(at.index.sharesOf(ANN)).toEqual({ files: 1, bytes: 1000 })
    at.index.drop(ANN)
    expect(at.names('fresh')).toEqual([])
    expect(at.index.catalogues()).toBe(1)
    expect(at.index.sharesOf(ANN)).toEqual({ files: 0, bytes: 0 })
    expect(at.index.version(ANN, 'other')).toBe(0)
  })

  test('a failing batch changes nothing', () => {
    const bad = {
      type: 'put' as const,
      path: 'a/bad.txt',
      entry: { root: null as unknown as Uint8Array, size: 1, modified: 1 },
    }
    expect(() => at.index.apply(ANN, 'key', [put('a/one.txt', 1), bad], 9)).toThrow()
    expect(at.names('one')).toEqual([])
    expect(at.index.version(ANN, 'key')).toBe(0)
  })

  test('every kind of query finds its entry among 20,000', () => {
    for (let part = 0; part < 10; part++) {
      at.add(
        part % 2 ? ANN : BOB,
        ...Array.from({ length: 2000 }, (_, i) =>
          put(`disk${part}/folder ${i % 30}/track ${part}-${i} some words.mp3`, part * 2000 + i),
        ),
      )
    }
    at.add(EVE, put('deep/の/needle 針.pdf', 999_999))
    expect(at.names('needle')).toEqual(['needle 針.pdf'])
    expect(at.names('針')).toEqual(['needle 針.pdf'])
    expect(at.names('track 7-512 words')).toEqual(['track 7-512 some words.mp3'])
    expect(at.names('', ['document'])).toEqual(['needle 針.pdf'])
    const all = at.search.run({ text: 'some words', kinds: [], limit: 200 })
    expect(all.hits).toHaveLength(200)
    expect(all.total).toBe(20_000)
    expect(at.search.run({ text: '', kinds: [], limit: 10 }).total).toBe(20_001)
  }, 60_000)
})
