import { expect, test } from 'vitest'
import { aliasesOf, fieldNames, fieldOf, isNumberField, kindNames, kindOf } from '../../../main/search/query/fields.ts'
import { fieldTerm, foldTerm, isPlain, namedField, textTerm } from '../../../main/search/query/terms.ts'

test('text is folded and cut to 128 letters', () => {
  expect(foldTerm('  BJÖRK  ')).toBe('bjork')
  expect(foldTerm('ＦＵＬＬ')).toBe('full')
  expect(foldTerm('x'.repeat(500))).toBe('x'.repeat(128))
  expect(foldTerm('😀'.repeat(200))).toBe('😀'.repeat(128))
  expect(foldTerm(`${'x'.repeat(127)} y`)).toBe('x'.repeat(127))
})

test.each([
  ['word', true],
  ["don't", true],
  ['primer.pdf', true],
  ['c++', true],
  ['音楽', true],
  ['a-b', true],
  ['', false],
  ['-a', false],
  ['two words', false],
  ['a:b', false],
  ['(a', false],
  ['a|b', false],
  ['a<b', false],
  ['a=b', false],
  ['a\\b', false],
  ['"a', false],
  ['a"b', false],
  ['「a', false],
  ['/a/', false],
  ['/a', true],
  ['a/', true],
  ['...', false],
  ['a.', false],
  ['*a', false],
  ["'a'", false],
])('"%s" reads back as one plain word: %s', (text, plain) => expect(isPlain(text)).toBe(plain))

test('punctuation around a word is dropped, unless it is quoted or there is nothing else', () => {
  expect(textTerm(null, '(Hello!)', false)).toEqual({ type: 'text', field: null, text: 'hello', exact: false })
  expect(textTerm('title', 'Hello!', true)).toEqual({ type: 'text', field: 'title', text: 'hello!', exact: true })
  expect(textTerm(null, '...', false)).toEqual({ type: 'text', field: null, text: '...', exact: true })
  expect(textTerm(null, 'a:b', false)).toEqual({ type: 'text', field: null, text: 'a:b', exact: true })
  expect(textTerm(null, 'hello', true)).toEqual({ type: 'text', field: null, text: 'hello', exact: true })
  expect(textTerm(null, '   ', false)).toBeNull()
  expect(textTerm(null, '', true)).toBeNull()
})

test.each([
  ['audio', { type: 'kind', kinds: ['audio'] }],
  ['Film, MUSIC;写真、song', { type: 'kind', kinds: ['audio', 'image', 'video'] }],
  ['', null],
  [' , ', null],
  ['adio', { code: 'badValue', values: { field: 'type', value: 'adio' }, instead: 'audio' }],
  ['video,adio,film', { code: 'badValue', values: { field: 'type', value: 'adio' }, instead: 'video,audio,film' }],
  ['wombat', { code: 'badValue', values: { field: 'type', value: 'wombat' }, instead: null }],
  ['x'.repeat(60), { code: 'badValue', values: { field: 'type', value: 'x'.repeat(40) }, instead: null }],
])('type:%s', (value, wanted) => expect(fieldTerm('type', value, false)).toEqual(wanted))

test.each([
  ['mp3', { type: 'ext', extensions: ['mp3'] }],
  ['.MP3,*.flac,mp3', { type: 'ext', extensions: ['flac', 'mp3'] }],
  ['c++', { type: 'ext', extensions: ['c++'] }],
  ['', null],
  ['a b', { code: 'badValue', values: { field: 'ext', value: 'a b' }, instead: null }],
  ['x'.repeat(17), { code: 'badValue', values: { field: 'ext', value: 'x'.repeat(17) }, instead: null }],
  ['x'.repeat(60), { code: 'badValue', values: { field: 'ext', value: 'x'.repeat(40) }, instead: null }],
  ['x'.repeat(16), { type: 'ext', extensions: ['x'.repeat(16)] }],
  ['mp3!', { code: 'badValue', values: { field: 'ext', value: 'mp3!' }, instead: null }],
  ['.', { code: 'badValue', values: { field: 'ext', value: '' }, instead: null }],
  // only signs in front are dropped
  ['tar.gz', { code: 'badValue', values: { field: 'ext', value: 'tar.gz' }, instead: null }],
])('ext:%s', (value, wanted) => expect(fieldTerm('ext', value, false)).toEqual(wanted))

test('a list has at most 32 items', () => {
  const names = 'abcdefghijklmnopqrstuvwxyz0123456789'.split('')
  expect(fieldTerm('ext', names.join(','), false)).toEqual({ type: 'ext', extensions: names.slice(0, 32).sort() })
})

test.each([
  ['abcdef01', { type: 'root', prefix: 'abcdef01' }],
  ['ABCDEF01', { type: 'root', prefix: 'abcdef01' }],
  ['f'.repeat(64), { type: 'root', prefix: 'f'.repeat(64) }],
  ['', null],
  ['abcdef0', { code: 'badValue', values: { field: 'root', value: 'abcdef0' }, instead: null }],
  ['f'.repeat(65), { code: 'badValue', values: { field: 'root', value: 'f'.repeat(40) }, instead: null }],
  ['xabcdef01', { code: 'badValue', values: { field: 'root', value: 'xabcdef01' }, instead: null }],
  ['abcdef01x', { code: 'badValue', values: { field: 'root', value: 'abcdef01x' }, instead: null }],
])('root:%s', (value, wanted) => expect(fieldTerm('root', value, false)).toEqual(wanted))

test('number fields and text fields', () => {
  expect(fieldTerm('size', '', false)).toBeNull()
  expect(fieldTerm('size', '=1KB', false)).toEqual({ type: 'number', field: 'size', min: 1024, max: 1024, open: false })
  expect(fieldTerm('title', 'One!', false)).toEqual({ type: 'text', field: 'title', text: 'one', exact: false })
  expect(fieldTerm('title', 'One!', true)).toEqual({ type: 'text', field: 'title', text: 'one!', exact: true })
  expect(fieldTerm('title', '', false)).toBeNull()
})

test('every alias of a field and of a kind is recognised, however it is typed', () => {
  for (const name of fieldNames()) expect(aliasesOf(namedField(name)!), name).toContain(name)
  for (const name of kindNames()) expect(fieldTerm('type', name, false), name).toMatchObject({ type: 'kind' })
  expect(aliasesOf('size')).toEqual(['size', 'サイズ', '大きさ'])
  expect([
    namedField('SIZE'),
    namedField('ｓｉｚｅ'),
    namedField('大きさ'),
    namedField('hash'),
    namedField('x'),
  ]).toEqual(['size', 'size', 'size', 'root', undefined])
  expect([fieldOf('performer'), fieldOf('著者'), fieldOf('toString')]).toEqual(['artist', 'author', undefined])
  expect([isNumberField('size'), isNumberField('trust'), isNumberField('title'), isNumberField('root')]).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect([kindOf('films'), kindOf('写真'), kindOf('books'), kindOf('wombat')]).toEqual([
    'video',
    'image',
    'document',
    undefined,
  ])
  expect(kindNames()).toContain('ソフト')
})
