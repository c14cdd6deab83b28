import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../main/reputation/evidence.ts'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import { createView, credibilityOf, decide, explain, fold, score } from '../../main/reputation/robust/robust.ts'
import { PEERS, NOW, community, friends, arbitraryEvidence, folded } from './evidence.ts'

describe('the robust mode', () => {
  it('does not depend on the order of arrival, to the last bit', () => {
    fc.assert(
      fc.property(
        arbitraryEvidence.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          const [a, b] = [folded(list), folded(shuffled)]
          for (const peer of PEERS.slice(1)) {
            expect(score(b, peer)).toEqual(score(a, peer))
            expect(explain(b, peer)).toEqual(explain(a, peer))
            expect(credibilityOf(b, peer)).toEqual(credibilityOf(a, peer))
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('does not depend on when it is read', () => {
    fc.assert(
      fc.property(arbitraryEvidence, fc.array(fc.nat({ max: PEERS.length - 1 }), { minLength: 1 }), (list, looks) => {
        const watched = createView('me')
        for (const [i, rating] of list.entries()) {
          fold(watched, rating)
          explain(watched, PEERS[looks[i % looks.length] as number] as string)
        }
        const unwatched = folded(list)
        for (const peer of PEERS.slice(1)) expect(explain(watched, peer)).toEqual(explain(unwatched, peer))
      }),
      { numRuns: 300 },
    )
  })

  it('keeps u within its interval and [0, 1], and lists contributions that add up to it', () => {
    fc.assert(
      fc.property(arbitraryEvidence, fc.constantFrom(...PEERS.slice(1)), (list, peer) => {
        const trust = folded(list)
        const why = explain(trust, peer)
        const { u, low, high } = why.score
        expect(why.score).toEqual(score(trust, peer))
        expect(why.decision.standing).toBe(decide(trust, peer).standing)
        if (u === null) {
          expect(why.decision.standing).toBe('new')
          return
        }
        expect(low).toBeGreaterThanOrEqual(0)
        expect(u).toBeGreaterThanOrEqual(low)
        expect(high).toBeGreaterThanOrEqual(u)
        expect(high).toBeLessThanOrEqual(1)
        expect(why.contributions.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(u, 9)
        for (const { weight } of why.raters) expect(weight).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })

  it('counts each rating once: as mine, as trusted, or as ignored with a reason', () => {
    fc.assert(
      fc.property(arbitraryEvidence, fc.constantFrom(...PEERS.slice(1)), (list, peer) => {
        const { sources } = explain(folded(list), peer)
        // the last one by place in the log stands for all of the same receipt
        const standing = new Map(
          list
            .filter(({ subject }) => subject === peer)
            .toSorted((a, b) => a.seq - b.seq)
            .map((rating) => [
              rating.nonce === null ? `${rating.rater}/${rating.seq}` : `${rating.rater}+${String(rating.nonce)}`,
              rating,
            ]),
        )
        expect(sources.you + sources.trusted + sources.ignored.reduce((sum, { count }) => sum + count, 0)).toBe(
          standing.size,
        )
      }),
      { numRuns: 300 },
    )
  })

  it('gives each rater one vote, regardless of its number of ratings', () => {
    const testNetwork = friends(4)
    for (const name of testNetwork.names) testNetwork.say(name, 'shop', name === 'friend0' ? 1 : 0)
    const before = score(testNetwork.trust, 'shop').U as number
    for (let i = 0; i < 500; i++) testNetwork.say('friend0', 'shop', 1)
    expect(score(testNetwork.trust, 'shop').U).toBeCloseTo(before, 9)
  })

  it('gives no weight to unknown raters, to contradicting ones, and to ratings without a full receipt', () => {
    const testNetwork = friends(4)
    for (let i = 0; i < 30; i++) testNetwork.say(`stranger${i}`, 'shop', 0)
    for (let i = 0; i < 5; i++) testNetwork.say('friend1', 'shop', 0, 'half')
    testNetwork.say('friend2', 'shop', 0, 'none')
    // a liar: served me well, and calls my friends bad
    for (let i = 0; i < 4; i++) testNetwork.say('me', 'liar', 1)
    for (const name of testNetwork.names) testNetwork.say('liar', name, 0)
    testNetwork.say('liar', 'shop', 0)
    const why = explain(testNetwork.trust, 'shop')
    expect(why.score.u).toBeNull()
    expect(why.decision.standing).toBe('new')
    expect(why.sources.ignored).toEqual([
      { reason: 'no-receipt', count: 1 },
      { reason: 'half-receipt', count: 5 },
      { reason: 'unknown-rater', count: 30 },
      { reason: 'contradicts-you', count: 1 },
    ])
    expect(credibilityOf(testNetwork.trust, 'liar')).toMatchObject({ weight: 0, similarity: 0 })
    expect(credibilityOf(testNetwork.trust, 'friend1').weight).toBeGreaterThan(0.4)
  })

  it('takes refusals first-hand, and excludes after three in a row, not after one or two', () => {
    const testNetwork = community()
    const standings = [1, 2, 3].map(() => {
      testNetwork.say('me', 'rider', 0, 'none')
      return decide(testNetwork.trust, 'rider').standing
    })
    expect(standings).toEqual(['new', 'new', 'bad'])
  })

  it('limits any number of names behind one edge to the weight of that edge', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        (names, served, speaks) => {
          const testNetwork = friends(6)
          for (let i = 0; i < served; i++) testNetwork.say('me', 'accomplice', 1)
          if (speaks) testNetwork.say('accomplice', 'shop', 1)
          for (let i = 0; i < names; i++) {
            for (const friend of testNetwork.names) testNetwork.say(`sybil${i}`, friend, 1)
            for (let k = 0; k < 5; k++) testNetwork.say('accomplice', `sybil${i}`, 1)
            testNetwork.say(`sybil${i}`, 'shop', 1)
          }
          const edge = Math.min(1, served / ROBUST_DEFAULTS.capacity)
          const weight = explain(testNetwork.trust, 'shop').raters.reduce((sum, rater) => sum + rater.weight, 0)
          expect(weight).toBeLessThanOrEqual(edge + 1e-6)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('does not let a subject vouch for its own raters', () => {
    const testNetwork = friends(3)
    for (let i = 0; i < 6; i++) testNetwork.say('me', 'shop', i < 4 ? 1 : 0)
    const before = score(testNetwork.trust, 'shop').u
    for (let i = 0; i < 50; i++) {
      testNetwork.say('shop', `sybil${i}`, 1)
      for (const friend of testNetwork.names) testNetwork.say(`sybil${i}`, friend, 1)
      testNetwork.say(`sybil${i}`, 'shop', 1)
    }
    expect(score(testNetwork.trust, 'shop').u).toBe(before)
  })

  it('replaces a rating by its correction, in either order', () => {
    const first: Evidence = {
      rater: 'me',
      subject: 'shop',
      seq: 1,
      score: 1,
      time: NOW,
      reason: 'served',
      receipt: 'full',
      nonce: 'a',
    }
    const correction: Evidence = { ...first, seq: 2, score: 0, time: NOW + 9, reason: 'fake-content', nonce: 'a' }
    const [forth, back] = [createView('me'), createView('me')]
    expect([fold(forth, first), fold(forth, correction)]).toEqual(['added', 'corrected'])
    expect([fold(back, correction), fold(back, first)]).toEqual(['added', 'superseded'])
    expect(score(forth, 'shop')).toEqual(score(back, 'shop'))
    expect(score(forth, 'shop').count).toBe(1)
    expect(score(forth, 'shop').U).toBeCloseTo(1 / 3, 12)
  })

  it('accepts a receipt id as bytes or text', () => {
    const trust = createView('me')
    const rating: Evidence = {
      rater: 'me',
      subject: 'shop',
      seq: 1,
      score: 1,
      time: NOW,
      reason: 'served',
      receipt: 'full',
      nonce: Uint8Array.of(1, 255),
    }
    fold(trust, rating)
    expect(fold(trust, { ...rating, seq: 2, nonce: '01ff' })).toBe('corrected')
  })
})
