import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../main/base/random.ts'
import {
  type Candidate,
  NO_STRANGERS,
  newcomerAllowance,
  pickProvider,
  servesStranger,
  strangerGave,
  strangerTook,
} from '../../main/reputation/newcomers.ts'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'

describe('newcomers', () => {
  it('get less if past strangers gave back less, but never nothing', () => {
    let record = NO_STRANGERS
    expect(newcomerAllowance(record, ROBUST_DEFAULTS)).toBe(3)
    const sizes = Array.from({ length: 40 }, () => newcomerAllowance((record = strangerTook(record)), ROBUST_DEFAULTS))
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    // of forty services each counts 0.9 of the one after it
    expect(sizes.at(-1)).toBeCloseTo(3 / (1 + (1 - 0.9 ** 40) / 0.1), 12)
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

  it('are served within the allowance, fractions by chance', () => {
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

  it('are picked one time in ten, excluded peers never, trusted ones in proportion to u squared', () => {
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

  it('are always picked if there is nobody else; an empty list yields nobody', () => {
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

  it('are picked exactly if the first draw is below a tenth, uniformly by the second draw', () => {
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
