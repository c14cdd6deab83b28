import { describe, expect, it } from 'vitest'
import { displayPath, displayText } from '../../main/domain/text/display-text.ts'
import { foldText } from '../../main/domain/text/fold-text.ts'
import { numbered, safeFolder, safeName } from '../../main/domain/text/safe-name.ts'
import { shortGrams } from '../../main/domain/text/short-grams.ts'
import { cutBytes, cutMetadata, cutText, uintBytes } from '../../main/domain/metadata.ts'

describe('shown text', () => {
  it.each([
    ['plain text', 'plain text'],
    ['tab\there', 'tab\ufffdhere'],
    ['a\u202eb\u200bc\ufeffd', 'a\ufffdb\ufffdc\ufffdd'],
    ['\u{e0041}\ud800\u3164', '\ufffd\ufffd\ufffd'],
    ['e\u0301\u0301\u0301\u0301', 'e\u0301\u0301\u0301\u0301'],
    ['e\u0301\u0301\u0301\u0301\u0301\u0301x', 'e\u0301\u0301\u0301\u0301x'],
    ['夜の海', '夜の海'],
  ])('of %j is %j', (text, shown) => {
    expect(displayText(text)).toBe(shown)
  })

  it('keeps as many characters as it may, with the end of the name and an ellipsis before it', () => {
    expect(displayText('x'.repeat(255))).toBe('x'.repeat(255))
    expect(displayText(`${'x'.repeat(252)}.mp3`)).toBe(`${'x'.repeat(238)}…${'x'.repeat(12)}.mp3`)
    expect(displayText('0123456789', 9)).toBe('01234…789')
    expect(displayText('夜'.repeat(10), 10)).toBe('夜'.repeat(10))
    expect(displayText('夜'.repeat(11), 10)).toBe(`${'夜'.repeat(6)}…${'夜'.repeat(3)}`)
    expect(displayText('夜'.repeat(1000), 9)).toBe(`${'夜'.repeat(5)}…${'夜'.repeat(3)}`)
  })

  it('of a path is that of its parts, within a limit of its own', () => {
    expect(displayPath('a/b\u202e/c')).toBe('a/b\ufffd/c')
    expect(displayPath('a/b')).toBe('a/b')
    expect(displayPath(`${'x'.repeat(256)}/y`)).toBe(`${'x'.repeat(238)}…${'x'.repeat(16)}/y`)
    expect(displayPath('abc/defghi', 9)).toBe('abc/d…ghi')
  })
})

describe('folded text', () => {
  it.each([
    ['  Éclair\u00a0 Über\n', 'eclair uber'],
    ['ＡＢＣ　１２', 'abc 12'],
    ['ﬁle', 'file'],
    ['ガ', 'が'],
    ['ｶﾞ', 'が'],
    ['a\u200bb\u0007', 'ab'],
    ['İ', 'i'],
  ])('of %j is %j', (text, folded) => {
    expect(foldText(text)).toBe(folded)
  })
})

describe('short terms', () => {
  it('are the first one and two letters of each word, and all letters and pairs without spaces between words', () => {
    expect(shortGrams('night sea a')).toEqual(['n', 'ni', 's', 'se', 'a'])
    expect(shortGrams('夜の海')).toEqual(['夜', '夜の', 'の', 'の海', '海'])
    expect(shortGrams('x夜z')).toEqual(['x', 'x夜', '夜', '夜z'])
    expect(shortGrams('- _ .')).toEqual([])
  })

  it('are at most some hundreds', () => {
    const words = Array.from({ length: 1000 }, (_, i) => String.fromCharCode(0x4e00 + i)).join('')
    expect(shortGrams(words)).toHaveLength(400)
    const letters = (n: number): string => String.fromCharCode(0x4e00 + (n >> 8)) + String.fromCharCode(97 + (n & 15))
    const spaced = Array.from({ length: 5000 }, (_, i) => String.fromCharCode(0x3400 + i)).join(' ')
    expect(shortGrams(spaced)).toHaveLength(401)
    expect(shortGrams(letters(0))).toEqual(['一', '一a', 'a'].slice(0, 2))
  })
})

describe('names of files', () => {
  it('keep short extensions, and are cut before them', () => {
    expect(numbered('a.txt', 1)).toBe('a.txt')
    expect(numbered('a.txt', 2)).toBe('a (2).txt')
    expect(numbered('.hidden', 3)).toBe('.hidden (3)')
    expect(numbered(`a.${'x'.repeat(16)}`, 2)).toBe(`a (2).${'x'.repeat(16)}`)
    expect(numbered(`a.${'x'.repeat(17)}`, 2)).toBe(`a.${'x'.repeat(17)} (2)`)
    expect(safeName(`${'x'.repeat(300)}.tar`)).toBe(`${'x'.repeat(219)}.tar`)
    expect(safeName('夜'.repeat(100))).toBe('夜'.repeat(74))
  })

  it('of folders are cleaned step by step, at most 512', () => {
    expect(safeFolder('a//b/./../con/.x\\c')).toBe('a/b/_con/_x/c')
    const levels = Array.from({ length: 600 }, (_, i) => i)
    expect(safeFolder(levels.join('/'))).toBe(levels.slice(0, 512).join('/'))
    expect(safeFolder('')).toBe('')
  })
})

describe('metadata', () => {
  it('is cut at whole characters, on one line', () => {
    expect(cutBytes('abc', 3)).toBe('abc')
    expect(cutBytes('abcd', 3)).toBe('abc')
    expect(cutBytes('夜の', 5)).toBe('夜')
    expect(cutBytes('😀😀', 7)).toBe('😀')
    expect(cutText(' a \n\u2028 b\u202e ', 10)).toBe('a b')
    // a long run of blanks costs no character of the text after it
    expect(cutText(`a${' '.repeat(30)}b`, 10)).toBe('a b')
    // NUL stands between two values of one tag
    expect(cutText('a\u0000b', 10)).toBe('a b')
    expect(cutText('ab cd', 3)).toBe('ab')
  })

  it('keeps what is of its kind and in its range', () => {
    const given = {
      title: 7,
      year: 2003.4,
      track: 0,
      width: 1_000_001,
      height: 1_000_000,
      pages: NaN,
      genre: '',
      x: 'y',
    }
    expect(cutMetadata(given)).toEqual({ year: 2003, height: 1_000_000 })
    // a title that reads as a number is none
    expect(cutMetadata({ title: '1984', genre: '100', year: 1984 })).toEqual({
      title: '1984',
      genre: '100',
      year: 1984,
    })
    expect(cutMetadata({ year: 9999, bitRate: 2 ** 32, track: '3' })).toEqual({ year: 9999 })
    expect([null, 'text', 5, undefined].map(cutMetadata)).toEqual([{}, {}, {}, {}])
  })

  it('has at most 960 bytes altogether: the last text gets what is left', () => {
    const long = 'x'.repeat(2000)
    const cut = cutMetadata({
      title: long,
      artist: long,
      album: long,
      author: long,
      genre: long,
      camera: long,
      codec: long,
      text: long,
    })
    const lengths = Object.values(cut).map((text) => String(text).length)
    expect(lengths).toEqual([160, 96, 96, 96, 32, 64, 32, 366])
  })

  it('numbers take 1, 3, 5 or 9 bytes', () => {
    expect([0, 252, 253, 65_535, 65_536, 4_294_967_295, 4_294_967_296].map(uintBytes)).toEqual([1, 1, 3, 3, 5, 5, 9])
  })
})
