import { describe, expect, test } from 'vitest'
import type { PeerRow } from '../../main/contract/peers.ts'
import { comparePeers, type PeerSort } from '../../renderer/pages/peers/peer-order.ts'

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
    sources: { you: 0, trusted: 0, ignored: 0 },
    excludedSince: null,
    excludedBy: null,
    limited: [],
    conflict: false,
    trust: {
      u: null,
      total: null,
      recent: null,
      low: null,
      high: null,
      count: 0,
      raters: 0,
      decision: 'new',
      standing: 'new',
      by: 'rule',
      override: null,
    },
    ...change,
  })
  const trusted = (u: number): PeerRow['trust'] => ({
    u,
    total: u,
    recent: u,
    low: null,
    high: null,
    count: 20,
    raters: 3,
    decision: 'good',
    standing: 'good',
    by: 'rule',
    override: null,
  })
  const order = (rows: PeerRow[], column: PeerSort): string =>
    rows
      .toSorted((a, b) => comparePeers(a, b, column))
      .map((row) => row.name)
      .join('')

  test('by trust puts unrated peers last', () => {
    expect(
      order([peer('a', {}), peer('b', { trust: trusted(0.4) }), peer('c', { trust: trusted(0.9) })], 'trust'),
    ).toBe('cba')
  })
  test('by last seen puts online peers first and never seen ones last', () => {
    expect(
      order(
        [
          peer('a', { lastSeen: 5 }),
          peer('b', {}),
          peer('c', { online: true, lastSeen: 1 }),
          peer('d', { lastSeen: 9 }),
        ],
        'seen',
      ),
    ).toBe('cdab')
  })
  test('of equal peers does not depend on the input order', () => {
    const rows = ['a', 'b', 'c'].map((key) => peer(key, {}))
    expect(order(rows, 'ratings')).toBe(order(rows.toReversed(), 'ratings'))
  })
})
