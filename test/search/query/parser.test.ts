import { expect, test } from 'vitest'
import { MAX_DEPTH, MAX_PARTS, MAX_TEXT, parseQuery, understand } from '../../../main/search/query/parser.ts'
import { printQuery } from '../../../main/search/query/printer.ts'
import { QueryError } from '../../../main/search/query/problem.ts'

const printed = (text: string): string => printQuery(parseQuery(text).query)
const problem = (text: string): QueryError => {
  const { problem: found } = understand(text)
  if (!found) throw new Error(`"${text}" has no problem`)
  return found
}

test('limits: 1024 characters, 96 parts, 8 levels, all inclusive', () => {
  expect([MAX_TEXT, MAX_PARTS, MAX_DEPTH]).toEqual([1024, 96, 8])
  expect(parseQuery('x'.repeat(1024)).query.type).toBe('text')
  expect(problem('x'.repeat(1025))).toMatchObject({ code: 'tooLong', start: 1024, end: 1025, mend: 'x'.repeat(1024) })
  // the cut does not split a character
  expect(problem(`${'x'.repeat(1023)}😀`).mend).toBe('x'.repeat(1023))
  const many = (count: number): string => Array.from({ length: count }, (_, i) => `w${i}`).join(' ')
  expect(parseQuery(many(96)).query).toMatchObject({ type: 'and', items: { length: 96 } })
  expect(problem(many(97))).toMatchObject({ code: 'tooMany', mend: many(96), values: { max: '96' } })
  expect(problem(many(97)).start).toBe(many(96).length + 1)
  const deep = (levels: number): string => `${'('.repeat(levels)}a${')'.repeat(levels)}`
  expect(printed(deep(8))).toBe('a')
  expect(printed(`${deep(8)} ${deep(8)} (b)`)).toBe('a b')
  expect(problem(deep(9))).toMatchObject({ code: 'tooDeep', start: 8, end: 9, values: { max: '8' }, mend: 'a' })
  expect(problem(`x${deep(9)}`)).toMatchObject({ mend: `x${' '.repeat(9)}a` })
})

test.each([
  ['a (b c)', 'a b c'],
  ['a (b OR c)', 'a b OR c'],
  ['a OR (b OR c)', 'a OR b OR c'],
  ['a OR (b c)', 'a OR (b c)'],
  ['(a b) (b c)', 'a b c'],
  ['a OR a', 'a'],
  ['a OR ""', 'a'],
  ['-(a b)', '-(a b)'],
  ['-(a OR b)', '-(a OR b)'],
  ['-(-a)', 'a'],
  ['- -a', '-a'],
  ['NOT NOT a', 'a'],
  ['NOT NOT NOT a', '-a'],
  ['-""', ''],
  ['-("")', ''],
  ['()', ''],
  ['a () b', 'a b'],
  ['& &', ''],
  ['& a &', 'a'],
  // punctuation is dropped beside words, but searched for alone
  ['+ a', 'a'],
  ['... a -', 'a'],
  ['...', '"..."'],
  ['... ???', '"..." "???"'],
  ['a title:...', 'a title:"..."'],
  ['a "- -"', 'a "- -"'],
  ['a "--"', 'a'],
  ['a OR ...', 'a OR "..."'],
  ['a -... size:1kb', 'a -"..." size:972b..1076b'],
  ['/usr/lib/', '"/usr/lib/"'],
  ['a/*', 'a/'],
  ['"/a+/"', '"/a+/"'],
])('%j is understood as %j', (text, wanted) => expect(printed(text)).toBe(wanted))

