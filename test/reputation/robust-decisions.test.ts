import fc from 'fast-check'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import { describe, expect, it } from 'vitest'
import { HyobanError } from '../../main/base/errors.ts'
import { NEW } from '../../main/reputation/robust/decision.ts'
import { checkRobustParameters } from '../../main/reputation/robust/parameters.ts'
import { decide, explain, fold, score } from '../../main/reputation/robust/robust.ts'
import { NOW, community, friends } from './evidence.ts'

describe('decisions of the robust mode', () => {
  it('penalises a fall, and does not reward a rise', () => {
    const testNetwork = community()
    const u = (): number => score(testNetwork.trust, 'shop').u as number
    for (let i = 0; i < 20; i++) testNetwork.say('me', 'shop', 1)
    expect(explain(testNetwork.trust, 'shop').score.penalty).toBe(0)
    const before = u()
    for (let i = 0; i < 2; i++) testNetwork.say('me', 'shop', 0)
    const { score: fallen } = explain(testNetwork.trust, 'shop')
    expect(fallen.penalty).toBeGreaterThan(0.1)
    expect(u()).toBeLessThan(before - 0.25)
    for (let i = 0; i < 4; i++) testNetwork.say('me', 'shop', 1)
    expect(explain(testNetwork.trust, 'shop').score.penalty).toBe(0)
    expect(u()).toBeLessThanOrEqual(before)
  })

  it('readmits only after amends, and says how many good transfers are needed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 0, max: 8 }), fc.boolean(), (bad, good, heard) => {
        const testNetwork = friends(5)
        for (let i = 0; i < good; i++) testNetwork.say('me', 'shop', 1)
        for (let i = 0; i < bad; i++) testNetwork.say(heard ? (testNetwork.names[i % 5] as string) : 'me', 'shop', 0)
        let { held } = decide(testNetwork.trust, 'shop')
        if (held.standing !== 'bad') return
        const why = explain(testNetwork.trust, 'shop', held)
        const needed = why.goodUntilReadmitted as number
        if (why.goodWith !== 'you') return
        expect(needed).toBeGreaterThanOrEqual(2 * bad - 1e-9)
        for (let i = 0; i < needed; i++) {
          expect(decide(testNetwork.trust, 'shop', held).standing).toBe('bad')
          testNetwork.say('me', 'shop', 1)
          held = decide(testNetwork.trust, 'shop', held).held
        }
        expect(held).toEqual({ standing: 'good', since: 0 })
      }),
    )
  })

  it('has hysteresis between exclusion and readmission', () => {
    const testNetwork = community()
    for (let i = 0; i < 8; i++) testNetwork.say('me', 'shop', 1)
    for (let i = 0; i < 4; i++) testNetwork.say('me', 'shop', 0)
    const { held } = decide(testNetwork.trust, 'shop')
    expect(held.standing).toBe('bad')
    for (let i = 0; i < 5; i++) testNetwork.say('me', 'shop', 1)
    expect(decide(testNetwork.trust, 'shop', NEW).standing).toBe('good')
    expect(decide(testNetwork.trust, 'shop', held).standing).toBe('bad')
    expect(explain(testNetwork.trust, 'shop', held).sentence.key).toBe('amends')
  })

  it('lets the user override proofs, and proofs the score', () => {
    const testNetwork = community()
    for (let i = 0; i < 5; i++) testNetwork.say('me', 'shop', 1)
    expect(decide(testNetwork.trust, 'shop', NEW, { equivocation: true })).toMatchObject({
      standing: 'bad',
      excluded: true,
      by: 'proof',
    })
    expect(decide(testNetwork.trust, 'shop', NEW, { equivocation: true, user: 'allow' })).toMatchObject({
      standing: 'good',
      excluded: false,
      by: 'user',
    })
    expect(explain(testNetwork.trust, 'shop', NEW, { user: 'block' }).sentence.key).toBe('blocked')
  })

  it('has no evidence on an unknown peer', () => {
    const { trust } = community()
    expect(score(trust, 'nobody')).toMatchObject({ u: null, U: null, R: null, low: 0, high: 1, count: 0, evidence: 0 })
    expect(decide(trust, 'nobody')).toMatchObject({ standing: 'new', excluded: false })
    expect(explain(trust, 'nobody')).toMatchObject({
      sentence: { key: 'unknown' },
      sources: { you: 0, trusted: 0, ignored: [] },
      goodUntilReadmitted: 0,
    })
  })

  it('does not let the praise of others hide what I see myself', () => {
    const MINUTE = 60_000
    /** Served me well six times, then fails me, each time so long after the last; my friends praise it all the time. */
    const standing = (fails: number, apart: number): string => {
      const { trust, names } = friends(8)
      let [seq, time] = [1000, NOW + 1000]
      const round = (mine: 0 | 1, pause: number): void => {
        time += pause
        for (const rater of ['me', ...names]) {
          const rating = { rater, subject: 'shop', score: rater === 'me' ? mine : 1, seq: seq++, time: time + seq }
          fold(trust, { ...rating, reason: 'served', receipt: 'full', nonce: `n${seq}` })
        }
      }
      for (let i = 0; i < 6; i++) round(1, MINUTE)
      for (let i = 0; i < fails; i++) round(0, apart)
      return decide(trust, 'shop').standing
    }
    expect([0, 1, 2].map((fails) => standing(fails, MINUTE))).toEqual(['good', 'good', 'good'])
    expect(standing(3, MINUTE)).toBe('bad')
    // several that stall at once are one event
    expect(standing(5, 1000)).toBe('good')
  })

  it('rejects numbers out of range without changing the state', () => {
    const testNetwork = friends(3)
    const before = explain(testNetwork.trust, 'friend0')
    for (const broken of [{ score: 1.1 }, { score: Number.NaN }, { time: Number.POSITIVE_INFINITY }, { seq: -1 }]) {
      expect(() =>
        fold(testNetwork.trust, {
          rater: 'me',
          subject: 'friend0',
          seq: 1,
          score: 1,
          time: NOW,
          reason: 'served',
          receipt: 'full',
          nonce: 'x',
          ...broken,
        }),
      ).toThrow(HyobanError)
    }
    expect(explain(testNetwork.trust, 'friend0')).toEqual(before)
    expect(() => checkRobustParameters({ ...ROBUST_DEFAULTS, thetaIn: 0.4 })).toThrow('thetaIn must be above thetaOut')
    expect(() => checkRobustParameters({ ...ROBUST_DEFAULTS, weightTotal: 0.7 })).toThrow(/must be 1, not 1.2/)
    expect(() => checkRobustParameters({ ...ROBUST_DEFAULTS, capacity: 0 })).toThrow(/capacity/)
  })
})
