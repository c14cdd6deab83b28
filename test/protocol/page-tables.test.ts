import { describe, expect, it } from 'vitest'
import { METADATA_FIELDS } from '../../main/domain/metadata.ts'
import { REFUSALS as GRANT_REFUSALS } from '../../main/communities/credential.ts'
import { wireName } from '../../main/protocol/codec.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { RECEIPT_OUTCOMES } from '../../main/domain/receipt.ts'
import { EXCLUSION_REASONS, QUEUE_REASONS, type RatingReason } from '../../main/domain/reasons.ts'
import { WIRE_KINDS } from '../../main/protocol/query.ts'
import { REFUSALS } from '../../main/protocol/transfer.ts'
import { ratingBlock } from '../helpers/signers.ts'
import { bytesOf, codeOf, fencesOf, numberOf, readPage, rowsOf, sectionsOf } from './page.ts'
import { formatOf, protocols } from './page-codecs.ts'

const page = readPage('PROTOCOL.md')

describe.each(protocols.map((protocol) => ({ name: wireName(protocol), protocol })))('$name', ({ name, protocol }) => {
  const { title = '', text = '' } = sectionsOf(page).find((one) => one.title.includes(`\`${name}\``)) ?? {}

  it('has a section with its messages in order, their limits and fields, and its rate', () => {
    expect(title).toContain(name)
    const rows = rowsOf(text, 'No.', 'Message')
    const told = rows.map((row) => [row[0], codeOf(row[1] ?? '')[0], numberOf(row.at(-1) ?? '')])
    const known = Object.entries(protocol.messages).map(([type, { maxBytes }], i) => [String(i + 1), type, maxBytes])
    expect(told).toEqual(known)
    const [, burst = '', perSecond = ''] = /Rate limit: a burst of ([\d,]+), then ([\d,]+) a second/.exec(text) ?? []
    expect({ burst: numberOf(burst), perSecond: numberOf(perSecond) }).toEqual(protocol.rate)
    for (const row of rows) {
      const example = fencesOf(page).find((fence) => fence.name === `${name} ${codeOf(row[1] ?? '')[0]}`)
      const value = formatOf(example?.name ?? '')?.decode(bytesOf(example?.body ?? ''))
      expect(codeOf(row.at(-2) ?? '')).toEqual(Object.keys(value as object))
    }
  })
})

/** Lists of words in the code; the reasons of a rating are numbered by its codec alone. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'refused.reason': REFUSALS,
  'queued.reason': QUEUE_REASONS,
  'hit.kind': WIRE_KINDS,
  'excluded.reason': EXCLUSION_REASONS,
  outcome: RECEIPT_OUTCOMES,
}

describe('words', () => {
  const told = new Map(
    rowsOf(page, 'Word', 'Values, numbered from 0').map(([name = '', values = '']) => [
      codeOf(name)[0],
      codeOf(values),
    ]),
  )

  it('match the code, in order', () => {
    const { 'rating.reason': reasons = [], ...words } = Object.fromEntries(told) as Record<string, string[]>
    expect(words).toEqual(WORDS)
    const number = (reason: string): number | undefined =>
      encodeRating(ratingBlock('11'.repeat(32), { reason: reason as RatingReason }))[1 + 32 + 2 + 4]
    expect(reasons.map(number)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(() => encodeRating(ratingBlock('11'.repeat(32), { reason: 'other' as RatingReason }))).toThrow(RangeError)
  })

  it('of a grant are listed in the text', () => {
    expect(GRANT_REFUSALS.map((word, i) => `${i} \`${word}\``).join(', ')).toBe('0 `used`, 1 `expired`, 2 `cancelled`')
    expect(page.replace(/\s+/g, ' ')).toContain('0 `used`, 1 `expired`, 2 `cancelled`')
  })
})

/**
 * A value of the given size for a field: the number itself, or a text, bytes or list of that length.
 */
function sized(value: unknown, size: number): unknown {
  if (typeof value === 'string') return 'x'.repeat(size)
  if (value instanceof Uint8Array) return new Uint8Array(size)
  if (Array.isArray(value)) return Array.from({ length: size }, () => value[0] as unknown)
  return size
}

/** `value` with a field, of its own or of its hits, set to `size`; null if there is no such field. */
function withSize(value: Record<string, unknown>, field: string, size: number): unknown {
  if (field in value) return { ...value, [field]: sized(value[field], size) }
  const [hit] = (value['hits'] ?? []) as Record<string, unknown>[]
  return hit && field in hit ? { ...value, hits: [{ ...hit, [field]: sized(hit[field], size) }] } : null
}

it.each(rowsOf(page, 'Field', 'From', 'To'))('%s: from %s to %s, inclusive', (cell, from, to) => {
  const [low, high] = [numberOf(from ?? ''), numberOf(to ?? '')]
  const protocol = sectionsOf(page).find(({ text }) => text.includes(`| ${cell} | ${from} | ${to} |`))?.title ?? ''
  const wire = codeOf(protocol)[0] ?? ''
  for (const name of codeOf(cell ?? '')) {
    const [field = '', message = ''] = name.split('.').reverse()
    let tried = 0
    for (const fence of fencesOf(page).filter((one) => one.name.startsWith(`${wire} ${message}`))) {
      const format = formatOf(fence.name)
      const value = format?.decode(bytesOf(fence.body)) as Record<string, unknown>
      const isHex = /^[0-9a-f]{32}$/.test(String(value[field]))
      if (!format || isHex || withSize(value, field, low) === null) continue
      tried++
      for (const good of [low, high]) expect(() => format.encode(withSize(value, field, good))).not.toThrow()
      expect(() => format.encode(withSize(value, field, high + 1))).toThrow(RangeError)
    }
    expect(tried, name).toBeGreaterThan(0)
  }
})

it('the tags of metadata match the code', () => {
  const told = rowsOf(page, 'Tag', 'Field', 'Kind').map(([tag = '', field = '', kind = '', most = '']) => [
    codeOf(field)[0],
    { tag: Number(tag), kind: kind.split(',')[0], max: numberOf(most) },
  ])
  expect(Object.fromEntries(told)).toEqual(METADATA_FIELDS)
})