test.each([
  ['a OR OR b', 'nothingAfter', 2, 4, 'a  OR b', { word: 'OR' }],
  ['a OR AND b', 'nothingAfter', 2, 4, 'a  AND b', { word: 'OR' }],
  ['(a OR) b', 'nothingAfter', 3, 5, '(a ) b', { word: 'OR' }],
  ['a |', 'nothingAfter', 2, 3, 'a', { word: '|' }],
  ['a | b |', 'nothingAfter', 6, 7, 'a | b', { word: '|' }],
  ['a (OR b)', 'nothingBefore', 3, 5, 'a ( b)', { word: 'OR' }],
  ['a NOT', 'nothingAfter', 2, 5, 'a', { word: 'NOT' }],
  ['(NOT) a', 'nothingAfter', 1, 4, '() a', { word: 'NOT' }],
  ['NOT OR a', 'nothingAfter', 0, 3, 'a', { word: 'NOT' }],
  ['NOT AND a', 'nothingAfter', 0, 3, 'AND a', { word: 'NOT' }],
  ['(a', 'openParenthesis', 0, 1, '(a)', {}],
  ['(a  ', 'openParenthesis', 0, 1, '(a)', {}],
  ['x  (a', 'openParenthesis', 3, 4, 'x  (a)', {}],
  ['a ) ) b', 'strayParenthesis', 2, 3, 'a   b', {}],
  ['artist:', 'emptyValue', 0, 7, '', { field: 'artist' }],
  ['Artist: x', 'emptyValue', 0, 7, 'x', { field: 'Artist' }],
  ['size:10mbb', 'badUnit', 5, 10, 'size:10mb', { field: 'size', unit: 'mbb' }],
  ['size>10mbb x', 'badUnit', 4, 10, 'size:>10mb x', { field: 'size', unit: 'mbb' }],
  ['size：10mbb', 'badUnit', 5, 10, 'size：10mb', { field: 'size', unit: 'mbb' }],
  ['type:wombat x', 'badValue', 5, 11, 'x', { field: 'type', value: 'wombat' }],
  ['/a.*b/ x', 'noPattern', 0, 6, '"/a.*b/" x', {}],
  ['x /a\\d"c/', 'noPattern', 2, 9, 'x "/a d c/"', {}],
  ['/a[bc]/', 'noPattern', 0, 7, '"/a[bc]/"', {}],
])('%j is refused as %s', (text, code, start, end, mend, values) => {
  const found = problem(text)
  expect({ code: found.code, start: found.start, end: found.end, mend: found.mend, values: found.values }).toEqual({
    code,
    start,
    end,
    mend,
    values,
  })
  expect(understand(text).query).toEqual(parseQuery(mend).query)
})

test('messages quote 40 letters of a long word', () => {
  expect(problem(`a ${'|'.repeat(60)}`).values).toEqual({ word: '|' })
  expect(problem(`type:${'x'.repeat(60)}`).values).toEqual({ field: 'type', value: 'x'.repeat(40) })
})

test('the message names the problem, and the contract gets all of it', () => {
  expect(problem('size:10mbb').message).toBe('“mbb” is not a unit of size.')
  expect(problem('a OR').message).toBe('A term is expected after “OR”.')
  expect(problem('(((((((((a').problem).toEqual({
    code: 'tooDeep',
    message: 'Parentheses are nested too deeply: at most 8 levels.',
    start: 8,
    end: 9,
    mend: 'a',
    values: { max: '8' },
  })
  expect(new QueryError('badUnit', 0, 1, null)).toMatchObject({
    name: 'QueryError',
    message: '“” is not a unit of .',
    mend: null,
    values: {},
  })
})

test('an invalid query is understood as its correction, with the problem', () => {
  expect(understand('a OR')).toMatchObject({
    query: { type: 'text', text: 'a' },
    hints: [],
    problem: { code: 'nothingAfter' },
  })
  expect(understand('a')).toEqual({ text: 'a', query: parseQuery('a').query, hints: [], problem: null })
  // a correction with a problem of its own is corrected, too
  expect(problem('(a (b OR').mend).not.toBeNull()
  expect(() => parseQuery(problem('(a (b OR').mend!)).not.toThrow()
})

test.each([
  ['atrist:queen x', '"atrist:queen" x', 'artist:queen x', 0, 6, 'atrist'],
  ['x atrist:queen', 'x "atrist:queen"', 'x artist:queen', 2, 8, 'atrist'],
  ['wombat:queen', '"wombat:queen"', null, 0, 6, 'wombat'],
  ['wombat:queen!', '"wombat:queen"', null, 0, 6, 'wombat'],
  ['atrist:"night queen"', 'atrist "night queen"', 'artist:"night queen"', 0, 6, 'atrist'],
  ['atrist:""', 'atrist', 'artist:""', 0, 6, 'atrist'],
])('an unknown field is words, with a hint: %s', (text, wanted, mend, start, end, name) => {
  const { query, hints } = parseQuery(text)
  expect(printQuery(query)).toBe(wanted)
  expect(hints).toEqual([{ code: 'unknownField', start, end, text: name, mend }])
})

test('a URL is not a field, and gives no hint', () => {
  expect(parseQuery('http://example.org').hints).toEqual([])
  expect(printed('http://example.org')).toBe('"http://example.org"')
})
