import fc from 'fast-check'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import { describe, expect, it } from 'vitest'
import { HyobanError } from '../../main/base/errors.ts'
import type { Overrides } from '../../main/reputation/decision.ts'
import { NEW } from '../../main/reputation/robust/decision.ts'
import { checkRobustParameters } from '../../main/reputation/robust/parameters.ts'
import { decide, explain, fold, score } from '../../main/reputation/robust/robust.ts'
import { NOW, community, friends } from './evidence.ts'

/** Ranges of parameters, inclusive. */
const RANGES: [name: string, least: number, most: number][] = [
  ['fall', 0, 1],
  ['recentWeight', 0.1, 1000],
  ['fullBytes', 1, 2 ** 40],
  ['strangerSimilarity', 0, 1],
  ['width', 0, 5],
  ['amends', 0, 100],
]

/** Peers that do not know one another, each of (4 + 0.1) / (4 + 2) votes: it served me well, and we agree on four. */
function acquaintances(count: number): ReturnType<typeof community> & { names: string[] } {
  const testNetwork = community()
  const names = Array.from({ length: count }, (_, i) => `peer${String(i).padStart(2, '0')}`)
  const known = ['ann', 'bob', 'cyd', 'dan']
  for (const name of known) testNetwork.say('me', name, 1)
  for (const name of names) {
    for (let i = 0; i < 3; i++) testNetwork.say('me', name, 1)
    for (const other of known) testNetwork.say(name, other, 1)
  }
  return { ...testNetwork, names }
}

describe('decisions of the robust mode', () => {
  it('penalises a fall, and does not reward a rise', () => {
    const testNetwork = community()
    const u = (): number => score(testNetwork.trust, 'shop').u as number
    for (let i = 0; i < 20; i++) testNetwork.say('me', 'shop', 1)
    expect(explain(testNetwork.trust, 'shop').score.penalty).toBe(0)
    const before = u()
    for (let i = 0; i < 2; i++) testNetwork.say('me', 'shop', 0)
    const { score: fallen } = explain(testNetwork.trust, 'shop')
    // U = 21/24, R = (U + 2) / 5, and half of their difference once more
    expect(before).toBeCloseTo((21 / 22) * 0.6 + 0.4, 12)
    expect(fallen.penalty).toBeCloseTo(0.15, 12)
    expect(u()).toBeCloseTo(0.575, 12)
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

  it('needs two good transfers for each bad one, with peers that I trust or else with me', () => {
    const mine = community()
    for (let i = 0; i < 5; i++) mine.say('me', 'shop', 0)
    const { held } = decide(mine.trust, 'shop')
    expect(explain(mine.trust, 'shop', held)).toMatchObject({
      goodUntilReadmitted: 10,
      goodWith: 'you',
      badUntilExcluded: 0,
      bars: { threshold: 0.6 },
      sentence: { key: 'excluded', values: { failed: 4, recent: 4, good: 10, since: held.since } },
    })
    const theirs = acquaintances(5)
    for (const name of theirs.names) theirs.say(name, 'shop', 0)
    const why = explain(theirs.trust, 'shop', decide(theirs.trust, 'shop').held)
    expect(why.raters.map(({ weight }) => weight)).toEqual(theirs.names.map(() => expect.closeTo(4.1 / 6, 6)))
    expect(why).toMatchObject({ goodUntilReadmitted: 10, goodWith: 'trusted', badUntilExcluded: 0 })
  })

  it.each(['me', 'others'])('says how many failures exclude a peer that served %s well', (whom) => {
    const { trust, say, names } = acquaintances(40)
    const rater = (i: number): string => (whom === 'me' ? 'me' : (names[i] as string))
    for (let i = 0; i < 8; i++) say(rater(i), 'shop', 1)
    const why = explain(trust, 'shop')
    expect(why).toMatchObject({ goodUntilReadmitted: 0, goodWith: 'trusted', bars: { threshold: 0.5 } })
    expect(why.sentence.key).toBe('good')
    const fails = why.badUntilExcluded as number
    for (let i = 0; i < fails; i++) {
      expect(decide(trust, 'shop').standing).toBe('good')
      say(rater(8 + i), 'shop', 0)
    }
    expect(decide(trust, 'shop').standing).toBe('bad')
    expect(fails).toBe(whom === 'me' ? 3 : 5)
  })

  it('lists the heaviest votes of each side first, and the newest of those that weigh the same', () => {
    const { trust, say, names } = acquaintances(3)
    for (let i = 0; i < 3; i++) say('me', 'stranger', 1)
    say('stranger', 'shop', 0)
    for (const name of names) say(name, 'shop', 1)
    say('me', 'shop', 0.75)
    say('me', 'shop', 0.25)
    const why = explain(trust, 'shop')
    expect(why.raters.map(({ rater, count }) => [rater, count])).toEqual(
      [...names, 'stranger'].map((name) => [name, 1]),
    )
    expect(why.recentFailed).toBe(2)
    const votes = (side: { rater: string; score: number }[]): unknown[] =>
      side.map(({ rater, score }) => [rater, score])
    expect(votes(why.strongest.for)).toEqual([
      ['me', 0.75],
      ['peer02', 1],
      ['peer01', 1],
      ['peer00', 1],
    ])
    expect(votes(why.strongest.against)).toEqual([
      ['me', 0.25],
      ['stranger', 0],
    ])
    expect(why.sources).toEqual({ you: 2, trusted: 4, trustedRaters: 4, ignored: [] })
    expect(why.independentRaters).toBe(5)
  })

  it('ignores ratings of others without a full receipt, and never my own', () => {
    const { trust, say } = friends(2)
    const weak: [rater: string, receipt: 'none' | 'half', times: number][] = [
      ['me', 'none', 2],
      ['friend0', 'none', 3],
      ['me', 'half', 1],
      ['friend1', 'half', 4],
    ]
    for (const [rater, receipt, times] of weak) for (let i = 0; i < times; i++) say(rater, 'shop', 1, receipt)
    expect(explain(trust, 'shop').sources).toEqual({
      you: 3,
      trusted: 0,
      trustedRaters: 0,
      ignored: [
        { reason: 'no-receipt', count: 3 },
        { reason: 'half-receipt', count: 4 },
      ],
    })
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
    const key = (overrides: Overrides): string => explain(testNetwork.trust, 'shop', NEW, overrides).sentence.key
    expect([{ user: 'block' as const }, { user: 'allow' as const }, { equivocation: true }, {}].map(key)).toEqual([
      'blocked',
      'allowed',
      'proof',
      'good',
    ])
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
    for (const [name, least, most] of RANGES) {
      const check = (value: number) => () => checkRobustParameters({ ...ROBUST_DEFAULTS, [name]: value })
      for (const value of [least, most]) expect(check(value), `${name} ${value}`).not.toThrow()
      for (const value of [least - 0.01, most + 0.01]) expect(check(value), `${name} ${value}`).toThrow(name)
    }
    for (const name of ['amends', 'recentWeight', 'capacity', 'minEvidence'])
      expect(() => checkRobustParameters({ ...ROBUST_DEFAULTS, [name]: 2.5 }), name).not.toThrow()
    expect(() => checkRobustParameters({ ...ROBUST_DEFAULTS, fullBytes: 1.5 })).toThrow('fullBytes')
  })
})
