import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PeerRow } from '../../main/contract/peers.ts'
import { DEFAULT_PARAMETERS } from '../../main/reputation/parameters.ts'
import type { Rating } from '../../main/reputation/rating.ts'
import { emptyState, explain, fold } from '../../main/reputation/reputation.ts'
import {
  comparePeers,
  ratingsToChange,
  recentFailures,
  type Evidence,
  type PeerSort,
} from '../../renderer/pages/peers/verdict.ts'

/** The page's evidence of ratings (oldest first), and what the node's own arithmetic explains of them. */
function evidenceOf(scores: readonly number[]): { evidence: Evidence; explained: ReturnType<typeof explain> } {
  let state = emptyState(DEFAULT_PARAMETERS)
  scores.forEach((score, index) => {
    const rating: Rating = {
      rater: 'a'.repeat(64),
      subject: 'b'.repeat(64),
      score,
      reason: 'served',
      time: index + 1,
      seq: index,
    }
    state = fold(state, rating, DEFAULT_PARAMETERS)
  })
  const explained = explain(state, scores.length + 1, DEFAULT_PARAMETERS)
  const { score, decision } = explained
  const trust: PeerRow['trust'] = {
    u: score.u,
    total: score.U,
    recent: score.R,
    count: scores.length,
    raters: 1,
    low: null, high: null, by: 'rule', override: null,
    decision: decision.standing,
  }
  const formula = { ...DEFAULT_PARAMETERS, recentCount: Math.min(scores.length, DEFAULT_PARAMETERS.recentWindow) }
  return { evidence: { peer: { trust }, ratings: scores.toReversed().map((value) => ({ score: value })), formula }, explained }
}

describe('what would change a decision', () => {
  test('agrees with the node for any record', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0.5, 1), { maxLength: 60 }), (scores) => {
        const { evidence, explained } = evidenceOf(scores)
        if (explained.decision.excluded) expect(ratingsToChange(evidence, 1)).toBe(explained.goodUntilReadmitted)
        else expect(ratingsToChange(evidence, 0)).toBe(explained.badUntilExcluded)
        expect(recentFailures(evidence)).toEqual({ failed: explained.recentFailed, of: explained.score.recentCount })
      }),
    )
  })
  test('is given up after a thousand ratings', () => {
    const { evidence } = evidenceOf([1])
    expect(ratingsToChange({ ...evidence, formula: { ...evidence.formula, exclusionThreshold: 0 } }, 0)).toBeNull()
  })
})

describe('the order of peers', () => {
  const peer = (key: string, change: Partial<PeerRow>): PeerRow => ({
    publicKey: key.repeat(64),
    fingerprint: key,
    name: key,
    online: false,
    lastSeen: null,
    sharedFiles: 0,
    sharedBytes: 0,
    given: 0,
    received: 0,
    history: [],
    excludedSince: null,
    excludedBy: null,
    conflict: false,
    trust: { u: null, total: null, recent: null, low: null, high: null, count: 0, raters: 0, decision: 'new', by: 'rule', override: null },
    ...change,
  })
  const trusted = (u: number): PeerRow['trust'] => ({ u, total: u, recent: u, low: null, high: null, count: 20, raters: 3, decision: 'good', by: 'rule', override: null })
  const order = (rows: PeerRow[], column: PeerSort): string =>
    rows
      .toSorted((a, b) => comparePeers(a, b, column))
      .map((row) => row.name)
      .join('')

  test('by trust puts the unrated last', () => {
    expect(order([peer('a', {}), peer('b', { trust: trusted(0.4) }), peer('c', { trust: trusted(0.9) })], 'trust')).toBe('cba')
  })
  test('by last seen puts those online first and those never seen last', () => {
    expect(
      order(
        [peer('a', { lastSeen: 5 }), peer('b', {}), peer('c', { online: true, lastSeen: 1 }), peer('d', { lastSeen: 9 })],
        'seen',
      ),
    ).toBe('cdab')
  })
  test('of equals does not depend on the order they came in', () => {
    const rows = ['a', 'b', 'c'].map((key) => peer(key, {}))
    expect(order(rows, 'ratings')).toBe(order(rows.toReversed(), 'ratings'))
  })
})
