import { describe, expect, test } from 'vitest'
import { createFormats } from '../../renderer/locales/format.ts'

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

test('a share is rounded down, so that 100 % means whole', () => {
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
    [0, '0 sec'],
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
