import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Evidence } from '../../main/reputation/evidence.ts'
import {
  createView,
  credibilityOf,
  decide,
  explain,
  fold,
  score,
  type RobustView,
} from '../../main/reputation/robust/robust.ts'

const MIB = 1_048_576
let seq = 0

interface Said {
  bytes?: number | null
  file?: string | null
  receipt?: Evidence['receipt']
  nonce?: string
}

/** A rating with a receipt over 1 MiB of a file of its own, unless said otherwise. */
function rating(rater: string, subject: string, value: number, said: Said = {}): Evidence {
  seq++
  const own = {
    bytes: MIB,
    file: seq.toString(16).padStart(16, '0').padEnd(64, '0'),
    nonce: `n${seq}`,
    receipt: 'full' as const,
  }
  return { rater, subject, score: value, seq, time: seq, reason: 'served', ...own, ...said }
}

function tell(trust: RobustView, count: number, ...said: Parameters<typeof rating>): void {
  for (let i = 0; i < count; i++) fold(trust, rating(...said))
}

const FILM = 'ab'.repeat(32)

test('the same file from the same peer makes one edge of one transfer, however often it is received', () => {
  const flow = (count: number, said: Said): number => {
    const trust = createView('me')
    tell(trust, count, 'me', 'ann', 1, said)
    return credibilityOf(trust, 'ann').flow
  }
  expect(flow(3, {})).toBe(3)
  expect(flow(3, { file: FILM })).toBe(1)
  expect(flow(1000, { file: FILM, bytes: 50 * MIB })).toBe(1)
  // parts of one file add up, up to one transfer
  expect(flow(3, { file: FILM, bytes: MIB / 4 })).toBe(0.75)
  expect(flow(9, { file: FILM, bytes: MIB / 4 })).toBe(1)
  // ratings that were stored before roots were kept
  expect(flow(3, { file: null })).toBe(3)
})

test('the same file is evidence once in the eyes of others, too: as path, as vote and as an opinion in common', () => {
  const seen = (said: Said): { flow: number; evidence: number; common: number } => {
    const trust = createView('me')
    tell(trust, 3, 'me', 'ann', 1)
    tell(trust, 1, 'me', 'shop', 1, { bytes: MIB / 2 })
    tell(trust, 3, 'ann', 'bob', 1, said)
    tell(trust, 3, 'ann', 'eve', 1, { ...said, bytes: MIB / 4 })
    tell(trust, 3, 'ann', 'shop', 1, said)
    return {
      flow: credibilityOf(trust, 'bob').flow,
      evidence: score(trust, 'eve').evidence / score(trust, 'bob').evidence,
      common: credibilityOf(trust, 'ann').common,
    }
  }
  expect(seen({})).toMatchObject({ flow: 3, common: 0.5 })
  expect(seen({ file: FILM })).toMatchObject({ flow: 1, common: 0.5 })
  expect(seen({}).evidence).toBeCloseTo(0.75, 6)
  expect(seen({ file: FILM, bytes: MIB }).evidence).toBeCloseTo(0.75, 6)
  const parts = createView('me')
  tell(parts, 3, 'me', 'ann', 1)
  tell(parts, 8, 'ann', 'eve', 1, { file: FILM, bytes: 4 * MIB })
  tell(parts, 1, 'ann', 'bob', 1)
  expect(score(parts, 'eve').evidence).toBeCloseTo(score(parts, 'bob').evidence, 9)
})

test('a bad transfer of the same file counts each time, and takes nothing from a good one', () => {
  const trust = createView('me')
  tell(trust, 2, 'me', 'ann', 0, { file: FILM })
  tell(trust, 1, 'me', 'ann', 1, { file: FILM })
  expect(score(trust, 'ann')).toMatchObject({ count: 3, votes: 3 })
  tell(trust, 3, 'me', 'ann', 1)
  expect(credibilityOf(trust, 'ann').flow).toBe(2)
  // neither good nor bad: it earns nothing, and leaves the file to a good one
  const indifferent = createView('me')
  tell(indifferent, 1, 'me', 'ann', 0.5, { file: FILM })
  tell(indifferent, 1, 'me', 'ann', 1, { file: FILM })
  expect(credibilityOf(indifferent, 'ann').flow).toBe(1)
})

