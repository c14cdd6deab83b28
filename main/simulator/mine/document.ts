import { USER_KINDS } from '../model/settings.ts'
import type { Estimate } from './beta.ts'
import type { Estimates } from './estimate.ts'
import type { Forecast } from './forecast.ts'

const plain = ({ value, low, high }: Estimate): { estimate: number | null; ci95: [number | null, number | null] } => {
  const finite = (one: number): number | null => (Number.isFinite(one) ? one : null)
  return { estimate: finite(value), ci95: [finite(low), finite(high)] }
}

/** The estimates without their draws, and a forecast if there is one, as plain data; unknown numbers are null. */
export function networkDocument(found: Estimates, coming: Forecast | null): object {
  const { kinds, N } = found
  return {
    scenario: 'mine',
    days: found.days,
    identity: found.identity,
    mode: found.mode,
    missing: found.missing,
    estimates: {
      N: { ...plain(N), met: N.met, check: N.check && plain(N.check), changing: N.changing },
      transactionsADay: plain(found.transactionsADay),
      turnover: plain(found.turnover),
      returning: plain(found.returning),
      x: plain(found.x),
      maxGenerosity: found.maxGenerosity && plain(found.maxGenerosity),
      kinds: Object.fromEntries(
        USER_KINDS.map((kind, i) => [
          kind,
          {
            ...plain(kinds.shares[i] as Estimate),
            observed: kinds.observed[i],
            unknownRational: kinds.unknownRational[i],
            unknownFreeRiders: kinds.unknownFreeRiders[i],
          },
        ]),
      ),
      unknown: kinds.unknown,
      bad: { ...plain(kinds.bad), agrees: kinds.badAgrees },
    },
    forecast: coming,
  }
}

/** The bands of a forecast as CSV: a line for each point, band and metric. */
export function forecastCsv({ at, perDay, chance, all }: Forecast): string {
  const lines = ['transactions,days,band,metric,low,median,high']
  at.forEach((transactions, i) => {
    for (const [name, bands] of [
      ['chance', chance],
      ['all', all],
    ] as const)
      for (const metric of ['x', 'W'] as const) {
        const { low, median, high } = bands[metric]
        lines.push([transactions, transactions / perDay, name, metric, low[i], median[i], high[i]].join(','))
      }
  })
  return `${lines.join('\r\n')}\r\n`
}
