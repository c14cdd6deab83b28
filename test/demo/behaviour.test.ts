import { describe, expect, it } from 'vitest'
import { HyobanError } from '../../main/base/errors.ts'
import { seededRandom } from '../../main/base/random.ts'
import {
  checkPeers,
  contributor,
  falseEvaluator,
  freeRider,
  kindsFor,
  MAX_PEERS,
  nameOf,
  rational,
  traitor,
} from '../../main/demo/behaviour.ts'
import { GENTLE, pauseAfter } from '../../main/demo/pace.ts'

const request = (uploads: number, now = 0) => ({ peer: 'aa', root: 'bb', uploads, now })

describe('behaviours', () => {
  it('a contributor always serves and rates truthfully', () => {
    expect(contributor.serves(request(1000))).toBe(true)
    expect(contributor.rates(0.75)).toBe(0.75)
  })

  it('a free rider never serves and rates truthfully', () => {
    expect(freeRider.serves(request(0))).toBe(false)
    expect(freeRider.rates(1)).toBe(1)
  })

  it('a false evaluator never serves and rates everybody 0', () => {
    expect(falseEvaluator.serves(request(0))).toBe(false)
    expect(falseEvaluator.rates(1)).toBe(0)
  })

  it('a traitor turns after a number of uploads, or a time', () => {
    const [busy, idle] = [traitor({ requests: 3, milliseconds: 1000 }), traitor({ requests: 3, milliseconds: 1000 })]
    expect([0, 1, 2, 3, 4].map((uploads) => busy.serves(request(uploads, 5500)))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    expect([5000, 5999, 6000, 9000].map((now) => idle.serves(request(0, now)))).toEqual([true, true, false, false])
    expect(idle.rates(1)).toBe(1)
  })

  it('a traitor turns once its witness has two files from it, or has stayed away for a minute', () => {
    const plan = { requests: 2, milliseconds: 1000 }
    const asks = (peer: string, root: string, now: number) => ({ peer, root, uploads: 50, now })
    const watched = traitor(plan, () => 'me')
    expect(
      [
        asks('other', 'r1', 0),
        asks('me', 'r1', 5000),
        asks('me', 'r1', 6000),
        asks('other', 'r2', 7000),
        asks('me', 'r2', 8000),
      ].map((one) => watched.serves(one)),
    ).toEqual([true, true, true, true, true])
    expect([asks('me', 'r3', 9000), asks('other', 'r1', 9000)].map((one) => watched.serves(one))).toEqual([
      false,
      false,
    ])
    const alone = traitor(plan, () => undefined)
    expect([0, 59_999, 60_000, 60_001].map((now) => alone.serves(asks('other', 'r1', now)))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  it('a rational peer serves while its generosity exceeds the cost 1 / x', () => {
    let x = 1
    const peer = rational(2, () => x)
    expect(peer.serves(request(0))).toBe(true)
    x = 0.5
    expect(peer.serves(request(0))).toBe(false)
  })
})

describe('the peers of a demo', () => {
  it('include each kind among five, and four contributors among eight', () => {
    expect(new Set(kindsFor(5))).toEqual(new Set(['contributor', 'freeRider', 'traitor', 'falseEvaluator']))
    expect(kindsFor(8).filter((kind) => kind === 'contributor')).toHaveLength(4)
    expect(kindsFor(1)).toEqual(['contributor'])
  })

  it('have unique names that do not reveal their kind', () => {
    const names = Array.from({ length: MAX_PEERS }, (_, i) => nameOf(i))
    expect(new Set(names).size).toBe(MAX_PEERS)
    expect(names.join()).not.toMatch(/rider|traitor|evaluat|contribut/i)
  })

  it.each([0, -1, 65, 2.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d peers with a sentence', (peers) => {
    expect(() => checkPeers(peers)).toThrow(HyobanError)
    expect(() => checkPeers(peers)).toThrow(`from 1 to 64, not ${peers}`)
  })
})

describe('the pace', () => {
  it('starts lively and slows down, within 40 % of its mean', () => {
    const random = seededRandom(1)
    for (let i = 0; i < 100; i++) {
      const [early, late] = [pauseAfter(GENTLE, 0, random), pauseAfter(GENTLE, 3_600_000, random)]
      expect(early).toBeGreaterThanOrEqual(0.6 * GENTLE.lively)
      expect(early).toBeLessThanOrEqual(1.4 * GENTLE.lively)
      expect(late).toBeGreaterThanOrEqual(0.6 * GENTLE.calm)
      expect(late).toBeLessThanOrEqual(1.4 * GENTLE.calm)
    }
  })
})
