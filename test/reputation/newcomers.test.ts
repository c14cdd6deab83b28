import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../main/base/random.ts'
import {
  NO_STRANGERS,
  newcomerAllowance,
  pickProvider,
  servesStranger,
  strangerGave,
  strangerTook,
} from '../../main/reputation/newcomers.ts'
import { ROBUST_DEFAULTS } from '../../main/reputation/robust/parameters.ts'

describe('newcomers', () => {
  it('get less the less past strangers gave back, but never nothing', () => {
    let record = NO_STRANGERS
    expect(newcomerAllowance(record, ROBUST_DEFAULTS)).toBe(3)
    const sizes = Array.from({ length: 40 }, () => newcomerAllowance((record = strangerTook(record)), ROBUST_DEFAULTS))
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    expect(sizes.at(-1)).toBeLessThan(0.35)
    expect(sizes.at(-1)).toBeGreaterThanOrEqual(ROBUST_DEFAULTS.newcomerShare)
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
  })

  it('are picked about one time in ten, excluded ones never', () => {
    const random = seededRandom(5)
    const list = [
      { standing: 'good' as const, u: 0.9 },
      { standing: 'new' as const, u: null },
      { standing: 'bad' as const, u: 0.9 },
      { standing: 'good' as const, u: 0.3 },
    ]
    const counts = [0, 0, 0, 0]
    for (let i = 0; i < 20_000; i++) {
      const at = pickProvider(list, random, ROBUST_DEFAULTS)
      counts[at] = (counts[at] as number) + 1
    }
    expect((counts[1] as number) / 20_000).toBeCloseTo(0.1, 1)
    expect(counts[2]).toBe(0)
    expect((counts[0] as number) / (counts[3] as number)).toBeGreaterThan(7)
    expect(pickProvider([{ standing: 'bad', u: 0.1 }], random, ROBUST_DEFAULTS)).toBe(-1)
    expect(pickProvider([{ standing: 'new', u: null }], random, ROBUST_DEFAULTS)).toBe(0)
  })
})
