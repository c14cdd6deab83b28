import type { HealthPart, HealthView } from '../../../../main/contract/simulator.ts'
import type { PeerRow } from '../../../../main/contract/peers.ts'
import type { Translate } from '../../../hooks/use-text.ts'
import type { Formats } from '../../../locales/format.ts'

/** The measures that are drawn over time. */
export const MEASURES = ['x', 'W', 'turnover', 'exclusions', 'newcomers'] as const
export type Measure = (typeof MEASURES)[number]

const DAY_MS = 86_400_000

/** Days of a part. */
export const daysOf = ({ from, until }: HealthPart): number => (until - from) / DAY_MS

/** Whether x has changed for certain between the first and the last part that know it. */
export function trendOf(parts: readonly HealthPart[]): 'up' | 'down' | 'steady' {
  const known = parts.map(({ x }) => x).filter(({ low, high }) => low !== null && high !== null)
  const [first, last] = [known[0], known.at(-1)]
  if ((last?.low ?? 0) > (first?.high ?? 1)) return 'up'
  return (last?.high ?? 1) < (first?.low ?? 0) ? 'down' : 'steady'
}

/** One sentence in plain words on a measure. */
export function sentenceOf(measure: Measure, { parts, days }: HealthView, t: Translate, format: Formats): string {
  const last = parts.at(-1)
  const value = measure === 'exclusions' || measure === 'newcomers' ? null : (last?.[measure].value ?? null)
  switch (measure) {
    case 'x':
      return value === null
        ? t('network:health.x.none')
        : t(`network:health.x.${trendOf(parts)}`, { value: format.percent(value) })
    case 'W':
      return value === null
        ? t('network:health.W.none')
        : t(`network:health.W.${value >= 0 ? 'good' : 'bad'}`, { value: format.score(value) })
    case 'turnover':
      if (value === null || value === 0) return t('network:health.turnover.none')
      return value > 0.6
        ? t('network:health.turnover.one')
        : t('network:health.turnover.some', { count: Math.round(1 / value) })
    default: {
      const count = parts.reduce((sum, part) => sum + part[measure], 0)
      return count === 0
        ? t(`network:health.${measure}.none`, { days: format.number(days) })
        : t(`network:health.${measure}.some`, { count, days: format.number(days) })
    }
  }
}

/** Peers of a tenth of the range of u, by standing. */
export interface TrustBin {
  low: number
  high: number
  good: number
  new: number
  bad: number
}

/** How many rated peers there are in each tenth of u. */
export function trustBins(peers: readonly Pick<PeerRow, 'trust'>[]): TrustBin[] {
  const bins = Array.from({ length: 10 }, (_, i): TrustBin => ({
    low: i / 10,
    high: (i + 1) / 10,
    good: 0,
    new: 0,
    bad: 0,
  }))
  for (const { trust } of peers) {
    if (trust.u === null) continue
    const bin = bins[Math.min(9, Math.max(0, Math.floor(trust.u * 10)))]
    if (bin) bin[trust.standing]++
  }
  return bins
}
