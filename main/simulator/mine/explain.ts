import { USER_KINDS } from '../model/settings.ts'
import type { Estimate } from './beta.ts'
import type { NetworkCounts } from './counts.ts'
import type { Estimates, Missing } from './estimate.ts'

/** An estimate with one sentence on where it comes from. */
export interface Explained {
  name: string
  estimate: Estimate
  source: string
}

const NEEDS: Readonly<Record<Missing['what'], (missing: Missing) => string>> = {
  peers: ({ have, need }) => `${have} of ${need} peers are known`,
  receipts: ({ have, need }) => `${have} of ${need} receipts signed by both sides`,
  sightings: () => 'no session of a peer has been recorded yet',
}

/** What is missing, in English. */
export const missingText = (missing: Missing): string => NEEDS[missing.what](missing)

/** All estimates, each with its source, in English. */
export function explain(found: Estimates, counts: NetworkCounts): Explained[] {
  const { joins, known, requests, peers } = counts.presence
  const over = `in ${counts.days} days`
  const asked = counts.peers.reduce((sum, { outcomes }) => sum + outcomes.length, 0)
  const { N, kinds } = found
  const bad = kinds.badAgrees ? '' : ' The judgement of this node does not agree.'
  return [
    {
      name: 'N',
      estimate: N,
      source:
        `${N.met} peers met ${over}, ${counts.daysSeen[0] ?? 0} of them on one day (Chao); at least that many where ` +
        `some are met less often than others.${N.changing ? ' The network is changing too fast to count.' : ''}`,
    },
    {
      name: 'transactions a day',
      estimate: found.transactionsADay,
      source: `requests of ${counts.requests.length} peers whose logs are read, times N / 2.`,
    },
    { name: 'd', estimate: found.turnover, source: `${joins} joins, ${requests} requests of ${peers} peers ${over}.` },
    {
      name: 'returning',
      estimate: found.returning,
      source:
        `${known} of ${joins} joins by keys met before.` +
        (found.identity === 'PI' ? '' : ' Keys are free: an old user may have a new one.'),
    },
    { name: 'x', estimate: found.x, source: `share of ${asked} requests served.` },
    ...(found.maxGenerosity
      ? [
          {
            name: 'greatest generosity',
            estimate: found.maxGenerosity,
            source: 'values with which simulations reach the x observed; x often says little about it.',
          },
        ]
      : []),
    ...USER_KINDS.map((kind, i) => ({
      name: `share of ${kind}`,
      estimate: kinds.shares[i] as Estimate,
      source:
        `${kinds.observed[i] ?? 0} of ${counts.peers.length} peers look so, ${kinds.unknown} have too few services; ` +
        `corrected for mistakes.${bad}`,
    })),
  ]
}
