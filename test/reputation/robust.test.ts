import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HyobanError } from '../../main/base/errors.ts'
import { seededRandom } from '../../main/base/random.ts'
import type { Evidence } from '../../main/reputation/evidence.ts'
import {
  NO_STRANGERS,
  newcomerAllowance,
  type Candidate,
  pickProvider,
  servesStranger,
  strangerGave,
  strangerTook,
} from '../../main/reputation/newcomers.ts'
import { NEW } from '../../main/reputation/robust/decision.ts'
import { checkRobustParameters, ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'
import {
  createView,
  credibilityOf,
  decide,
  explain,
  fold,
  score,
  takeChanged,
  type TrustView,
} from '../../main/reputation/robust/robust.ts'
import { RATING_REASONS } from '../../main/domain/reasons.ts'

const PEERS = ['me', 'ada', 'bob', 'cyd', 'dan', 'eve']
const NOW = 1_700_000_000_000

/** A short hand for ratings, each at its own place and time. */
function community(): {
  trust: TrustView
  say: (rater: string, subject: string, score: number, receipt?: Evidence['receipt'], nonce?: string) => void
} {
  const trust = createView('me')
  let seq = 0
  return {
    trust,
    say: (rater, subject, value, receipt = 'full', nonce) => {
      seq++
      fold(trust, {
        rater,
        subject,
        score: value,
        seq,
        time: NOW + seq,
        reason: 'served',
        receipt,
        nonce: receipt === 'none' ? null : (nonce ?? `n${seq}`),
      })
    },
  }
}

/** Friends of mine that know one another, and that I have had good service from. */
function friends(count: number): ReturnType<typeof community> & { names: string[] } {
  const town = community()
  const names = Array.from({ length: count }, (_, i) => `friend${i}`)
  for (const name of names) for (let i = 0; i < 4; i++) town.say('me', name, 1)
  for (const name of names)
    for (const other of names) if (name !== other) for (let i = 0; i < 3; i++) town.say(name, other, 1)
  return { ...town, names }
}

const arbitraryEvidence = fc.uniqueArray(
  fc
    .record({
      rater: fc.constantFrom(...PEERS),
      subject: fc.constantFrom(...PEERS),
      seq: fc.nat(60),
      score: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      // few distinct times and receipts, so that ties and corrections are common
      time: fc.integer({ min: NOW, max: NOW + 5 }),
      reason: fc.constantFrom(...RATING_REASONS),
      receipt: fc.constantFrom('full' as const, 'full' as const, 'full' as const, 'half' as const, 'none' as const),
      receiptNumber: fc.nat(8),
    })
    .filter(({ rater, subject }) => rater !== subject)
    .map(({ receiptNumber, ...rating }): Evidence => ({
      ...rating,
      nonce: rating.receipt === 'none' ? null : `r${receiptNumber}`,
    })),
  { selector: (rating) => `${rating.rater}/${rating.seq}`, maxLength: 120 },
)

const folded = (list: readonly Evidence[]): TrustView => {
  const trust = createView('me')
  for (const rating of list) fold(trust, rating)
  return trust
}

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

  it('is the same whether it is looked at after every rating or only at the end', () => {
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

  it('gives one rater one vote: volume changes nothing', () => {
    const town = friends(4)
    for (const name of town.names) town.say(name, 'shop', name === 'friend0' ? 1 : 0)
    const before = score(town.trust, 'shop').U as number
    for (let i = 0; i < 500; i++) town.say('friend0', 'shop', 1)
    expect(score(town.trust, 'shop').U).toBeCloseTo(before, 9)
  })

  it('hears nobody that no one I trust vouches for, nobody that contradicts me, and no rating without a full receipt', () => {
    const town = friends(4)
    for (let i = 0; i < 30; i++) town.say(`stranger${i}`, 'shop', 0)
    for (let i = 0; i < 5; i++) town.say('friend1', 'shop', 0, 'half')
    town.say('friend2', 'shop', 0, 'none')
    // a liar: served me well, and calls my friends bad
    for (let i = 0; i < 4; i++) town.say('me', 'liar', 1)
    for (const name of town.names) town.say('liar', name, 0)
    town.say('liar', 'shop', 0)
    const why = explain(town.trust, 'shop')
    expect(why.score.u).toBeNull()
    expect(why.decision.standing).toBe('new')
    expect(why.sources.ignored).toEqual([
      { reason: 'no-receipt', count: 1 },
      { reason: 'half-receipt', count: 5 },
      { reason: 'unknown-rater', count: 30 },
      { reason: 'contradicts-you', count: 1 },
    ])
    expect(credibilityOf(town.trust, 'liar')).toMatchObject({ weight: 0, similarity: 0 })
    expect(credibilityOf(town.trust, 'friend1').weight).toBeGreaterThan(0.4)
  })

  it('takes refusals first-hand, and excludes after three in a row, not after one or two', () => {
    const town = community()
    const standings = [1, 2, 3].map(() => {
      town.say('me', 'rider', 0, 'none')
      return decide(town.trust, 'rider').standing
    })
    expect(standings).toEqual(['new', 'new', 'bad'])
  })

  it('lets names behind one edge weigh no more than that edge, however many they are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        (names, served, speaks) => {
          const town = friends(6)
          for (let i = 0; i < served; i++) town.say('me', 'accomplice', 1)
          if (speaks) town.say('accomplice', 'shop', 1)
          for (let i = 0; i < names; i++) {
            for (const friend of town.names) town.say(`sybil${i}`, friend, 1)
            for (let k = 0; k < 5; k++) town.say('accomplice', `sybil${i}`, 1)
            town.say(`sybil${i}`, 'shop', 1)
          }
          const edge = Math.min(1, served / ROBUST_DEFAULTS.capacity)
          const weight = explain(town.trust, 'shop').raters.reduce((sum, rater) => sum + rater.weight, 0)
          expect(weight).toBeLessThanOrEqual(edge + 1e-6)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('lets a subject vouch for none of its own raters', () => {
    const town = friends(3)
    for (let i = 0; i < 6; i++) town.say('me', 'shop', i < 4 ? 1 : 0)
    const before = score(town.trust, 'shop').u
    for (let i = 0; i < 50; i++) {
      town.say('shop', `sybil${i}`, 1)
      for (const friend of town.names) town.say(`sybil${i}`, friend, 1)
      town.say(`sybil${i}`, 'shop', 1)
    }
    expect(score(town.trust, 'shop').u).toBe(before)
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

  it('reads a name of a receipt as bytes or as text', () => {
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

  it('counts a fall extra, and a rise not', () => {
    const town = community()
    const u = (): number => score(town.trust, 'shop').u as number
    for (let i = 0; i < 20; i++) town.say('me', 'shop', 1)
    expect(explain(town.trust, 'shop').score.penalty).toBe(0)
    const before = u()
    for (let i = 0; i < 2; i++) town.say('me', 'shop', 0)
    const { score: fallen } = explain(town.trust, 'shop')
    expect(fallen.penalty).toBeGreaterThan(0.1)
    expect(u()).toBeLessThan(before - 0.25)
    for (let i = 0; i < 4; i++) town.say('me', 'shop', 1)
    expect(explain(town.trust, 'shop').score.penalty).toBe(0)
    expect(u()).toBeLessThanOrEqual(before)
  })

  it('readmits only after amends, and tells how many good transfers that takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 0, max: 8 }), fc.boolean(), (bad, good, heard) => {
        const town = friends(5)
        for (let i = 0; i < good; i++) town.say('me', 'shop', 1)
        for (let i = 0; i < bad; i++) town.say(heard ? (town.names[i % 5] as string) : 'me', 'shop', 0)
        let { held } = decide(town.trust, 'shop')
        if (held.standing !== 'bad') return
        const why = explain(town.trust, 'shop', held)
        const needed = why.goodUntilReadmitted as number
        if (why.goodWith !== 'you') return
        expect(needed).toBeGreaterThanOrEqual(2 * bad - 1e-9)
        for (let i = 0; i < needed; i++) {
          expect(decide(town.trust, 'shop', held).standing).toBe('bad')
          town.say('me', 'shop', 1)
          held = decide(town.trust, 'shop', held).held
        }
        expect(held).toEqual({ standing: 'good', since: 0 })
      }),
    )
  })

  it('does not swing: who is excluded needs more to come back than who is not needs to stay', () => {
    const town = community()
    for (let i = 0; i < 8; i++) town.say('me', 'shop', 1)
    for (let i = 0; i < 4; i++) town.say('me', 'shop', 0)
    const { held } = decide(town.trust, 'shop')
    expect(held.standing).toBe('bad')
    for (let i = 0; i < 5; i++) town.say('me', 'shop', 1)
    expect(decide(town.trust, 'shop', NEW).standing).toBe('good')
    expect(decide(town.trust, 'shop', held).standing).toBe('bad')
    expect(explain(town.trust, 'shop', held).sentence.key).toBe('amends')
  })

  it("lets the user's word beat proofs, and proofs the score", () => {
    const town = community()
    for (let i = 0; i < 5; i++) town.say('me', 'shop', 1)
    expect(decide(town.trust, 'shop', NEW, { equivocation: true })).toMatchObject({
      standing: 'bad',
      excluded: true,
      by: 'proof',
    })
    expect(decide(town.trust, 'shop', NEW, { equivocation: true, user: 'allow' })).toMatchObject({
      standing: 'good',
      excluded: false,
      by: 'user',
    })
    expect(explain(town.trust, 'shop', NEW, { user: 'block' }).sentence.key).toBe('blocked')
  })

  it('knows nothing of a peer it never heard of', () => {
    const { trust } = community()
    expect(score(trust, 'nobody')).toMatchObject({ u: null, U: null, R: null, low: 0, high: 1, count: 0, evidence: 0 })
    expect(decide(trust, 'nobody')).toMatchObject({ standing: 'new', excluded: false })
    expect(explain(trust, 'nobody')).toMatchObject({
      sentence: { key: 'unknown' },
      sources: { you: 0, trusted: 0, ignored: [] },
      goodUntilReadmitted: 0,
    })
  })

  it('refuses numbers out of range and is then as before', () => {
    const town = friends(3)
    const before = explain(town.trust, 'friend0')
    for (const broken of [{ score: 1.1 }, { score: Number.NaN }, { time: Number.POSITIVE_INFINITY }, { seq: -1 }]) {
      expect(() =>
        fold(town.trust, {
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
    expect(explain(town.trust, 'friend0')).toEqual(before)
    expect(() => checkRobustParameters({ ...ROBUST_DEFAULTS, thetaIn: 0.4 })).toThrow('thetaIn must be above thetaOut')
    expect(() => checkRobustParameters({ ...ROBUST_DEFAULTS, weightTotal: 0.7 })).toThrow(/must be 1, not 1.2/)
    expect(() => checkRobustParameters({ ...ROBUST_DEFAULTS, capacity: 0 })).toThrow(/capacity/)
  })
})

describe('the work of the robust mode', () => {
  /** A random community of this size, each having rated `degree` others; me among them. */
  const large = (peers: number, degree: number): TrustView => {
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
  const workOf = (trust: TrustView, rater: string, subject: string): number => {
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

  it('does not grow with the evidence: one more rating touches the neighbourhood, not the ledger', () => {
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

  it('names every peer whose score a rating changed', () => {
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

describe('newcomers', () => {
  it('get less the less past strangers gave back, but never nothing', () => {
    let record = NO_STRANGERS
    expect(newcomerAllowance(record, ROBUST_DEFAULTS)).toBe(3)
    const sizes = Array.from({ length: 40 }, () => newcomerAllowance((record = strangerTook(record)), ROBUST_DEFAULTS))
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    expect(sizes.at(-1)).toBeLessThan(0.35)
    expect(sizes.at(-1)).toBeGreaterThanOrEqual(0.1)
    // three services times the share given back: (1 + 0) / (1 + 1), then (1 + 0) / (1 + 1.9)
    expect(sizes[0]).toBeCloseTo(1.5, 12)
    expect(sizes[1]).toBeCloseTo(3 / 2.9, 12)
    expect(newcomerAllowance({ taken: 10_000, returned: 0 }, ROBUST_DEFAULTS)).toBe(0.1)
    // what was given back fades with what was taken
    expect(strangerTook({ taken: 2, returned: 1 })).toEqual({ taken: 2.8, returned: 0.9 })
    expect(strangerGave({ taken: 2, returned: 1 })).toEqual({ taken: 2, returned: 2 })
    for (let i = 0; i < 40; i++) record = strangerGave(record)
    expect(newcomerAllowance(record, ROBUST_DEFAULTS)).toBe(3)
  })

  it('are served as often as the allowance says, a fraction by luck', () => {
    const times = (allowance: number, luck: number): number => {
      let used = 0
      while (servesStranger(allowance, used, luck)) used++
      return used
    }
    expect([times(3, 0), times(3, 0.99), times(0.25, 0.2), times(0.25, 0.3), times(1.5, 0.4), times(1.5, 0.6)]).toEqual(
      [3, 3, 1, 0, 2, 1],
    )
    // nothing is left, whatever the luck; luck that is just the fraction is not under it
    expect([servesStranger(1, 1, 0), servesStranger(1.5, 2, 0), servesStranger(0.25, 0, 0.25)]).toEqual([
      false,
      false,
      false,
    ])
    expect([servesStranger(1, 0, 0.99), servesStranger(0.25, 0, 0.2499)]).toEqual([true, true])
  })

  it('are picked one time in ten, excluded ones never, and the trusted in the ratio of u squared', () => {
    const random = seededRandom(5)
    const list = [
      { standing: 'good' as const, u: 0.9 },
      { standing: 'new' as const, u: null },
      { standing: 'bad' as const, u: 0.9 },
      { standing: 'good' as const, u: 0.3 },
      { standing: 'good' as const, u: 0.6 },
      { standing: 'new' as const, u: null },
    ]
    const PICKS = 100_000
    const counts = list.map(() => 0)
    for (let i = 0; i < PICKS; i++) {
      const at = pickProvider(list, random, ROBUST_DEFAULTS)
      counts[at] = (counts[at] as number) + 1
    }
    // 0.81 : 0.09 : 0.36 of nine tenths, one tenth shared by two newcomers
    const expected = [0.9 * (0.81 / 1.26), 0.05, 0, 0.9 * (0.09 / 1.26), 0.9 * (0.36 / 1.26), 0.05]
    for (const [at, share] of expected.entries()) {
      const deviations = 4 * Math.sqrt((share * (1 - share)) / PICKS)
      expect(Math.abs((counts[at] as number) / PICKS - share), `candidate ${at}`).toBeLessThanOrEqual(deviations)
    }
  })

  it('are picked for certain if there is nobody else; of nobody, nobody is', () => {
    const pick = (list: Candidate[], ...draws: number[]): number =>
      pickProvider(list, { ...seededRandom(1), next: () => draws.shift() ?? 0.999_999 }, ROBUST_DEFAULTS)
    expect(pick([])).toBe(-1)
    expect(pick([{ standing: 'bad', u: 0.9 }])).toBe(-1)
    expect(pick([{ standing: 'new', u: null }])).toBe(0)
    // trusted peers of no trust are nobody, too
    expect(pick([{ standing: 'good', u: 0 }])).toBe(-1)
    expect(pick([{ standing: 'good', u: null }])).toBe(-1)
    expect(
      pick(
        [
          { standing: 'good', u: null },
          { standing: 'good', u: 0.5 },
        ],
        0,
      ),
    ).toBe(1)
    // no newcomer is there to get the tenth
    expect(
      pick(
        [
          { standing: 'bad', u: null },
          { standing: 'good', u: 0.5 },
        ],
        0,
        0,
      ),
    ).toBe(1)
  })

  it('are picked exactly when the draw is under a tenth, each by its own part of the second draw', () => {
    const list: Candidate[] = [
      { standing: 'good', u: 1 },
      { standing: 'new', u: null },
      { standing: 'good', u: 1 },
      { standing: 'new', u: null },
    ]
    const pick = (...draws: number[]): number =>
      pickProvider(list, { ...seededRandom(1), next: () => draws.shift() as number }, ROBUST_DEFAULTS)
    expect([pick(0.0999, 0), pick(0.0999, 0.4999), pick(0.0999, 0.5), pick(0.0999, 0.9999)]).toEqual([1, 1, 3, 3])
    expect([pick(0.1, 0), pick(0.1, 0.4999), pick(0.1, 0.5), pick(0.1, 0.9999)]).toEqual([0, 0, 2, 2])
  })
})
