import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../main/base/random.ts'
import { bytesPerPeer } from '../../main/simulator/model/peers.ts'
import { USER_KINDS, DEFAULT_SETTINGS, kindCounts, type ModelSettings } from '../../main/simulator/model/settings.ts'
import { nextWord, streamState } from '../../main/simulator/model/streams.ts'
import { Run } from '../../main/simulator/model/run.ts'
import { WatchedRun } from '../../main/simulator/model/watched-run.ts'
import { ReferenceRun } from './reference-run.ts'

const probability = fc.double({ min: 0, max: 1, noNaN: true })
/** Small systems of every mix of kinds, with every mechanism at work. */
const arbitrarySettings: fc.Arbitrary<ModelSettings> = fc
  .record({
    N: fc.integer({ min: 2, max: 60 }),
    transactions: fc.integer({ min: 1, max: 1500 }),
    identity: fc.constantFrom('PI', 'FI', 'none'),
    benefit: fc.double({ min: 0, max: 5, noNaN: true }),
    returns: fc.constantFrom(1, 0.5, 2),
    maxGenerosity: fc.double({ min: 0.5, max: 20, noNaN: true }),
    turnover: fc.oneof(fc.constantFrom(0, 0.01, 1), probability),
    returning: fc.oneof(fc.constantFrom(0, 0.9, 1), probability),
    weightTotal: probability,
    recentWindow: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(27, 28, 29, 32, 33, 64, 65)),
    minRatings: fc.integer({ min: 1, max: 20 }),
    exclusionThreshold: probability,
    shares: fc.tuple(probability, probability, probability, probability, probability),
    traitorFrom: fc.integer({ min: 0, max: 800 }),
    traitorFor: fc.integer({ min: 0, max: 800 }),
  })
  .map(({ shares, traitorFor, ...rest }) => {
    const sum = shares.reduce((a, b) => a + b, 1e-9)
    const [contributorShare, freeRiderShare, falseEvaluatorShare, traitorShare] = shares.map((one) => one / sum) as [
      number,
      number,
      number,
      number,
    ]
    return {
      ...rest,
      weightRecent: 1 - rest.weightTotal,
      contributorShare,
      freeRiderShare,
      falseEvaluatorShare,
      traitorShare,
      traitorTo: rest.traitorFrom + traitorFor,
    }
  })

describe('a run of the model', () => {
  it('keeps its counters equal to a recount, and every trust value within [0, 1]', () => {
    fc.assert(
      fc.property(
        arbitrarySettings,
        fc.integer(),
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
        (settings, seed, steps) => {
          const watched = new WatchedRun(settings, seed)
          for (const step of steps) {
            const before = watched.run.transaction
            watched.step(step)
            const { participants, contributors, contributing, excluded, u, x, kinds } = watched.snapshot()
            const out = excluded.reduce((sum, one) => sum + one, 0)
            expect(participants + out).toBe(settings.N)
            expect(contributing.reduce((sum, one, slot) => sum + (excluded[slot] ? 0 : one), 0)).toBe(contributors)
            if (watched.run.transaction > before) expect(x).toBe(participants > 0 ? contributors / participants : 0)
            expect(u.every((value) => Number.isNaN(value) || (value >= 0 && value <= 1 + 1e-6))).toBe(true)
            expect(USER_KINDS.map((_, kind) => kinds.filter((one) => one === kind).length)).toEqual(
              kindCounts(settings),
            )
            if (settings.identity === 'none') expect(out).toBe(0)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('equals a plain implementation of the rules, transaction by transaction', () => {
    fc.assert(
      fc.property(arbitrarySettings, fc.integer(), (settings, seed) => {
        const run = new Run(settings, seed)
        const plain = new ReferenceRun(settings, seed)
        const watched = new WatchedRun(settings, seed)
        const stops = [1, 7, 300, settings.transactions]
        for (const stop of stops) {
          if (stop > settings.transactions) continue
          run.advance(stop - run.transaction)
          watched.step(stop - watched.run.transaction)
          plain.advanceTo(stop)
          expect(run.contributors).toBe(plain.contributors)
          expect(run.participants).toBe(plain.participants)
          expect(run.performanceSum).toBeCloseTo(plain.performanceSum, 6)
          const { excluded, u } = watched.snapshot()
          expect([...excluded]).toEqual(plain.peers.map((peer) => (peer.excluded ? 1 : 0)))
          plain.peers.forEach((peer, slot) => {
            if (peer.ratings.length === 0) expect(u[slot]).toBeNaN()
            else expect(u[slot]).toBeCloseTo(plain.trust(peer), 5)
          })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('does not depend on step sizes, nor on being watched', () => {
    fc.assert(
      fc.property(
        arbitrarySettings,
        fc.integer(),
        fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 6 }),
        fc.nat(),
        (settings, seed, cuts, slot) => {
          const whole = new Run(settings, seed)
          whole.advance(settings.transactions)
          const parts = new Run(settings, seed)
          for (const cut of cuts) parts.advance(Math.min(cut, settings.transactions - parts.transaction))
          parts.advance(settings.transactions - parts.transaction)
          const watched = new WatchedRun(settings, seed)
          watched.follow(slot % settings.N)
          watched.step(settings.transactions, 100)
          for (const run of [parts, watched.run]) {
            expect(run.performanceSum).toBe(whole.performanceSum)
            expect(run.peers.ints).toEqual(whole.peers.ints)
            expect(run.peers.participants).toEqual(whole.peers.participants)
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('draws the same numbers as the base generator', () => {
    const random = seededRandom(42, 7)
    const state = streamState(42, 7)
    for (let i = 0; i < 100; i++) expect(nextWord(state) / 4294967296).toBe(random.next())
  })

  it('assigns kinds exactly: 30 % of 1000 are 300', () => {
    expect(kindCounts({ ...DEFAULT_SETTINGS, freeRiderShare: 0.3 })).toEqual([700, 0, 300, 0, 0])
    expect(kindCounts({ ...DEFAULT_SETTINGS, traitorShare: 0.5, contributorShare: 0.1 })).toEqual([400, 100, 0, 0, 500])
  })

  it('stores a million peers in far less than 128 bytes each', () => {
    const settings = { ...DEFAULT_SETTINGS, N: 1_000_000, transactions: 200_000 }
    const run = new Run(settings, 1)
    run.advance(settings.transactions)
    expect(run.transaction).toBe(200_000)
    const { ints, participants, rings } = run.peers
    expect(participants.buffer).toBe(ints.buffer)
    // and a page of WebAssembly memory at most
    expect(ints.buffer.byteLength + rings.byteLength - settings.N * 36).toBeLessThanOrEqual(65_536)
    expect(bytesPerPeer(settings)).toBe(36)
  })
})

describe('a watched peer', () => {
  it('shows every rating with U, R and u, and its exclusion', () => {
    const watched = new WatchedRun(
      { ...DEFAULT_SETTINGS, N: 20, transactions: 2000, freeRiderShare: 0.5, turnover: 0 },
      3,
    )
    const rider = watched.snapshot().kinds.indexOf(USER_KINDS.indexOf('freeRider'))
    watched.follow(rider)
    watched.step(2000)
    const { history } = watched
    expect(history.filter(({ what }) => what === 'rated').map(({ count }) => count)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ])
    expect(history.at(-1)).toMatchObject({ what: 'excluded', count: 10, U: 0, R: 0, u: 0, contributing: false })
    expect(watched.snapshot().excluded[rider]).toBe(1)
    expect(watched.finished).toBe(true)
    expect(() => watched.follow(20)).toThrow('There is no peer 20.')
  })
})
