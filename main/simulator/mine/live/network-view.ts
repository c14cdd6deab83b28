import type { NetworkView } from '../../../contract/simulator.ts'
import type { Estimate } from '../beta.ts'
import { USER_KINDS } from '../../model/settings.ts'
import type { EstimatedNetwork } from './network-estimator.ts'
import { plainEstimate } from './plain-estimate.ts'

/** The estimates, and the counts that each rests on. */
export function networkView({ time, counts, found }: EstimatedNetwork): NetworkView {
  const { joins, known, requests, peers: followed } = counts.presence
  const { N, kinds } = found
  return {
    time,
    days: found.days,
    identity: found.identity,
    mode: found.mode,
    missing: found.missing,
    facts: {
      peers: counts.peers.length,
      met: N.met,
      once: counts.daysSeen[0] ?? 0,
      joins,
      known,
      requests,
      followed,
      logs: counts.requests.length,
      asked: counts.peers.reduce((sum, { outcomes }) => sum + outcomes.length, 0),
      receipts: counts.receipts,
      decided: counts.decided.total,
      bad: counts.decided.bad,
      excluded: counts.peers.filter(({ excluded }) => excluded).length,
    },
    N: plainEstimate(N),
    changing: N.changing,
    transactionsADay: plainEstimate(found.transactionsADay),
    turnover: plainEstimate(found.turnover),
    returning: plainEstimate(found.returning),
    x: plainEstimate(found.x),
    maxGenerosity: found.maxGenerosity && plainEstimate(found.maxGenerosity),
    kinds: USER_KINDS.map((kind, i) => ({
      kind,
      share: plainEstimate(kinds.shares[i] as Estimate),
      observed: kinds.observed[i] as number,
    })),
    unknown: kinds.unknown,
    badAgrees: kinds.badAgrees,
  }
}
