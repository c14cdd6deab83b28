import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import type { SearchHit } from '../../main/contract/search.ts'
import { splitName } from '../../renderer/components/files/file-name.tsx'
import { counted, phrase } from '../../renderer/locales/phrase.ts'
import { resultRowKey, resultRowsOf } from '../../renderer/pages/search/results/use-result-rows.ts'

const hit = (root: string): SearchHit => ({
  root,
  name: root,
  otherNames: [],
  size: 1,
  kind: 'other',
  modified: 0,
  own: false,
  sources: [],
})

describe('file names truncated in the middle', () => {
  test('the extension and a few characters before it stay in view', () => {
    expect(splitName('A very long name of a song, part 2.flac')).toEqual([
      'A very long name of a song, ',
      'part 2.flac',
    ])
    expect(splitName('short.txt')).toEqual(['short.txt', ''])
    expect(splitName('no ending but very long, longer than the line')[1]).toHaveLength(6)
    // Text after the last dot is no extension if it is too long.
    expect(splitName('Vol. one of a name with a dot far before its end')[1]).toHaveLength(6)
    expect(splitName('.hidden-file-with-a-very-long-name')[1]).toHaveLength(6)
  })

  test('joining scripts are not split: only the extension is separated', () => {
    const name = 'אלבום ישן מאוד מן הנמל הישן.flac'
    expect(splitName(name)).toEqual([name.slice(0, -5), '.flac'])
    expect(splitName('מוזיקה מן הנמל הישן harbour.mp3')[1]).toBe('')
  })

  test('no character is lost, and no surrogate pair or combining mark is split', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => {
        const [head, tail] = splitName(name)
        expect(head + tail).toBe(name)
        expect(tail).not.toMatch(/^[\p{M}\udc00-\udfff\u200d]/u)
        expect(head.isWellFormed() || !name.isWellFormed()).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('cached translations of rows', () => {
  test('a template is looked up once and keeps the word order of its language', () => {
    let looked = 0
    const say = phrase(['file', 'peer'], ({ file, peer }) => {
      looked++
      return `${peer} から ${file} を取得 (${peer})`
    })
    expect(say({ file: 'a', peer: 'b' })).toBe('b から a を取得 (b)')
    expect(say({ file: '$&', peer: '\u00000' })).toBe('\u00000 から $& を取得 (\u00000)')
    expect(looked).toBe(1)
  })

  test('a counted text is looked up once per number', () => {
    let looked = 0
    const say = counted((count) => `${count} of ${++looked}`)
    expect([say(3), say(3), say(1)]).toEqual(['3 of 1', '3 of 1', '1 of 2'])
  })
})

test('result rows hold fetched hits and have index keys until then', () => {
  const slots = resultRowsOf(200, [hit('a'), hit('b')], new Map([[2, [hit('c')]]]))
  expect(slots).toHaveLength(200)
  expect([slots[0], slots[1], slots[2], slots[80]].map((slot) => slot && resultRowKey(slot))).toEqual([
    'a',
    'b',
    '#2',
    'c',
  ])
  expect(resultRowsOf(3, [], new Map())).toHaveLength(3)
  // Hits beyond the total are dropped.
  expect(resultRowsOf(1, [], new Map([[0, [hit('a'), hit('b')]]])).map(resultRowKey)).toEqual(['a'])
})
