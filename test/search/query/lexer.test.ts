import { expect, test } from 'vitest'
import { sign, tokens } from '../../../main/search/query/lexer.ts'

/** Each token as `type@start-end:text`, a field with its name and its value. */
const read = (text: string): string[] =>
  [...tokens(text)].map((token) => {
    const place = `${token.type}@${token.start}-${token.end}`
    if (token.type !== 'field') return `${place}:${token.text}`
    return `${place}:${token.name}=${token.quoted ? `"${token.value}"` : token.value}@${token.valueStart}`
  })

test.each([
  ['', []],
  ['  \t\n\u3000 ', []],
  ['foo bar', ['word@0-3:foo', 'word@4-7:bar']],
  [' a', ['word@1-2:a']],
  ['(a)', ['open@0-1:(', 'word@1-2:a', 'close@2-3:)']],
  ['（a）', ['open@0-1:(', 'word@1-2:a', 'close@2-3:)']],
  ['a|b', ['word@0-1:a', 'or@1-2:|', 'word@2-3:b']],
  ['a || b', ['word@0-1:a', 'or@2-4:|', 'word@5-6:b']],
  ['a｜b', ['word@0-1:a', 'or@1-2:|', 'word@2-3:b']],
  ['OR ＯＲ or', ['or@0-2:OR', 'or@3-5:ＯＲ', 'word@6-8:or']],
  ['AND && & and', ['and@0-3:AND', 'and@4-6:&&', 'and@7-8:&', 'word@9-12:and']],
  ['NOT a not', ['not@0-3:NOT', 'word@4-5:a', 'word@6-9:not']],
  ['-a −b ー', ['not@0-1:-', 'word@1-2:a', 'not@3-4:-', 'word@4-5:b', 'word@6-7:ー']],
  ['a-b', ['word@0-3:a-b']],
  // a minus before the end, a minus, a parenthesis or a bar is not an operator
  ['- a', ['word@0-1:-', 'word@2-3:a']],
  ['--a', ['word@0-3:--a']],
  ['a -', ['word@0-1:a', 'word@2-3:-']],
  ['(-)', ['open@0-1:(', 'word@1-2:-', 'close@2-3:)']],
  ['-|', ['word@0-1:-', 'or@1-2:|']],
  ['a -(b)', ['word@0-1:a', 'not@2-3:-', 'open@3-4:(', 'word@4-5:b', 'close@5-6:)']],
  ['"a b"c', ['phrase@0-5:a b', 'word@5-6:c']],
  ['"a\\"b\\\\c\\d"', ['phrase@0-11:a"b\\c\\d']],
  ['"a\\\\"', ['phrase@0-5:a\\']],
  [
    '“a” „b“ ”c” «d» 「e」 『f』 ｢g｣',
    [
      'phrase@0-3:a',
      'phrase@4-7:b',
      'phrase@8-11:c',
      'phrase@12-15:d',
      'phrase@16-19:e',
      'phrase@20-23:f',
      'phrase@24-27:g',
    ],
  ],
  ['"a”', null],
  ['“a"', ['phrase@0-3:a']],
  ['„a"', ['phrase@0-3:a']],
  ['«a"', null],
  // only these marks begin a phrase in the middle of a word
  ['夜「の 海」', ['word@0-1:夜', 'phrase@1-6:の 海']],
  ['a"b c"', ['word@0-3:a"b', 'word@4-6:c"']],
  ['size:10', ['field@0-7:size=10@5']],
  ['size：10', ['field@0-7:size=10@5']],
  ['a:b:c', ['field@0-5:a=b:c@2']],
  ['title:', ['field@0-6:title=@6']],
  ['title:"a b" c', ['field@0-11:title="a b"@6', 'word@12-13:c']],
  ['title:「a」', ['field@0-9:title="a"@6']],
  ['title: "a"', ['field@0-6:title=@6', 'phrase@7-10:a']],
  [':a', ['word@0-2::a']],
  ['a1:b', ['word@0-4:a1:b']],
  ['a1:"b c"', ['word@0-5:a1:"b', 'word@6-8:c"']],
  ['1a:"b"', ['word@0-6:1a:"b"']],
  [`${'x'.repeat(20)}:b`, [`field@0-22:${'x'.repeat(20)}=b@21`]],
  [`${'x'.repeat(21)}:b`, [`word@0-23:${'x'.repeat(21)}:b`]],
  ['ば゙:x', ['field@0-4:ば゙=x@3']],
  ['size>10', ['field@0-7:size=>10@4']],
  ['size>=10', ['field@0-8:size=>=10@4']],
  ['size<10', ['field@0-7:size=<10@4']],
  ['size=10', ['field@0-7:size==10@4']],
  ['ｓｉｚｅ＞１０', ['field@0-7:size=>10@4']],
  ['size>', ['word@0-5:size>']],
  ['1size>10', ['word@0-8:1size>10']],
  ['>10', ['word@0-3:>10']],
  ['a\u0000b', ['word@0-1:a', 'word@2-3:b']],
])('%j', (text, wanted) => {
  if (wanted === null) expect(() => read(text)).toThrow('This quotation mark is never closed.')
  else expect(read(text)).toEqual(wanted)
})

test('an unclosed quotation mark is reported with its position and a correction', () => {
  expect(() => read('x "a')).toThrow(expect.objectContaining({ code: 'openQuote', start: 2, end: 3, mend: 'x "a"' }))
  expect(() => read('x «a')).toThrow(expect.objectContaining({ start: 2, end: 3, mend: 'x «a»' }))
  expect(() => read('x:"a')).toThrow(expect.objectContaining({ start: 2, end: 3, mend: 'x:"a"' }))
})

test('full-width operators are operators', () => {
  expect(Array.from('！～Ａ１（　ａ').map(sign).join('')).toBe('!~A1( a')
  expect(Array.from('＀｟音a').map(sign).join('')).toBe('＀｟音a')
})
