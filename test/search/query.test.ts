import { describe, expect, test } from 'vitest'
import { MAX_TEXT, parseQuery, understand } from '../../main/search/query/parser.ts'
import { printQuery } from '../../main/search/query/printer.ts'
import { QueryError } from '../../main/search/query/problem.ts'

const printed = (text: string): string => printQuery(parseQuery(text).query)
function problem(text: string): QueryError {
  try {
    parseQuery(text)
  } catch (error) {
    if (error instanceof QueryError) return error
    throw error
  }
  throw new Error(`"${text}" has no problem`)
}

describe('the query language', () => {
  test.each([
    ['foo BAR', 'foo bar'],
    ['a OR b c', 'a OR b c'],
    ['(a b) OR c', '(a b) OR c'],
    ['a AND b && c', 'a b c'],
    ['foo -bar -"x y" NOT z', 'foo -bar -"x y" -z'],
    ['type:music,film ext:.FLAC,mp3', 'type:audio,video ext:flac,mp3'],
    ['size:>10MB', 'size:>10mb'],
    ['size<=1,5gb', 'size:<=1536mb'],
    ['artist:"Daft Punk" title:one', 'artist:"daft punk" title:one'],
    ['year:2010..2001', 'year:2001..2010'],
    ['year:1999', 'year:1999..1999'],
    ['duration:>3m duration:<=1:00:00', 'duration:>3m duration:<=1h'],
    ['peers:>=2 trust:>70% shared:<7d', 'peers:>=2 trust:>0.7 shared:<7d'],
    ['shared:2w', 'shared:<=14d'],
    ['ｓｉｚｅ：＞１０ＭＢ　種類：音楽', 'size:>10mb type:audio'],
    ['「夜の 海」音楽', '"夜の 海" 音楽'],
    ['“curly” „low“ «angle»', '"curly" "low" "angle"'],
    ['a - b & c', 'a b c'],
    ["c++ primer.pdf don't", "c++ primer.pdf don't"],
    ['community:friends from:ann root:abcdef01', 'community:friends from:ann root:abcdef01'],
    ['  ', ''],
    ['""', ''],
    ['%', '%'],
    ['a a A', 'a'],
  ])('%s', (text, wanted) => expect(printed(text)).toBe(wanted))

  test.each([
    ['say "hello', 'openQuote', 4, 5, 'say "hello"'],
    ['(a (b', 'openParenthesis', 3, 4, '(a (b))'],
    ['a) b', 'strayParenthesis', 1, 2, 'a b'],
    ['a OR', 'nothingAfter', 2, 4, 'a'],
    ['OR a', 'nothingBefore', 0, 2, 'a'],
    ['x size:10mbb', 'badUnit', 7, 12, 'x size:10mb'],
    ['size:>big', 'badNumber', 5, 9, ''],
    ['type:adio x', 'badValue', 5, 9, 'type:audio x'],
    ['x artist: y', 'emptyValue', 2, 9, 'x  y'],
    ['/(a+)+$/', 'strayParenthesis', 5, 6, null],
  ])('%s is refused with its place and a mend', (text, code, start, end, mend) => {
    if (mend === null) return expect(understand(text).problem).toBeNull()
    const found = problem(text)
    expect({ code: found.code, start: found.start, end: found.end, mend: found.mend }).toEqual({
      code,
      start,
      end,
      mend,
    })
    expect(() => parseQuery(mend)).not.toThrow()
  })

  test('queries over the limits are refused with a message', () => {
    expect(problem('x'.repeat(1_000_000))).toMatchObject({ code: 'tooLong', start: MAX_TEXT })
    expect(problem('('.repeat(50)).code).toBe('tooDeep')
    expect(problem('a '.repeat(500)).code).toBe('tooMany')
    expect(problem('"'.repeat(9)).code).toBe('openQuote')
    expect(problem('/^[a-z]*.{9}/').code).toBe('noPattern')
  })

  test('an unknown field is a word, with a hint', () => {
    const { query, hints } = parseQuery('atrist:queen http://example.org')
    expect(printQuery(query)).toBe('"atrist:queen" "http://example.org"')
    expect(hints).toEqual([
      { code: 'unknownField', start: 0, end: 6, text: 'atrist', mend: 'artist:queen http://example.org' },
    ])
  })
})
