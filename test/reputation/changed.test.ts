import { expect, test } from 'vitest'
import type { Evidence } from '../../main/reputation/evidence.ts'
import { createView, credibilityOf, fold, takeChanged, type RobustView } from '../../main/reputation/robust/robust.ts'

type Said = [rater: string, subject: string, score: number]
let seq = 0
const say = (trust: RobustView, [rater, subject, score]: Said): void => {
  seq++
  const rating: Evidence = {
    rater,
    subject,
    score,
    seq,
    time: seq,
    reason: 'served',
    receipt: 'full',
    nonce: `n${seq}`,
  }
  fold(trust, rating)
}
/** Who has changed by what is said last, after these ratings in each order that begins with another one. */
function changedBy(last: Said, before: Said[]): string[][] {
  return before.map((_, first) => {
    const trust = createView('me')
    for (const one of [...before.slice(first), ...before.slice(0, first)]) say(trust, one)
    takeChanged(trust)
    say(trust, last)
    return takeChanged(trust).toSorted()
  })
}
const always = (names: string[], times: number): string[][] => Array.from({ length: times }, () => names)
/** More peers than the first columns have room for, whom I do not know. */
const STRANGERS = Array.from({ length: 20 }, (_, i): Said => [`stranger${i}`, `shop${i}`, 1])

test('a rating by a stranger of one whom I did not rate changes its subject only', () => {
  const before: Said[] = [...STRANGERS, ['ann', 'bob', 1], ['me', 'cyd', 1]]
  expect(changedBy(['ann', 'shop', 1], before)).toEqual(always(['shop'], 22))
})

test('a rating of one whom I rated changes the weight of its rater, and so all whom it rated', () => {
  const before: Said[] = [
    ['me', 'shop', 1],
    ['ann', 'bob', 1],
    ['bob', 'cyd', 1],
  ]
  expect(changedBy(['ann', 'shop', 1], before)).toEqual(always(['bob', 'shop'], 3))
})

test('a rating by one who earned my trust changes all whom its subject rated', () => {
  const before: Said[] = [
    ['me', 'friend', 1],
    ['far', 'shop', 1],
    ['far', 'bob', 1],
    ['bob', 'cyd', 1],
  ]
  expect(changedBy(['friend', 'far', 1], before)).toEqual(always(['bob', 'far', 'shop'], 4))
})

test('a rating by me changes those whom its other raters rated, and whom they introduce if I trust them', () => {
  const before: Said[] = [
    ['friend', 'gate', 1],
    ['gate', 'far', 1],
    ['far', 'beyond', 1],
    ['friend', 'shop', 0],
    ['stranger', 'shop', 1],
    ['stranger', 'bob', 1],
    ['bob', 'cyd', 1],
    ['me', 'friend', 1],
  ]
  const changed = ['bob', 'far', 'friend', 'gate', 'shop']
  expect(changedBy(['me', 'shop', 1], before)).toEqual(always(changed, 8))
  // neither is anyone introduced by one who has not earned it
  expect(changedBy(['me', 'stranger', 0], before)).toEqual(always(['bob', 'cyd', 'friend', 'shop', 'stranger'], 8))
})

test('a rating that a later one has replaced changes nothing', () => {
  const trust = createView('me')
  const later: Evidence = {
    rater: 'me',
    subject: 'shop',
    score: 1,
    seq: 900,
    time: 900,
    reason: 'served',
    receipt: 'full',
    nonce: 'once',
  }
  say(trust, ['ann', 'shop', 1])
  fold(trust, later)
  const before = credibilityOf(trust, 'ann')
  expect(before.common).toBe(1)
  takeChanged(trust)
  expect(fold(trust, { ...later, seq: 899, score: 0 })).toBe('superseded')
  expect(takeChanged(trust)).toEqual([])
  expect(credibilityOf(trust, 'ann')).toEqual(before)
})
