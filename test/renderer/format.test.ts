import { describe, expect, test } from 'vitest'
import { createFormats, regional } from '../../renderer/locales/format.ts'

const en = createFormats('en')
const ja = createFormats('ja')

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1549, '1.5 kB'],
    [99_949, '99.9 kB'],
    [100_000, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [2_500_000_000, '2.5 GB'],
    [9e15, '9.0 PB'],
    [5e18, '5,000 PB'],
  ])('%d is %s', (value, text) => {
    expect(en.bytes(value)).toBe(text)
  })
  test('a rate is bytes a second', () => {
    expect(en.rate(1_200_000)).toBe('1.2 MB/s')
    expect(en.rate(0)).toBe('0 B/s')
  })
})

test('sizes have one set of symbols in both languages', () => {
  expect(ja.bytes(1549)).toBe(en.bytes(1549))
  expect(ja.rate(1_200_000)).toBe('1.2 MB/s')
})

test.each([
  ['en', ['ja-JP', 'en-GB', 'en-US'], 'en-GB'],
  ['en', ['ja-JP'], 'en'],
  ['ja', ['ja'], 'ja'],
])('the region of %s among %j is %s', (language, wanted, tag) => {
  expect(regional(language, wanted)).toBe(tag)
})

test('British times are written as in Britain', () => {
  const time = new Date(2026, 10, 21, 14, 13, 0).getTime()
  expect(createFormats('en-GB').moment(time, time)).toBe('14:13')
  expect(createFormats('en-GB').dateTime(time)).toContain('21 Nov 2026')
})

test('a percentage is rounded down, so that 100 % means complete', () => {
  expect(en.percent(0.999)).toBe('99%')
  expect(en.percent(1)).toBe('100%')
  expect(en.percent(1.2)).toBe('100%')
})

test('a score has two digits, and a dash stands for none', () => {
  expect(en.score(0.5)).toBe('0.50')
  expect(en.score(null)).toBe('–')
})

describe('times', () => {
  const now = new Date(2026, 10, 21, 12, 0, 0).getTime()
  test.each([
    [4000, '4 sec. ago'],
    [3 * 60_000, '3 min. ago'],
    [5 * 3_600_000, '5 hr. ago'],
    [30 * 3_600_000, 'yesterday'],
  ])('%d ms before is %s', (before, text) => {
    expect(en.relative(now - before, now)).toBe(text)
  })
  test('in Japanese', () => {
    expect(ja.relative(now - 180_000, now)).toBe('3 分前')
  })
  test.each([
    [0, '< 1 sec'],
    [499, '< 1 sec'],
    [59_000, '59 sec'],
    [60_000, '1 min'],
    [125_000, '2 min 5 sec'],
    [3_600_000 + 60_000, '1 hr 1 min'],
    [90_000_000, '1 day 1 hr'],
  ])('%d ms last %s', (value, text) => {
    expect(en.duration(value)).toBe(text)
  })
  test('today is a time of day, another day has its date', () => {
    expect(en.moment(now - 3_600_000, now)).not.toContain('2026')
    expect(en.moment(now - 48 * 3_600_000, now)).toContain('2026')
  })
})

test.each([
  -11_644_473_600_000,
  -1,
  2_147_483_648_000,
  253_402_300_799_000,
  8.64e15 + 1,
  1e300,
  -Infinity,
  Infinity,
  NaN,
])('no format throws: %s', (time) => {
  for (const language of ['en', 'ja']) {
    const format = createFormats(language)
    for (const now of [Date.UTC(2026, 10, 30), time])
      for (const text of [format.relative(time, now), format.moment(time, now), format.dateTime(time)])
        expect(text).not.toBe('')
    expect(format.iso(time)).toMatch(/^[+-]?\d{4,6}-\d\d-\d\dT/)
    expect(format.duration(time)).not.toBe('')
    expect(format.day('nonsense', time)).toBe('nonsense')
  }
})
