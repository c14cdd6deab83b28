import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatLink, parseLink, readLink } from '../../main/contract/link.ts'
import { FUZZ_CASES, FUZZ_LIMIT_MS } from '../helpers/tier.ts'

const root = '0123456789abcdef'.repeat(4)
const link = fc.record({
  root: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  name: fc
    .string({ minLength: 1, maxLength: 200, unit: 'grapheme' })
    .filter((name) => name.trim() === name && name.length <= 1024),
  size: fc.integer({ min: 0, max: 2 ** 40 }),
})

test('a link says again what was put into it', () => {
  fc.assert(
    fc.property(link, (one) => {
      expect(parseLink(formatLink(one))).toEqual(one)
    }),
    { numRuns: 5000 },
  )
  expect(formatLink({ root, name: '日本 & co?.txt', size: 5 })).toBe(
    `hyoban:?root=${root}&name=%E6%97%A5%E6%9C%AC%20%26%20co%3F.txt&size=5`,
  )
})

test('slashes that a system adds, other orders and unknown fields are taken', () => {
  for (const text of [
    `hyoban://?size=5&name=a&root=${root}`,
    ` HYOBAN:///?x=1&root=${root.toUpperCase()}&name=a&size=5#part`,
    `hyoban:?root=${root}&name=+a&size=5`,
  ]) {
    expect(parseLink(text)).toEqual({ root, name: 'a', size: 5 })
  }
})

test('what is no link is none', () => {
  const good = formatLink({ root, name: 'a', size: 5 })
  for (const bad of [
    '',
    'hyoban:',
    `http:?root=${root}&name=a&size=5`,
    good.replace('size=5', 'size=05'),
    good.replace('size=5', 'size=-1'),
    good.replace('size=5', `size=${2 ** 40 + 1}`),
    good.replace('name=a', 'name='),
    good.replace('name=a', 'name=%ff'),
    good.replace('name=a', 'name=%20'),
    `${good}&root=${root}`,
    good.replace(root, root.slice(1)),
    `${good}${'&x=1'.repeat(3000)}`,
  ]) {
    expect(parseLink(bad)).toBeNull()
  }
})

test('why a link is none is said', () => {
  const good = formatLink({ root, name: 'a', size: 5 })
  const faults = [
    good.replace('?', ''),
    `${good}${'&x=1'.repeat(3000)}`,
    good.replace('name=a', 'name=%ff'),
    `${good}&root=${root}`,
    good.replace(root, root.slice(1)),
    good.replace('&size=5', ''),
    good.replace('name=a', 'name='),
  ]
  expect(faults.map((text) => readLink(text).fault)).toEqual([
    'scheme',
    'long',
    'encoding',
    'twice',
    'root',
    'size',
    'name',
  ])
  expect(readLink(good)).toEqual({ link: { root, name: 'a', size: 5 }, fault: null })
})

test(
  'fuzzed: mangled links never throw, and what is taken is within its limits',
  () => {
    const mangled = fc.tuple(
      link.map(formatLink),
      fc.array(fc.tuple(fc.nat(400), fc.string({ maxLength: 3, unit: 'binary' })), { maxLength: 4 }),
    )
    let taken = 0
    fc.assert(
      fc.property(mangled, ([text, edits]) => {
        let broken = text
        for (const [at, put] of edits) broken = broken.slice(0, at) + put + broken.slice(at + 1)
        const found = parseLink(broken)
        if (!found) return
        taken++
        expect(found.root).toMatch(/^[0-9a-f]{64}$/)
        expect(found.size).toBeLessThanOrEqual(2 ** 40)
        expect(found.name.length).toBeLessThanOrEqual(1024)
      }),
      { numRuns: FUZZ_CASES },
    )
    expect(taken).toBeGreaterThan(FUZZ_CASES / 100)
  },
  FUZZ_LIMIT_MS,
)
