import { expect, test } from 'vitest'
import { distance, nearest, similarity, trigrams } from '../../../main/search/query/similarity.ts'

test.each([
  ['', '', 0],
  ['audio', 'audio', 0],
  ['audio', 'adio', 1],
  ['adio', 'audio', 1],
  ['audio', 'audios', 1],
  ['audio', 'oudio', 1],
  // a transposition is one edit at the beginning, in the middle and at the end
  ['ab', 'ba', 1],
  ['ab', 'bc', 2],
  ['audio', 'uadio', 1],
  ['audio', 'auido', 1],
  ['audio', 'audoi', 1],
  ['abcd', 'badc', 2],
  ['abc', 'cab', 2],
  ['xay', 'yax', 2],
  ['aab', 'aba', 1],
  ['kitten', 'sitting', 3],
  // characters beyond the basic plane count as one letter
  ['a😀b', 'ab', 1],
  ['音楽', '音声', 1],
])('%s and %s are %i edits apart', (a, b, edits) => {
  expect(distance(a, b)).toBe(edits)
  expect(distance(b, a)).toBe(edits)
})

test('edits are counted up to the limit and one more', () => {
  expect(distance('abcdef', 'uvwxyz')).toBe(4)
  expect(distance('abcdef', 'uvwxyz', 1)).toBe(2)
  expect(distance('a', 'abcde', 3)).toBe(4)
  expect(distance('a', 'abcd', 3)).toBe(3)
})

test('the first 64 letters of long words are compared', () => {
  const long = 'x'.repeat(64)
  expect(distance(`${long}aaa`, `${long}bbb`)).toBe(0)
  expect(distance(`${long}aaa`, long)).toBe(0)
  expect(distance(long, `${long}aaa`)).toBe(0)
  expect(distance(`a${long}`, `b${long}`)).toBe(1)
})

test('up to four letters allow one edit, more allow two; the first of the nearest words wins', () => {
  expect(nearest('sice', ['size'])).toBe('size')
  expect(nearest('sixx', ['size'])).toBeUndefined()
  expect(nearest('adioo', ['audio'])).toBe('audio')
  expect(nearest('adioxx', ['audio'])).toBeUndefined()
  expect(nearest('titel', ['table', 'title', 'tiles'])).toBe('title')
  expect(nearest('cat', ['bat', 'hat', 'cat'])).toBe('cat')
  expect(nearest('cat', ['bat', 'hat'])).toBe('bat')
  expect(nearest('x', [])).toBeUndefined()
})

test('similarity is the share of common trigrams', () => {
  expect([...trigrams('cat')]).toEqual(['\u0001\u0001c', '\u0001ca', 'cat', 'at\u0001'])
  expect([...trigrams('')]).toEqual(['\u0001\u0001\u0001'])
  expect(similarity('cat', 'cat')).toBe(1)
  expect(similarity('cat', 'dog')).toBe(0)
  // two common trigrams of four and four
  expect(similarity('cat', 'car')).toBe(0.5)
  expect(similarity('cat', 'cats')).toBeCloseTo(6 / 9, 12)
})
