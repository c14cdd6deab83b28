import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { earlierWordsToFind, keywordsOf, wordsToFind } from '../../main/search/network/keywords.ts'
import { parseQuery } from '../../main/search/query/parser.ts'
import { IndexFolding } from '../../main/store/search/index-folding.ts'
import { ANN, Fixture, put, root, SELF } from './fixture.ts'

let at: Fixture
beforeEach(() => {
  at = new Fixture()
})
afterEach(() => at.end())

describe('index and query are folded alike', () => {
  test.each([
    ["don't", 'Don’t Look Back.mp3'],
    ["l'été", 'L’Été indien.flac'],
    ['1939-1945', 'Chronik 1939–1945.pdf'],
    ['strasse', 'Straße.jpg'],
    ['كتاب', 'كِتَابُ الطَّرِيق.pdf'],
    ['سلام', 'ســـلام.mp3'],
    ['שלום', 'שָׁלוֹם.mp3'],
    ['さくら', 'サクラ.flac'],
    ['サクラ', 'さくら.flac'],
    ['isik', 'Işık.mp3'],
    ['123', '١٢٣.mp3'],
  ])('%s finds %s', (typed, name) => {
    at.add(ANN, put(`a/${name}`, 1), put('a/other.txt', 2))
    expect(at.names(typed)).toEqual([name])
    expect(at.names(`name:${typed}`)).toEqual([name])
    expect(at.names(`-${typed} type:audio,image,document`)).not.toContain(name)
  })

  test('words of one or two letters in metadata, too', () => {
    at.add(ANN, {
      type: 'put',
      path: 'a/x.mp3',
      entry: { root: root(1), size: 1, modified: 1, metadata: { artist: 'Ø ÉÀ', title: 'カナ' } },
    })
    for (const typed of ['artist:o', 'artist:ea', 'title:かな', 'title:ナ', 'Éa'])
      expect([typed, at.names(typed)]).toEqual([typed, ['x.mp3']])
  })
})

test('an index that an earlier version folded is folded anew, and goes on where it ended', async () => {
  const names = ['Straße', 'サクラ', 'don’t', ...Array.from({ length: 900 }, (_, i) => `plain ${i}`)]
  at.add(SELF, ...names.map((name, i) => put(`Ordner ß/${name}.mp3`, i)))
  // as version 1 left it
  at.database.sql.exec(`
    UPDATE entries SET name = 'old', folder = 'old';
    DELETE FROM entry_text; DELETE FROM entry_short;
    UPDATE indexFolding SET version = 1, entry = 0`)
  expect(at.names('strasse')).toEqual([])
  const first = new IndexFolding(at.database)
  expect(first.isOutdated).toBe(true)
  const running = first.run()
  first.close()
  await running
  expect(first.isOutdated).toBe(true)
  expect(at.names('strasse')).toEqual(['Straße.mp3'])
  expect(at.names('plain 850')).toEqual([])

  at.database.close()
  at.open()
  const second = new IndexFolding(at.database)
  await second.run()
  expect(second.isOutdated).toBe(false)
  expect(at.names('さくら')).toEqual(['サクラ.mp3'])
  expect(at.names("don't")).toEqual(['don’t.mp3'])
  expect(at.names('plain 850')).toEqual(['plain 850.mp3'])
  expect(at.names('folder:"ordner ss"')).toHaveLength(100)
})

describe('keywords on the wire', () => {
  test('are folded, after words are told apart', () => {
    expect(keywordsOf('サクラの花 Straße')).toEqual(['さくら', 'strasse'])
    expect(wordsToFind(parseQuery('コーヒー').query)).toEqual(['こーひー'])
  })

  test('of earlier versions are looked up beside those that differ', () => {
    const found = (text: string): [string, string][] => [...earlierWordsToFind(parseQuery(text).query)]
    expect(found('コーヒー abbey')).toEqual([['こーひー', 'コーヒー']])
    expect(found('straße artist:Łukasz')).toEqual([
      ['strasse', 'straße'],
      ['lukasz', 'łukasz'],
    ])
    expect(found('plain words cafe')).toEqual([])
  })
})
