import { seededRandom } from '../../../base/random.ts'
import type { HealthPart } from '../../../contract/simulator.ts'
import type { Estimate } from '../beta.ts'
import { contribution, turnover } from '../rates.ts'
import { performance } from '../../model/performance.ts'
import { DEFAULT_SETTINGS } from '../../model/settings.ts'
import type { NetworkPart } from './network-source.ts'
import { plainEstimate } from './plain-estimate.ts'

const performanceAt = (x: number): number => performance(DEFAULT_SETTINGS.benefit, DEFAULT_SETTINGS.returns, x)

/** The same estimates as for the simulator, for each part of the time. */
export function healthOf(parts: readonly NetworkPart[]): HealthPart[] {
  return parts.map(({ from, until, counts, exclusions, newcomers }, i) => {
    const x = contribution(counts.peers, seededRandom(1, i))
    const W: Estimate = { value: performanceAt(x.value), low: performanceAt(x.low), high: performanceAt(x.high) }
    const { joins, requests } = counts.presence
    return {
      from,
      until,
      requests: counts.peers.reduce((sum, { outcomes }) => sum + outcomes.length, 0),
      x: plainEstimate(x),
      W: plainEstimate(W),
      turnover: plainEstimate(
        joins + requests === 0 ? { value: Number.NaN, low: Number.NaN, high: Number.NaN } : turnover(counts.presence),
      ),
      exclusions,
      newcomers,
    }
  })
}
