import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../main/base/random.ts'
import { createView, fold, score, takeChanged, type RobustView } from '../../main/reputation/robust/robust.ts'
import { PEERS, NOW, arbitraryEvidence } from './evidence.ts'

describe('cost of the robust mode', () => {
  /** A random community of this size, each having rated `degree` others; me among them. */
  const large = (peers: number, degree: number): RobustView => {
    const random = seededRandom(3)
    const trust = createView('p0')
    for (let i = 0; i < peers * degree; i++) {
      const rater = i % peers
      const subject = (rater + 1 + random.int(degree * 2)) % peers
      if (rater !== subject)
        fold(trust, {
          rater: `p${rater}`,
          subject: `p${subject}`,
          seq: i,
          score: 1,
          time: NOW + i,
          reason: 'served',
          receipt: 'full',
          nonce: null,
        })
    }
    return trust
  }
  const workOf = (trust: RobustView, rater: string, subject: string): number => {
    const before = trust.view.work
    fold(trust, {
      rater,
      subject,
      seq: 10_000_000,
      score: 0,
      time: NOW + 10_000_000,
      reason: 'served',
      receipt: 'full',
      nonce: null,
    })
    return trust.view.work - before
  }

  it('does not grow with the evidence: a rating touches the neighbourhood, not the ledger', () => {
    for (const peers of [200, 2000]) {
      const trust = large(peers, 10)
      // by a stranger to me; by a peer that I trust; by me
      expect(workOf(trust, `p${peers / 2}`, `p${peers / 2 + 1}`)).toBeLessThanOrEqual(1)
      expect(workOf(trust, 'p3', 'p5')).toBeLessThan(50)
      const raters = trust.ledger.raters[trust.ledger.find('p5')] as number
      expect(workOf(trust, 'p0', 'p5')).toBeLessThan(5 * (raters + 10))
      const before = trust.view.work
      score(trust, 'p5')
      expect(trust.view.work - before).toBeLessThan(20 * raters)
    }
  })

  it('counts a step for each rating, for each rater of what I rate, and for each rater of a score', () => {
    const trust = createView('me')
    let seq = 0
    const stepsOf = (rater: string, subject: string): number => {
      const before = trust.view.work
      const time = NOW + ++seq
      fold(trust, { rater, subject, seq, score: 1, time, reason: 'served', receipt: 'full', nonce: null })
      return trust.view.work - before
    }
    expect([stepsOf('ann', 'shop'), stepsOf('bob', 'shop'), stepsOf('cyd', 'shop')]).toEqual([1, 1, 1])
    const before = trust.view.work
    score(trust, 'shop')
    // three raters without a route from me: neither routes nor votes
    expect(trust.view.work - before).toBe(3)
    // the three and I
    expect(stepsOf('me', 'shop')).toBe(1 + 4)
  })

  it('reports every peer whose score a rating changed', () => {
    fc.assert(
      fc.property(arbitraryEvidence, (list) => {
        const trust = createView('me')
        const known = new Map(PEERS.slice(1).map((peer) => [peer, JSON.stringify(score(trust, peer))]))
        for (const rating of list) {
          fold(trust, rating)
          const changed = new Set(takeChanged(trust))
          for (const [peer, before] of known) {
            const after = JSON.stringify(score(trust, peer))
            if (after !== before) expect(changed, `${rating.rater} rates ${rating.subject}`).toContain(peer)
            known.set(peer, after)
          }
        }
      }),
      { numRuns: 100 },
    )
  })
})
