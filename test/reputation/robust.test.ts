import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FULL, type Evidence } from '../../main/reputation/evidence.ts'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import { Ledger } from '../../main/reputation/ledger.ts'
import { Tally, weigh } from '../../main/reputation/tally.ts'
import { View } from '../../main/reputation/view.ts'
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
    // nor does it introduce anyone
    testNetwork.say('liar', 'accomplice', 1)
    testNetwork.say('accomplice', 'shop', 0)
    expect(credibilityOf(testNetwork.trust, 'accomplice').flow).toBe(0)
    expect(explain(testNetwork.trust, 'shop').sources.ignored).toContainEqual({ reason: 'unknown-rater', count: 31 })
  })

  it('weighs a rater that a friend introduces by what both have earned, however many peers are known', () => {
    for (const strangers of [0, 100]) {
      const { trust, say } = community()
      for (let i = 0; i < strangers; i++) say(`stranger${i}`, 'elsewhere', 1)
      for (let i = 0; i < 3; i++) say('me', 'friend', 1)
      say('friend', 'far', 1)
      say('far', 'shop', 1)
      // one transfer of three, and the similarity of a stranger
      expect(credibilityOf(trust, 'far')).toEqual({
        weight: expect.closeTo(0.05 / 3, 12),
        similarity: 0.05,
        flow: 1,
        common: 0,
      })
      expect(explain(trust, 'shop').raters).toEqual([
        { rater: 'far', count: 1, weight: expect.closeTo(0.05 / 3, 6), mean: 1 },
      ])
      for (let i = 0; i < 5; i++) say('friend', 'far', 1)
      expect(explain(trust, 'shop').raters[0]?.weight).toBeCloseTo(0.05, 6)
      say('friend', 'far', 0)
      say('friend', 'far', 0)
      say('friend', 'far', 0)
      say('friend', 'far', 0)
      // six good, four bad
      expect(credibilityOf(trust, 'far').flow).toBe(2)
      expect(explain(trust, 'shop').raters[0]?.weight).toBeCloseTo(0.1 / 3, 6)
    }
  })

  it('gives no weight to raters of which the view was not told, as in a ledger that many share', () => {
    const ledger = new Ledger()
    const view = new View(ledger, ledger.peer('me'), ROBUST_DEFAULTS)
    const shop = ledger.peer('shop')
    for (let i = 0; i < 40; i++) ledger.add(ledger.peer(`rater${i}`), shop, 1, NOW + i, i, FULL)
    expect(weigh(view, shop, new Tally())).toMatchObject({ raters: 0, hearsay: 0, unknownRaters: 40, unknown: 40 })
  })

  it('drops a rater whose receipt is withdrawn, keeps the others, and takes it back in its place', () => {
    const trust = createView('me')
    let seq = 0
    const say = (rater: string, time: number, receipt: Evidence['receipt'] = 'full'): void =>
      void fold(trust, { rater, subject: 'shop', score: 1, seq: seq++, time, reason: 'served', receipt, nonce: rater })
    const raters = (): string[] =>
      explain(trust, 'shop').contributions.flatMap(({ of }) => ('rater' in of ? [of.rater] : []))
    for (const name of ['ann', 'bob', 'cyd', 'dan'])
      for (let i = 0; i < 4; i++)
        fold(trust, {
          rater: 'me',
          subject: name,
          score: 1,
          seq: seq++,
          time: i,
          reason: 'served',
          receipt: 'none',
          nonce: null,
        })
    for (const [place, name] of ['ann', 'bob', 'cyd'].entries()) say(name, 10 * place)
    expect(raters()).toEqual(['cyd', 'bob', 'ann'])
    say('bob', 10, 'half')
    expect(raters()).toEqual(['cyd', 'ann'])
    say('dan', 12)
    expect(raters()).toEqual(['cyd', 'dan', 'ann'])
    say('bob', 5)
    expect(raters()).toEqual(['cyd', 'dan', 'bob', 'ann'])
    say('cyd', 1, 'half')
    say('ann', 30)
    expect(raters()).toEqual(['ann', 'dan', 'bob'])
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
          const edge = Math.min(1, served / 3)
          const weight = explain(testNetwork.trust, 'shop').raters.reduce((sum, rater) => sum + rater.weight, 0)
          // alone, a name has the similarity of six common opinions, (6 + 0.1) / (6 + 2), and the accomplice that of
          // a stranger
          expect(weight).toBeCloseTo(Math.min(edge, edge * (names * 0.7625 + (speaks ? 0.05 : 0))), 6)
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