test('amends are not made by sending the same file again', () => {
  const after = (said: Said): string => {
    const trust = createView('me')
    tell(trust, 1, 'me', 'shop', 1, { file: FILM })
    tell(trust, 5, 'me', 'shop', 0)
    const { held, standing } = decide(trust, 'shop')
    expect(standing).toBe('bad')
    tell(trust, 100, 'me', 'shop', 1, said)
    return decide(trust, 'shop', held).standing
  }
  expect(after({ file: FILM })).toBe('bad')
  expect(after({})).toBe('good')
})

test('receipts without number between a pair weigh as three transfers and one vote for an observer', () => {
  const trust = createView('me')
  tell(trust, 10, 'me', 'ann', 1)
  tell(trust, 10_000, 'ann', 'bob', 1, { bytes: 1e12 })
  tell(trust, 1, 'bob', 'shop', 1)
  expect(credibilityOf(trust, 'bob').flow).toBe(3)
  expect(score(trust, 'bob').evidence).toBeLessThanOrEqual(1)
})

test('a good standing is earned by bytes: dust earns none, and hides no fakes', () => {
  const standing = (count: number, said: Said, fakes = 0): string => {
    const trust = createView('me')
    tell(trust, count, 'me', 'shop', 1, said)
    tell(trust, fakes, 'me', 'shop', 0)
    tell(trust, 4, 'me', 'shop', 1, said)
    return decide(trust, 'shop').standing
  }
  expect(standing(0, {})).toBe('good')
  expect(standing(1000, { bytes: 1 })).toBe('new')
  expect(standing(1000, { bytes: 1 }, 20)).toBe('new')
  expect(standing(1000, { file: FILM })).toBe('new')
})

test('who serves small files is not excluded for a few that fail', () => {
  const trust = createView('me')
  for (let i = 0; i < 10; i++) {
    tell(trust, 32, 'me', 'shop', 1, { bytes: 10_000 })
    tell(trust, 1, 'me', 'shop', 0, { bytes: 0, receipt: 'half' })
    const { u } = score(trust, 'shop')
    expect(decide(trust, 'shop').standing).not.toBe('bad')
    expect(u).toBeGreaterThan(0.5)
  }
  // but three refusals after a file of 1 byte are three refusals
  tell(trust, 1, 'me', 'rider', 1, { bytes: 1 })
  tell(trust, 5, 'me', 'rider', 0, { bytes: null, file: null, receipt: 'none' })
  expect(decide(trust, 'rider').standing).toBe('bad')
})

const story = fc.uniqueArray(
  fc.record({
    rater: fc.constantFrom('me', 'ann', 'bob'),
    subject: fc.constantFrom('shop', 'ann', 'bob'),
    seq: fc.nat(80),
    score: fc.constantFrom(0, 1, 1, 0.75),
    time: fc.integer({ min: 1, max: 6 }),
    reason: fc.constant('served' as const),
    receipt: fc.constantFrom('full' as const, 'full' as const, 'half' as const),
    nonce: fc.nat(12).map((n) => `r${n}`),
    bytes: fc.constantFrom(null, 0, MIB / 4, MIB / 2, MIB),
    file: fc.constantFrom(null, FILM, 'cd'.repeat(32)),
  }),
  { selector: ({ rater, seq: place }) => `${rater}/${place}`, maxLength: 60 },
)

test('with files that repeat and receipts that are corrected, the order of arrival makes no difference', () => {
  fc.assert(
    fc.property(
      story.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, shuffled]) => {
        const [a, b] = [list, shuffled].map((order) => {
          const trust = createView('me')
          for (const one of order) if (one.rater !== one.subject) fold(trust, one)
          return trust
        }) as [RobustView, RobustView]
        for (const peer of ['shop', 'ann', 'bob']) {
          expect(explain(b, peer)).toEqual(explain(a, peer))
          expect(credibilityOf(b, peer)).toEqual(credibilityOf(a, peer))
        }
      },
    ),
    { numRuns: 300 },
  )
})
